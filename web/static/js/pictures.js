/** What is drawn as a picture to keep: as SVG, or as PNG. */

import { SvgContext } from "./svg-context.js";

/** @typedef {import("./map/camera.js").Size} Size */

const RATIO = 2; // pixels of a PNG for one of the screen

/**
 * What `draw` draws, as the markup of a file.
 * @param {Size} size
 * @param {string} title
 * @param {(context: CanvasRenderingContext2D) => void} draw
 */
export function svgOf(size, title, draw) {
  const svg = new SvgContext(size, hexadecimal());
  draw(/** @type {CanvasRenderingContext2D} */ (/** @type {unknown} */ (svg)));
  return new Blob([svg.toText(title)], { type: "image/svg+xml" });
}

/** @param {Size} size */
export function canvasOf({ width, height }) {
  return Object.assign(document.createElement("canvas"), { width: width * RATIO, height: height * RATIO });
}

/** @param {HTMLCanvasElement} canvas */
export function contextOf(canvas) {
  const context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
  context.setTransform(RATIO, 0, 0, RATIO, 0, 0);
  return context;
}

/**
 * Write what a picture is, and below that what it is of.
 * @param {CanvasRenderingContext2D} context
 * @param {{ title: string, lines: string[] }} caption
 * @param {{ ink: string, soft: string, font: string }} look
 * @param {number} left
 */
export function drawTitle(context, { title, lines }, { ink, soft, font }, left) {
  context.textAlign = "left";
  context.fillStyle = ink;
  context.font = `600 18px ${font}`;
  context.fillText(title, left, 26);
  context.fillStyle = soft;
  context.font = `400 12.5px ${font}`;
  lines.forEach((line, i) => context.fillText(line, left, 48 + 18 * i));
}

/**
 * A canvas as a file.
 * @param {HTMLCanvasElement} canvas
 * @returns {Promise<Blob>}
 */
export function pngOf(canvas) {
  return new Promise((made, failed) => canvas.toBlob((blob) => (blob ? made(blob) : failed(new Error("the browser makes no picture of this size"))), "image/png"));
}

/** A colour in red, green and blue, as programs other than browsers read it; each is computed once. */
function hexadecimal() {
  const context = /** @type {CanvasRenderingContext2D} */ (Object.assign(document.createElement("canvas"), { width: 1, height: 1 }).getContext("2d", { willReadFrequently: true }));
  /** @type {Map<string, string>} */
  const known = new Map();
  return (/** @type {string} */ colour) => {
    const hex = known.get(colour) ?? painted(context, colour);
    known.set(colour, hex);
    return hex;
  };
}

/**
 * @param {CanvasRenderingContext2D} context
 * @param {string} colour
 */
function painted(context, colour) {
  context.fillStyle = colour;
  context.fillRect(0, 0, 1, 1);
  const [red, green, blue] = context.getImageData(0, 0, 1, 1).data;
  return `#${[red, green, blue].map((part) => part.toString(16).padStart(2, "0")).join("")}`;
}
