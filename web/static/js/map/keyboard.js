/** Keys on the map become commands. */

/**
 * @typedef {"whole" | "open" | "out" | import("./walk.js").Step} Command
 *
 * What the keys ask for; lengths and points are in canvas pixels.
 * @typedef {object} Keys
 * @property {(dx: number, dy: number) => void} pan
 * @property {(px: number, py: number, factor: number) => void} zoom
 * @property {(command: Command) => void} command
 */

const ARROW_PX = 90;
const STEP = 1.5;

/** @type {Record<string, Command>} */
const COMMANDS = { 0: "whole", Enter: "open", Escape: "out", "]": "next", "[": "previous" };
/** @type {Record<string, Command>} */
const WITH_SHIFT = { ArrowUp: "parent", ArrowDown: "child" };
/** @type {Record<string, [number, number]>} */
const ARROWS = { ArrowLeft: [1, 0], ArrowRight: [-1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] };
/** @type {Record<string, number>} */
const FACTORS = { "+": STEP, "=": STEP, "-": 1 / STEP, _: 1 / STEP };

/**
 * Listen on the element until the signal aborts.
 * @param {HTMLElement} element
 * @param {Keys} keys
 * @param {AbortSignal} signal
 */
export function listenToKeys(element, keys, signal) {
  element.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (press(event, { width: element.clientWidth, height: element.clientHeight }, keys)) event.preventDefault();
  }, { signal });
}

/**
 * Do what a key asks for; false when it asks for nothing.
 * @param {Pick<KeyboardEvent, "key" | "shiftKey">} event
 * @param {import("./camera.js").Size} size
 * @param {Keys} keys
 */
export function press({ key, shiftKey }, { width, height }, keys) {
  const command = (shiftKey && WITH_SHIFT[key]) || COMMANDS[key];
  if (command) keys.command(command);
  else if (ARROWS[key]) keys.pan(ARROWS[key][0] * ARROW_PX, ARROWS[key][1] * ARROW_PX);
  else if (FACTORS[key]) keys.zoom(width / 2, height / 2, FACTORS[key]);
  else return false;
  return true;
}
