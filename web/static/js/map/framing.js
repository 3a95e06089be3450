/** Which camera shows a place, several of them, or the whole map. Pure. */

import { DEEPEST, fit } from "./camera.js";
import { DOT } from "./sunflower.js";

/**
 * @typedef {import("./camera.js").Camera} Camera
 * @typedef {import("./place.js").Ring} Ring
 *
 * What is framed into: the canvas, and what panels cover of it.
 * @typedef {{ size: import("./camera.js").Size, insets: import("./camera.js").Insets }} Frame
 */

const LEAF_ROOM = 14; // a leaf is shown with so many of its radii around it
const LEAST_ROOM = 24 * DOT; // a few lights are shown with at least so much around them
const MOST_SHARE = 0.6; // of the map
const FARTHEST = 0.6; // of the whole map's scale

/**
 * @param {import("./camera.js").Rectangle} extent of the map
 * @param {Frame} frame
 */
export function wholeMap(extent, { size, insets }) {
  return fit(extent, size, insets);
}

/**
 * The smallest scale that a hand may zoom out to.
 * @param {import("./camera.js").Rectangle} extent
 * @param {Frame} frame
 */
export function farthest(extent, frame) {
  return Math.min(DEEPEST, wholeMap(extent, frame).scale * FARTHEST);
}

/**
 * @param {Ring} ring
 * @param {Frame} frame
 */
export function around({ x, y, r }, { size, insets }) {
  return fit({ x: x - r, y: y - r, width: 2 * r, height: 2 * r }, size, insets, 0.06 * size.height);
}

/**
 * A model with what is around it: its circle, or a leaf among its neighbours.
 * @param {import("../types.js").PlaceOnMap} place
 * @param {Frame} frame
 */
export function aroundPlace(place, frame) {
  return around(place.leaf === null ? place : { x: place.x, y: place.y, r: place.r * LEAF_ROOM }, frame);
}

/**
 * The camera that shows these and something of what is around them; null where that is most of the map.
 * @param {Ring[]} rings
 * @param {import("./camera.js").Rectangle} extent
 * @param {Frame} frame
 */
export function over(rings, extent, frame) {
  const xs = rings.map(({ x }) => x);
  const ys = rings.map(({ y }) => y);
  const [x, y] = [Math.min(...xs), Math.min(...ys)];
  const [width, height] = [Math.max(...xs) - x, Math.max(...ys) - y];
  const side = Math.max(width, height, LEAST_ROOM);
  if (side > MOST_SHARE * Math.max(extent.width, extent.height)) return null;
  const box = { x: x + width / 2 - side / 2, y: y + height / 2 - side / 2, width: side, height: side };
  return fit(box, frame.size, frame.insets, 0.1 * frame.size.height);
}
