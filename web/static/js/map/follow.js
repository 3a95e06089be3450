/** What the eye rests on while one graph's map takes the place of another's, and the camera that keeps it there. */

import { DEEPEST } from "./camera.js";
import { learnId, ringOf } from "./hit.js";
import { pick } from "./pick.js";
import { outline } from "./place.js";

/**
 * @typedef {import("./camera.js").Camera} Camera
 * @typedef {import("./camera.js").Rectangle} Rectangle
 * @typedef {import("./place.js").Ring} Ring
 *
 * A model and its ring on the map.
 * @typedef {{ id: string, ring: Ring }} Anchor
 */

/**
 * The selected model, else the one in the middle of what is shown; null where there is none, or its id is not to be had.
 * @param {import("./store.js").Store} store
 * @param {Camera} camera
 * @param {import("./overlay.js").Selection | null} selected
 * @returns {Promise<Anchor | null>}
 */
export async function anchorOf(store, camera, selected) {
  if (selected) return { id: selected.id, ring: outline(selected.place) };
  const hit = pick(store.scene, camera.x, camera.y, camera.scale);
  const ring = hit && ringOf(store.scene, hit);
  const id = hit && (await learnId(store, hit));
  return id && ring ? { id, ring } : null;
}

/**
 * The camera that shows a ring where another one was, and as large.
 * @param {Camera} camera
 * @param {Ring} from
 * @param {Ring} to
 * @returns {Camera}
 */
export function following(camera, from, to) {
  const scale = Math.min(DEEPEST, (camera.scale * from.r) / to.r);
  const closer = camera.scale / scale;
  return { x: to.x + (camera.x - from.x) * closer, y: to.y + (camera.y - from.y) * closer, scale };
}

/**
 * The camera at the same place relative to the whole, on a map of another extent.
 * @param {Camera} camera
 * @param {Rectangle} before
 * @param {Rectangle} after
 */
export function proportional(camera, before, after) {
  return following(camera, circle(before), circle(after));
}

/**
 * @param {Rectangle} extent
 * @returns {Ring}
 */
function circle({ x, y, width, height }) {
  return { x: x + width / 2, y: y + height / 2, r: Math.max(width, height) / 2 };
}
