/**
 * The picture: the map as it was last painted, larger than the canvas by an apron on every side, so that a moving hand
 * moves and scales it instead of having the map painted for every frame. Pure.
 */

import { visible } from "./camera.js";

/**
 * @typedef {import("./camera.js").Camera} Camera
 * @typedef {import("./camera.js").Size} Size
 * @typedef {import("./camera.js").Rectangle} Rectangle
 *
 * For which camera it was painted, and its whole size, apron included. Its middle is the camera's place.
 * @typedef {{ camera: Camera, size: Size }} Picture
 *
 * How its middle lies from the canvas's middle, in CSS pixels, and by how much it is enlarged.
 * @typedef {{ dx: number, dy: number, scale: number }} Placement
 */

const APRON = 1 / 8; // of the canvas's sides
const MOST_PIXELS = 16e6; // of the screen, 64 MB: large screens have a narrower apron
const LARGEST = 2; // a picture that is enlarged more than this is a blur
const SMALLEST = 1 / 2; // and one that is reduced more than this costs more than it shows
const FORWARD = 3 / 4; // of the apron is laid ahead of a hand that drags, the rest behind it, as hands tremble
const OUTWARD = 1.5; // a picture that is zoomed out is painted so much smaller than it is shown at first

/**
 * The apron's width on the left and the right, and its height above and below: whole pixels of the screen.
 * @param {Size} size of the canvas
 * @param {number} ratio of the screen's pixels to CSS's
 * @returns {Size}
 */
export function apronOf({ width, height }, ratio) {
  const room = Math.sqrt(MOST_PIXELS / (width * height * ratio * ratio)) - 1;
  const share = Math.max(0, Math.min(APRON, room / 2));
  const whole = (/** @type {number} */ side) => Math.ceil(side * share * ratio) / ratio;
  return { width: whole(width), height: whole(height) };
}

/**
 * The camera to paint for while the hand moves on: ahead of what is seen now, so that the picture serves for long.
 * @param {Camera} before of the last frame
 * @param {Camera} now
 * @param {Size} size of the canvas
 * @param {Size} apron
 * @returns {Camera}
 */
export function ahead(before, now, size, apron) {
  if (now.scale < before.scale) return { ...now, scale: now.scale / OUTWARD };
  const nearer = 1 + 2 * FORWARD * Math.min(apron.width / size.width, apron.height / size.height);
  if (now.scale > before.scale) return { ...now, scale: now.scale * nearer };
  const [dx, dy] = [now.x - before.x, now.y - before.y];
  const share = FORWARD / (Math.max(Math.abs(dx), Math.abs(dy)) || 1) / now.scale;
  return { x: now.x + dx * share * apron.width, y: now.y + dy * share * apron.height, scale: now.scale };
}

/**
 * Whether the picture shows what another camera sees, everywhere and sharply enough; outside the map there is nothing
 * to be seen.
 * @param {Picture} picture
 * @param {Camera} camera
 * @param {Size} size of the canvas
 * @param {Rectangle} extent of the map
 */
export function serves(picture, camera, size, extent) {
  const { scale } = placement(picture, camera);
  if (scale > LARGEST || scale < SMALLEST) return false;
  return holds(visible(picture.camera, picture.size), visible(camera, size), extent);
}

/**
 * Where the picture lies for another camera.
 * @param {Picture} picture
 * @param {Camera} camera
 * @returns {Placement}
 */
export function placement({ camera: painted }, camera) {
  const dx = (painted.x - camera.x) * camera.scale;
  const dy = (painted.y - camera.y) * camera.scale;
  return { dx, dy, scale: camera.scale / painted.scale };
}

/**
 * Labels of a picture as they lie on the canvas for another camera.
 * @param {import("./labels.js").Label[]} labels in the picture's pixels
 * @param {Picture} picture
 * @param {Camera} camera
 * @param {Size} size of the canvas
 */
export function onCanvas(labels, picture, camera, size) {
  const { dx, dy, scale } = placement(picture, camera);
  return labels.map((label) => ({
    ...label,
    x: (label.x - picture.size.width / 2) * scale + size.width / 2 + dx,
    y: (label.y - picture.size.height / 2) * scale + size.height / 2 + dy,
    px: label.px * scale,
    width: label.width * scale,
    height: label.height * scale,
  }));
}

/**
 * Whether a rectangle holds all of another that lies within the extent.
 * @param {Rectangle} outer
 * @param {Rectangle} inner
 * @param {Rectangle} extent
 */
function holds(outer, inner, extent) {
  return (
    outer.x <= Math.max(inner.x, extent.x) &&
    outer.y <= Math.max(inner.y, extent.y) &&
    outer.x + outer.width >= Math.min(inner.x + inner.width, extent.x + extent.width) &&
    outer.y + outer.height >= Math.min(inner.y + inner.height, extent.y + extent.height)
  );
}
