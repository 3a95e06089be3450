/** The camera: which point of the map stands at the middle of the canvas, and how many pixels a unit takes. Pure. */

/**
 * @typedef {{ x: number, y: number, scale: number }} Camera
 * @typedef {{ width: number, height: number }} Size in CSS pixels
 * @typedef {{ x: number, y: number, width: number, height: number }} Rectangle
 * @typedef {{ top: number, right: number, bottom: number, left: number }} Insets what panels cover of the canvas
 */

export const DEEPEST = 110; // pixels a unit: a leaf's dot is then 145 px wide

/**
 * A map point on the canvas.
 * @param {Camera} camera
 * @param {Size} size
 * @param {number} x
 * @param {number} y
 * @returns {[number, number]}
 */
export function toScreen(camera, size, x, y) {
  return [(x - camera.x) * camera.scale + size.width / 2, (y - camera.y) * camera.scale + size.height / 2];
}

/**
 * A canvas point on the map.
 * @param {Camera} camera
 * @param {Size} size
 * @param {number} px
 * @param {number} py
 * @returns {[number, number]}
 */
export function toMap(camera, size, px, py) {
  return [(px - size.width / 2) / camera.scale + camera.x, (py - size.height / 2) / camera.scale + camera.y];
}

/**
 * The part of the map on the canvas.
 * @param {Camera} camera
 * @param {Size} size
 * @returns {Rectangle}
 */
export function visible(camera, size) {
  const [x, y] = toMap(camera, size, 0, 0);
  return { x, y, width: size.width / camera.scale, height: size.height / camera.scale };
}

/**
 * The camera after the hand has moved the map by that many pixels.
 * @param {Camera} camera
 * @param {number} dx
 * @param {number} dy
 * @returns {Camera}
 */
export function pan(camera, dx, dy) {
  return { ...camera, x: camera.x - dx / camera.scale, y: camera.y - dy / camera.scale };
}

/**
 * The camera `factor` times nearer; the map point under the pixel (px, py) stays there.
 * @param {Camera} camera
 * @param {Size} size
 * @param {number} px
 * @param {number} py
 * @param {number} factor
 * @param {number} farthest the smallest scale allowed
 * @returns {Camera}
 */
export function zoom(camera, size, px, py, factor, farthest) {
  const scale = Math.min(DEEPEST, Math.max(farthest, camera.scale * factor));
  const [x, y] = toMap(camera, size, px, py);
  return { x: x - (px - size.width / 2) / scale, y: y - (py - size.height / 2) / scale, scale };
}

/**
 * The camera that shows the whole rectangle in the part of the canvas that no panel covers.
 * @param {Rectangle} box
 * @param {Size} size
 * @param {Insets} insets
 * @param {number} [margin] pixels left free on every side
 * @returns {Camera}
 */
export function fit(box, size, insets, margin = 16) {
  const width = Math.max(80, size.width - insets.left - insets.right - 2 * margin);
  const height = Math.max(80, size.height - insets.top - insets.bottom - 2 * margin);
  const scale = Math.min(DEEPEST, width / box.width, height / box.height);
  const aside = (insets.left - insets.right) / 2 / scale;
  const down = (insets.top - insets.bottom) / 2 / scale;
  return { x: box.x + box.width / 2 - aside, y: box.y + box.height / 2 - down, scale };
}

/**
 * The camera kept near the map: its middle may not leave the rectangle.
 * @param {Camera} camera
 * @param {Rectangle} box
 * @returns {Camera}
 */
export function keepNear(camera, box) {
  const x = Math.min(box.x + box.width, Math.max(box.x, camera.x));
  const y = Math.min(box.y + box.height, Math.max(box.y, camera.y));
  return { ...camera, x, y };
}
