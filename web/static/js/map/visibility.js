/** What of the scene a window shows: which circles meet it, and which leaves lie in it. Pure. */

import { directions, DOT, leafDistance, leavesBetween } from "./sunflower.js";

/** @typedef {import("./camera.js").Rectangle} Rectangle */

/**
 * Whether any part of a circle lies in the box.
 * @param {Rectangle} box
 * @param {number} x
 * @param {number} y
 * @param {number} r
 */
export function meets(box, x, y, r) {
  const dx = Math.max(box.x - x, x - box.x - box.width, 0);
  const dy = Math.max(box.y - y, y - box.y - box.height, 0);
  return dx * dx + dy * dy <= r * r;
}

/**
 * Visit a row's leaves from `first` to `last` (excluded) that are inside the box; returns how many.
 * @param {import("./scene.js").Scene} scene
 * @param {number} i
 * @param {number} first
 * @param {number} last
 * @param {Rectangle} box
 * @param {(x: number, y: number, k: number, row: number) => void} visit
 */
export function eachLeaf(scene, i, first, last, box, visit) {
  const leaves = scene.leafCount[i];
  const x = scene.coreX[i];
  const y = scene.coreY[i];
  const [near, far] = distances(box, x, y);
  const [from, to] = leavesBetween(leaves, near - DOT, far + DOT);
  const { cos, sin } = directions(leaves);
  let visited = 0;
  for (let k = Math.max(first, from); k < Math.min(last, to); k++) {
    const distance = leafDistance(leaves, k);
    const px = x + distance * cos[k];
    const py = y + distance * sin[k];
    if (px < box.x - DOT || py < box.y - DOT || px > box.x + box.width + DOT || py > box.y + box.height + DOT) continue;
    visit(px, py, k, i);
    visited++;
  }
  return visited;
}

/**
 * The least and the greatest distance of the box from a point.
 * @param {Rectangle} box
 * @param {number} x
 * @param {number} y
 * @returns {[number, number]}
 */
function distances(box, x, y) {
  const near = Math.hypot(Math.max(box.x - x, x - box.x - box.width, 0), Math.max(box.y - y, y - box.y - box.height, 0));
  const far = Math.hypot(
    Math.max(Math.abs(box.x - x), Math.abs(box.x + box.width - x)),
    Math.max(Math.abs(box.y - y), Math.abs(box.y + box.height - y)),
  );
  return [near, far];
}
