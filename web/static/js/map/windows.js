/** Which window of the map to ask for: on a grid of places and scales, larger than the canvas. Pure. */

/**
 * @typedef {import("./camera.js").Rectangle} Rectangle
 * @typedef {Rectangle & { scale: number }} Window
 */

/**
 * The window to ask for when `box` is visible at `scale`: twice as wide and high, on a grid.
 * @param {Rectangle} box
 * @param {number} scale
 * @returns {Window}
 */
export function windowFor(box, scale) {
  const snapped = 2 ** (Math.ceil(2 * Math.log2(scale)) / 2);
  const step = 2 ** Math.ceil(Math.log2(Math.max(box.width, box.height) / 4));
  const x = Math.floor((box.x - box.width / 2) / step) * step;
  const y = Math.floor((box.y - box.height / 2) / step) * step;
  const width = Math.ceil((box.x + box.width * 1.5 - x) / step) * step;
  const height = Math.ceil((box.y + box.height * 1.5 - y) / step) * step;
  return { x, y, width, height, scale: snapped };
}

/**
 * Whether a window asked for earlier still serves.
 * @param {Window | null} window
 * @param {Rectangle} box
 * @param {number} scale
 */
export function covers(window, box, scale) {
  if (!window || scale > window.scale * 1.01 || scale < window.scale / 2.2) return false;
  const right = window.x + window.width >= box.x + box.width;
  const bottom = window.y + window.height >= box.y + box.height;
  return window.x <= box.x && window.y <= box.y && right && bottom;
}
