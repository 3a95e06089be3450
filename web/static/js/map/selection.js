/** The selected model: looked up with its place and its other parents, told in words, overtaken by the next choice. */

import { ask } from "../api.js";
import { apiRoute } from "../links.js";
import { count } from "../words.js";
import { learnId } from "./hit.js";
import { modelAround } from "./place.js";

/**
 * @typedef {import("../types.js").ParentItem} ParentItem
 * @typedef {import("../types.js").PlacedModel} PlacedModel
 * @typedef {import("../types.js").PlaceOnMap} PlaceOnMap
 * @typedef {import("./overlay.js").Selection} Selection
 *
 * `chosen` is called when a model was asked for, before anything is known of it; `changed` when it is known, with words
 * for those who cannot see it.
 * @typedef {object} Hooks
 * @property {(id: string | null) => void} chosen
 * @property {(words: string) => void} changed
 * @property {(id: string) => void} placeless called for a model without a place
 * @property {(error: unknown) => void} failed
 */

export class Selector {
  /**
   * @param {import("./store.js").Store} store
   * @param {Hooks} hooks
   */
  constructor(store, hooks) {
    this.store = store;
    this.hooks = hooks;
    /** @type {Selection | null} */
    this.selected = null;
    this.choices = 0;
  }

  /**
   * Select a model, or nothing. The selection once it is known; null without a place, or when it was overtaken.
   * @param {string | null} id
   * @param {boolean} [silent] whether nobody need be told that it was asked for
   */
  async select(id, silent = false) {
    const choice = ++this.choices;
    if (id === null) this.change(null, "Nothing selected.");
    if (!silent) this.hooks.chosen(id);
    if (id === null) return null;
    try {
      const selection = await this.lookUp(id);
      if (choice !== this.choices) return null;
      this.change(selection, selection ? announcement(selection) : `${id} has no relatives in this snapshot: it has no place on the map.`);
      if (!selection) this.hooks.placeless(id);
      return selection;
    } catch (error) {
      this.hooks.failed(error);
      return null;
    }
  }

  /**
   * Select what was hit, nothing over empty ground. Whatever is selected while its id is being asked for stays.
   * @param {import("./pick.js").Hit | null} hit
   */
  async selectHit(hit) {
    const choice = this.choices;
    const id = hit && (await learnId(this.store, hit));
    if (choice === this.choices && (id || !hit)) await this.select(id);
  }

  /**
   * @param {string} id
   * @returns {Promise<Selection | null>} null when it has no place
   */
  async lookUp(id) {
    const [[{ place }], { items }] = await Promise.all([this.store.places([id]), askParents(id)]);
    if (!place) return null;
    const others = otherParents(id, place, items);
    const placed = others.length ? await this.store.places(others.map((parent) => parent.id)) : [];
    return selectionOf(id, place, items, placed);
  }

  /**
   * @param {Selection | null} selection
   * @param {string} words
   */
  change(selection, words) {
    this.selected = selection;
    this.hooks.changed(words);
  }
}

/**
 * The parents that a model is not drawn under.
 * @param {string} id
 * @param {PlaceOnMap} place
 * @param {ParentItem[]} parents
 */
export function otherParents(id, place, parents) {
  const above = modelAround(place)?.id;
  return parents.filter((parent) => parent.id !== above && parent.id !== id);
}

/**
 * @param {string} id
 * @param {PlaceOnMap} place
 * @param {ParentItem[]} parents all of them
 * @param {PlacedModel[]} placed where the others stand that it is not drawn under
 * @returns {Selection}
 */
export function selectionOf(id, place, parents, placed) {
  const above = modelAround(place)?.id;
  const others = otherParents(id, place, parents).flatMap(({ id, relation }, i) => {
    const { place } = placed[i];
    return place && relation ? [{ id, relation, place }] : [];
  });
  return { id, place, relation: parents.find((parent) => parent.id === above)?.relation ?? null, others };
}

/**
 * The selection in words.
 * @param {Selection} selection
 */
export function announcement({ id, relation, place, others }) {
  const around = modelAround(place);
  const from = around ? `, ${relation ?? "derived"} of ${around.id}` : ", without a known parent";
  const also = others.length ? `, and made from ${count(others.length)} more` : "";
  return `${id}${from}${also}.`;
}

/**
 * Where keys have moved the map to.
 * @param {string | null} id of the model in the middle, where it is known
 * @param {number} nearer how many times nearer than the whole map
 */
export function whereabouts(id, nearer) {
  const what = nearer <= 1.01 ? "The whole map" : `${Number(nearer.toPrecision(2))} times nearer than the whole map`;
  return `${what}, ${id ? `${id} in the middle` : "no named model in the middle"}.`;
}

/**
 * @param {string} id
 * @returns {Promise<import("../types.js").ParentList>}
 */
function askParents(id) {
  return ask(apiRoute("parents", id));
}
