/** Walking the map by keys: where a step leads from the selected model. Pure. */

import { modelAround } from "./place.js";
import { rowOf } from "./scene.js";

/**
 * @typedef {import("./scene.js").Scene} Scene
 * @typedef {import("./overlay.js").Selection} Selection
 *
 * Where a step leads: to a model known by its id, or to one that stands in the scene.
 * @typedef {{ id: string } | import("./pick.js").Hit} Target
 *
 * @typedef {"parent" | "child" | "next" | "previous"} Step
 */

/**
 * The model that a step leads to; null where it leads nowhere. Without a selection it leads to a family.
 * @param {Step} step
 * @param {Scene} scene
 * @param {Selection | null} selection
 * @returns {Target | null}
 */
export function target(step, scene, selection) {
  if (step === "parent") return selection && parent(selection);
  if (step === "child") return circle(firstChild(scene, selection));
  const by = step === "next" ? 1 : -1;
  if (selection && selection.place.leaf !== null) return leafBeside(scene, selection, selection.place.leaf, by);
  return circle(sibling(scene, selection, by));
}

/**
 * @param {Selection} selection
 * @returns {Target | null}
 */
function parent({ place }) {
  const around = modelAround(place);
  return around && { id: around.id };
}

/**
 * The row of the selected model's largest sub-family, of the largest family without a selection; -1 where none.
 * @param {Scene} scene
 * @param {Selection | null} selection
 */
function firstChild(scene, selection) {
  const row = selection?.place.leaf === null ? selectedRow(scene, selection) : -1;
  if (selection && row < 0) return -1;
  return rowsIn(scene, row)[0] ?? -1;
}

/**
 * The row beside the selected one, round and round; the first family without a selection.
 * @param {Scene} scene
 * @param {Selection | null} selection
 * @param {1 | -1} by
 */
function sibling(scene, selection, by) {
  const row = selectedRow(scene, selection);
  const rows = rowsIn(scene, row < 0 ? -1 : scene.parent[row]);
  if (!rows.length) return -1;
  return row < 0 ? rows[0] : rows[(rows.indexOf(row) + by + rows.length) % rows.length];
}

/**
 * @param {Scene} scene
 * @param {Selection} selection
 * @param {number} leaf
 * @param {1 | -1} by
 */
function leafBeside(scene, selection, leaf, by) {
  const row = selectedRow(scene, selection);
  if (row < 0) return null;
  const leaves = scene.leafCount[row];
  return { row, leaf: (leaf + by + leaves) % leaves };
}

/**
 * @param {Scene} scene
 * @param {Selection | null} selection
 */
function selectedRow(scene, selection) {
  const own = selection?.place.chain.at(-1);
  return own ? rowOf(scene, own.circle) : -1;
}

/**
 * @param {Scene} scene
 * @param {number} parent row, -1 for the families
 */
function rowsIn(scene, parent) {
  return [...scene.parent.keys()].filter((i) => scene.parent[i] === parent);
}

/** @param {number} row */
function circle(row) {
  return row < 0 ? null : { row, leaf: null };
}
