/** What the map can be told to do, by keys, pointers and pages: select a model and go there, walk, go in and out. */

import { around, aroundPlace } from "./framing.js";
import { learnId, ringOf } from "./hit.js";
import { modelAround } from "./place.js";
import { target } from "./walk.js";

const CLOSE_UP = 12; // a leaf that is flown to is shown with so many of its radii around it

export class Commands {
  /**
   * @param {import("./store.js").Store} store
   * @param {import("./navigation.js").Navigation} navigation
   * @param {import("./selection.js").Selector} selector
   * @param {(id: string) => void} open shows the selected model's page
   */
  constructor(store, navigation, selector, open) {
    this.store = store;
    this.navigation = navigation;
    this.selector = selector;
    this.open = open;
  }

  /**
   * Select a model, or nothing. With `fly` the map goes there; `silent` tells nobody, as the page knows already.
   * @param {string | null} id
   * @param {{ fly?: boolean, silent?: boolean }} [how]
   */
  async select(id, { fly = false, silent = false } = {}) {
    const selection = await this.selector.select(id, silent);
    if (fly && selection) this.navigation.flyTo(aroundPlace(selection.place, this.navigation.freeFrame));
  }

  /** @param {import("./keyboard.js").Command} command */
  run(command) {
    const { selected } = this.selector;
    if (command === "whole") return this.navigation.showWhole();
    if (command === "out") return this.out();
    if (command !== "open") return void this.walk(command);
    if (selected) this.open(selected.id);
    else this.walk("child");
  }

  /** @param {import("./walk.js").Step} step */
  async walk(step) {
    const to = target(step, this.store.scene, this.selector.selected);
    const id = to && ("id" in to ? to.id : await learnId(this.store, to));
    if (id) await this.select(id, { fly: true });
  }

  /** From the selected model to the one around it, from a root to everything. */
  out() {
    const { selected } = this.selector;
    const outer = selected && modelAround(selected.place);
    if (outer) return void this.select(outer.id, { fly: true });
    if (selected) this.select(null);
    this.navigation.showWhole();
  }

  /**
   * Fly to what was hit, without selecting it; over empty ground everything is shown.
   * @param {import("./pick.js").Hit | null} hit
   */
  enter(hit) {
    if (!hit) return this.navigation.showWhole();
    const { x, y, r } = ringOf(this.store.scene, hit);
    this.navigation.flyTo(around({ x, y, r: hit.leaf === null ? r : r * CLOSE_UP }, this.navigation.freeFrame));
    if (hit.leaf === null) this.store.wantNames([this.store.scene.circle[hit.row]]);
  }
}
