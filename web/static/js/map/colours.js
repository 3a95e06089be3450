/** What points are coloured by: the classes of a view decoded, the colours of a legend, and both as paint. Pure. */

import { RELATIONS } from "./palette.js";

/**
 * What the radii of a scene's marks are multiplied by: of row i's heart `hearts[i]`, of its rings as a whole `cores[i]`,
 * of a leaf of code c `factors[c]`, its code being `leaves[i][k]` where dots are known one by one. The code of what is
 * not stated is `unknown`, of what is being asked for the last.
 * @typedef {object} Sizes
 * @property {number[]} factors
 * @property {number} unknown
 * @property {Float64Array} hearts
 * @property {Float64Array} cores
 * @property {(Uint8Array | null)[]} leaves
 */

/**
 * @typedef {import("./scene.js").Scene} Scene
 * @typedef {import("./palette.js").Palette} Palette
 * @typedef {import("../types.js").ClassItem} ClassItem
 *
 * The class of a circle's model and of its leaves: of each one, or how many there are of each class.
 * @typedef {{ own: number, parts: [number, number][], leaves: Uint8Array | null }} CircleColours
 *
 * How a scene is painted: row i's model has the colour `colours[own[i]]`, and `counts[kinds * i + code]` of its leaves
 * have that of the code. `leaves[i]` has the code of each of them, or null where nobody knows; where `leaves` is null
 * they lie in the order of the codes.
 * @typedef {object} Paint
 * @property {number} kinds
 * @property {string[]} colours
 * @property {string} haze the colour of what is not known in detail
 * @property {Uint8Array} own
 * @property {Int32Array} counts
 * @property {(Uint8Array | null)[] | null} leaves
 * @property {boolean[] | null} shown by code, where some are dimmed
 * @property {Sizes | null} sizes null where marks have their full size
 * @property {boolean} shaped whether codes are relations, whose dots have a shape each
 */

const BY_LEAF = 255;
/** Colourings whose classes have an order. @type {import("../types.js").Colouring[]} */
export const ORDERED = ["month", "parameters", "downloads", "likes"];
const OF_LICENSES = [1, 0, 2, 3]; // permissive, the most frequent, in the blue that everybody sees as one

/**
 * @param {import("../types.js").MapColours} answer
 * @param {Scene} scene of the view for the same window
 * @returns {Map<number, CircleColours>} by circle
 */
export function decodeColours(answer, scene) {
  const [own, parts, classes, counts, leaves] = [answer.own, answer.parts, answer.part_class, answer.part_leaves, answer.leaves].map(bytes);
  const sums = new DataView(counts.buffer);
  /** @type {Map<number, CircleColours>} */
  const byCircle = new Map();
  let part = 0;
  let leaf = 0;
  for (let i = 0; i < scene.length; i++) {
    /** @type {CircleColours} */
    const colours = { own: own[i], parts: [], leaves: null };
    if (parts[i] === BY_LEAF) colours.leaves = leaves.subarray(leaf, (leaf += scene.leafCount[i]));
    else for (let n = parts[i]; n > 0; n--, part++) colours.parts.push([classes[part], sums.getUint32(4 * part, true)]);
    byCircle.set(scene.circle[i], colours);
  }
  return byCircle;
}

/**
 * The colour of each class: even steps of the scale for what has an order, else those of the palette in turn.
 * @param {import("../types.js").MapLegend} legend
 * @param {Palette} palette
 * @returns {string[]}
 */
export function coloursOf({ colour, classes }, palette) {
  const steps = classes.filter(({ kind }) => kind === "value").length;
  const ordered = ORDERED.includes(colour);
  return classes.map(({ kind, name }, i) => {
    if (kind !== "value") return palette.neutral[kind];
    if (name === "unknown") return palette.neutral.unknown;
    if (ordered) return onScale(palette.scale, steps > 1 ? i / (steps - 1) : 1);
    return palette.classes[colour === "license" ? OF_LICENSES[i] : i];
  });
}

/**
 * @param {Scene} scene
 * @param {Palette} palette
 * @returns {Paint}
 */
export function relationPaint(scene, { relations }) {
  return { kinds: RELATIONS.length, colours: relations, haze: relations[0], own: scene.relation, counts: scene.leaves, leaves: null, shown: null, sizes: null, shaped: true };
}

/**
 * What nobody knows a class of, as its answer is under way, has the last colour.
 * @param {Scene} scene
 * @param {string[]} colours of the classes
 * @param {(circle: number) => CircleColours | undefined} known
 * @param {Palette} palette
 * @returns {Paint}
 */
export function classPaint(scene, colours, known, { neutral }) {
  const nobody = colours.length;
  const kinds = nobody + 1;
  const own = new Uint8Array(scene.length).fill(nobody);
  const counts = new Int32Array(scene.length * kinds);
  const leaves = Array.from({ length: scene.length }, (_, i) => {
    const found = known(scene.circle[i]);
    if (!found) counts[kinds * i + nobody] = scene.leafCount[i];
    else own[i] = found.own;
    for (const [code, count] of found?.parts ?? []) counts[kinds * i + code] = count;
    for (const code of found?.leaves ?? []) counts[kinds * i + code]++;
    return found?.leaves ?? null;
  });
  return { kinds, colours: [...colours, neutral.other], haze: neutral.other, own, counts, leaves, shown: null, sizes: null, shaped: false };
}

/**
 * The class most of a row's leaves have, of those that are shown; its own where it has none.
 * @param {Paint} paint
 * @param {number} row
 */
export function dominant({ kinds, own, counts, shown }, row) {
  let best = own[row];
  let most = 0;
  for (let code = 0; code < kinds; code++) {
    const count = shown && !shown[code] ? 0 : counts[kinds * row + code];
    if (count > most) [best, most] = [code, count];
  }
  return best;
}

/**
 * @param {[number[], number[]]} scale lightness, chroma and hue of both ends
 * @param {number} part from 0 to 1
 */
function onScale([from, to], part) {
  const [lightness, chroma, hue] = from.map((value, i) => value + part * (to[i] - value));
  return `oklch(${lightness.toFixed(4)} ${chroma.toFixed(4)} ${hue.toFixed(2)})`;
}

/** @param {string} base64 */
function bytes(base64) {
  return Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
}
