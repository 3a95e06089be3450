/** Which classes of a colouring are shown, the others being dimmed. Pure. */

/** @typedef {import("./colours.js").Paint} Paint */

/**
 * What a class is called in addresses: its name, or its kind where it has none.
 * @param {Pick<import("../types.js").ClassItem, "name" | "kind">} item
 */
export function classKey({ name, kind }) {
  return kind === "value" ? name : kind;
}

/**
 * For each class whether it is shown; null where all are. A year stands for all of its months.
 * @param {string[]} keys of the classes, by code
 * @param {string[]} only
 * @returns {boolean[] | null}
 */
export function shownOf(keys, only) {
  if (!only.length) return null;
  const shown = keys.map((key) => only.includes(key) || (/^\d{4}-\d\d$/.test(key) && only.includes(key.slice(0, 4))));
  return shown.includes(true) ? shown : null;
}

/**
 * The paint with what is not shown in one dim colour. What is unknown, beyond the classes, is dim too.
 * @param {Paint} paint
 * @param {boolean[] | null} shown by code
 * @param {string} dim
 * @returns {Paint}
 */
export function filtered(paint, shown, dim) {
  if (!shown) return paint;
  return { ...paint, shown, haze: dim, colours: paint.colours.map((colour, code) => (shown[code] ? colour : dim)) };
}

/**
 * With a class shown or not shown besides the others; all of them is no filter.
 * @param {string[]} only
 * @param {string} key
 * @param {number} classes how many there are to choose from
 */
export function toggledClass(only, key, classes) {
  const next = only.includes(key) ? only.filter((other) => other !== key) : [...only, key];
  return next.length < classes ? next : [];
}
