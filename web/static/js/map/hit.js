/** The model that was hit on the map, by a pointer or on a walk: its ring, and its id, asked for where it is not known. */

import { coreRadius, DOT, leafPosition } from "./sunflower.js";

/** @typedef {import("./pick.js").Hit} Hit */

/**
 * What is ringed for it, in map units.
 * @param {import("./scene.js").Scene} scene
 * @param {Hit} hit
 * @returns {import("./place.js").Ring}
 */
export function ringOf(scene, { row, leaf }) {
  if (leaf === null && scene.joined[row]) return { x: scene.coreX[row], y: scene.coreY[row], r: coreRadius(scene.leafCount[row]) };
  if (leaf === null) return { x: scene.x[row], y: scene.y[row], r: scene.r[row] };
  const [x, y] = leafPosition(scene.coreX[row], scene.coreY[row], scene.leafCount[row], leaf);
  return { x, y, r: DOT };
}

/**
 * Its id, null while that is not known.
 * @param {import("./store.js").Store} store
 * @param {Hit | null} hit
 */
export function idOf(store, hit) {
  if (!hit) return null;
  const circle = store.scene.circle[hit.row];
  const known = hit.leaf === null ? store.names.get(circle) : store.leaf(circle, hit.leaf);
  return known?.id ?? null;
}

/**
 * Its id, asked for where it is not known.
 * @param {import("./store.js").Store} store
 * @param {Hit} hit
 */
export async function learnId(store, { row, leaf }) {
  const circle = store.scene.circle[row];
  if (leaf === null) await store.wantNames([circle]);
  else await store.wantLeaves(circle, [leaf]);
  const known = leaf === null ? store.names.get(circle) : store.leaf(circle, leaf);
  return known?.id ?? null;
}
