/** The map's place as text for the URL, `<x>,<y>,<scale>`, so that a link shows what its sender saw. Pure. */

/** @typedef {import("./camera.js").Camera} Camera */

/**
 * The camera as text: places to a tenth of a pixel, the scale to four digits.
 * @param {Camera} camera
 */
export function formatView({ x, y, scale }) {
  const digits = Math.max(0, Math.ceil(Math.log10(scale)) + 1);
  return `${round(x, digits)},${round(y, digits)},${Number(scale.toPrecision(4))}`;
}

/**
 * The camera a text describes; null for anything else.
 * @param {string | null | undefined} text
 * @returns {Camera | null}
 */
export function parseView(text) {
  const parts = (text ?? "").split(",");
  const numbers = parts.map((part) => (/^-?\d+(\.\d+)?(e-?\d+)?$/.test(part) ? Number(part) : NaN));
  const sound = numbers.length === 3 && numbers.every((n) => Number.isFinite(n) && Math.abs(n) < 1e9) && numbers[2] > 0;
  return sound ? { x: numbers[0], y: numbers[1], scale: numbers[2] } : null;
}

/**
 * @param {number} value
 * @param {number} digits
 */
function round(value, digits) {
  return Number(value.toFixed(Math.min(8, digits))) || 0;
}
