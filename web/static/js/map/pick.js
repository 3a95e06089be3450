/** What lies under a point of the map: the model whose core is there, a dot of its sunflower, or the ground. Pure. */

import { coreRadius, DOT, heartRadius, leafAt } from "./sunflower.js";

/** @typedef {{ row: number, leaf: number | null }} Hit a row of the scene; `leaf` is a dot's index, or null for the model itself */

const LEAF_PX = 1.6; // dots smaller than this on screen cannot be meant
const REACH_PX = 5; // a finger need not hit a dot exactly

/**
 * The model under the map point (x, y), or null over empty ground.
 * @param {import("./scene.js").Scene} scene
 * @param {number} x
 * @param {number} y
 * @param {number} scale pixels a unit
 * @returns {Hit | null}
 */
export function pick(scene, x, y, scale) {
  const row = innermost(scene, x, y);
  if (row < 0) return null;
  const leaves = scene.leafCount[row];
  const dx = x - scene.coreX[row];
  const dy = y - scene.coreY[row];
  const distance = Math.hypot(dx, dy);
  if (!leaves || DOT * scale < LEAF_PX || distance < heartRadius(leaves) || distance > coreRadius(leaves)) return { row, leaf: null };
  const leaf = leafAt(leaves, dx, dy, Math.min(1, Math.max(DOT, REACH_PX / scale)));
  return { row, leaf: leaf < 0 ? null : leaf };
}

/**
 * The row whose core holds the point; where none does, the one whose ground it is: the smallest circle there of those
 * that did not join their parent.
 * @param {import("./scene.js").Scene} scene
 * @param {number} x
 * @param {number} y
 */
function innermost(scene, x, y) {
  let best = -1;
  for (let i = scene.length - 1; i >= 0; i--) {
    if (!holds(scene.x[i], scene.y[i], scene.r[i], x, y)) continue;
    if (holds(scene.coreX[i], scene.coreY[i], coreRadius(scene.leafCount[i]), x, y)) return i;
    if (!scene.joined[i] && (best < 0 || scene.r[i] < scene.r[best])) best = i;
  }
  return best;
}

/**
 * @param {number} centreX
 * @param {number} centreY
 * @param {number} r
 * @param {number} x
 * @param {number} y
 */
function holds(centreX, centreY, r, x, y) {
  return (x - centreX) ** 2 + (y - centreY) ** 2 <= r * r;
}
