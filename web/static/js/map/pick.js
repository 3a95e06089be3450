/** What lies under a point of the map: the innermost circle there, or a dot of its sunflower. Pure. */

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
 * The last row whose circle holds the point: children stand after their parents.
 * @param {import("./scene.js").Scene} scene
 * @param {number} x
 * @param {number} y
 */
function innermost(scene, x, y) {
  for (let i = scene.length - 1; i >= 0; i--) {
    const dx = x - scene.x[i];
    const dy = y - scene.y[i];
    if (dx * dx + dy * dy <= scene.r[i] * scene.r[i]) return i;
  }
  return -1;
}
