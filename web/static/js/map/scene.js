/** The circles known to the page, as columns: decoded from the API's answer, and merged with what came before. Pure. */

import { RELATIONS } from "./palette.js";
import { coreRadius } from "./sunflower.js";

const KINDS = RELATIONS.length;

/**
 * Circles in the order of their numbers, so that parents stand before children. Row i: `circle[i]` is its number,
 * `parent[i]` the row around it or -1, `level[i]` how many are around it that did
 * not join another, `joined[i]` is 1 where it joined its parent (it shares the room of the parent's), `leaves[5 * i + code]` its leaves of a relation,
 * `leafCount[i]` their sum, `size[i]` the models inside, itself included, `more[i]` those inside that are in no other row,
 * `reach[i]` how far from its centre the known content extends.
 * @typedef {object} Scene
 * @property {number} length
 * @property {Int32Array} circle
 * @property {Int32Array} parent
 * @property {Uint8Array} level
 * @property {Uint8Array} joined
 * @property {Float64Array} x
 * @property {Float64Array} y
 * @property {Float64Array} r
 * @property {Float64Array} coreX
 * @property {Float64Array} coreY
 * @property {Uint8Array} relation
 * @property {Int32Array} leaves
 * @property {Int32Array} leafCount
 * @property {Int32Array} size
 * @property {Int32Array} more
 * @property {Float64Array} reach
 */

/** @typedef {{ id: string, downloads: number | null, descendants: number, undercount: number, missing: boolean }} Named */

/**
 * @param {number} length
 * @returns {Scene}
 */
export function emptyScene(length = 0) {
  return {
    length,
    circle: new Int32Array(length),
    parent: new Int32Array(length).fill(-1),
    level: new Uint8Array(length),
    joined: new Uint8Array(length),
    x: new Float64Array(length),
    y: new Float64Array(length),
    r: new Float64Array(length),
    coreX: new Float64Array(length),
    coreY: new Float64Array(length),
    relation: new Uint8Array(length),
    leaves: new Int32Array(length * KINDS),
    leafCount: new Int32Array(length),
    size: new Int32Array(length),
    more: new Int32Array(length),
    reach: new Float64Array(length),
  };
}

/**
 * The answer's differences added up and its lengths in map units.
 * @param {import("../types.js").MapView} answer
 * @returns {Scene}
 */
export function decode(answer) {
  const scene = emptyScene(answer.circle.length);
  const { unit } = answer;
  let circle = 0;
  let parent = 0;
  for (let i = 0; i < scene.length; i++) {
    circle += answer.circle[i];
    parent += answer.parent[i];
    scene.circle[i] = circle;
    scene.parent[i] = parent;
    scene.x[i] = answer.x[i] * unit + (parent < 0 ? 0 : scene.x[parent]);
    scene.y[i] = answer.y[i] * unit + (parent < 0 ? 0 : scene.y[parent]);
    scene.r[i] = answer.r[i] * unit;
    scene.coreX[i] = scene.x[i] + answer.core_x[i] * unit;
    scene.coreY[i] = scene.y[i] + answer.core_y[i] * unit;
    scene.relation[i] = answer.relation.charCodeAt(i) - 48;
    scene.joined[i] = answer.joined.charCodeAt(i) - 48;
    for (let code = 0; code < KINDS; code++) {
      scene.leaves[KINDS * i + code] = answer.leaves[code][i];
      scene.leafCount[i] += answer.leaves[code][i];
    }
    scene.size[i] = 1 + scene.leafCount[i] + answer.inner[i];
  }
  return summarise(scene);
}

/**
 * The names that came with an answer, by circle. An answer that a browser kept from an older server has no undercount.
 * @param {import("../types.js").MapView} answer
 * @param {Scene} scene decoded from it
 * @returns {Map<number, Named>}
 */
export function names(answer, scene) {
  const byCircle = new Map();
  answer.named.forEach((row, i) => {
    const named = { id: answer.id[i], downloads: answer.downloads[i], descendants: answer.descendants[i], undercount: answer.undercount?.[i] ?? 0, missing: answer.missing?.[i] === 1 };
    byCircle.set(scene.circle[row], named);
  });
  return byCircle;
}

/**
 * All circles of both; where both have one, the finer's.
 * @param {Scene} coarse
 * @param {Scene} fine
 * @returns {Scene}
 */
export function merge(coarse, fine) {
  if (!coarse.length || !fine.length) return fine.length ? fine : coarse;
  /** @type {[Scene, number][]} */
  const rows = [];
  let i = 0;
  let j = 0;
  while (i < coarse.length || j < fine.length) {
    const a = i < coarse.length ? coarse.circle[i] : Infinity;
    const b = j < fine.length ? fine.circle[j] : Infinity;
    rows.push(b <= a ? [fine, j] : [coarse, i]);
    if (a <= b) i++;
    if (b <= a) j++;
  }
  return gather(rows);
}

/**
 * The row of a circle, or -1.
 * @param {Scene} scene
 * @param {number} circle
 */
export function rowOf(scene, circle) {
  let low = 0;
  let high = scene.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (scene.circle[middle] < circle) low = middle + 1;
    else high = middle;
  }
  return scene.circle[low] === circle && low < scene.length ? low : -1;
}

/**
 * The relation's code of the k-th leaf of a row.
 * @param {Scene} scene
 * @param {number} row
 * @param {number} k
 */
export function leafRelation(scene, row, k) {
  let code = 0;
  for (let end = scene.leaves[KINDS * row]; k >= end && code < KINDS - 1; end += scene.leaves[KINDS * row + code]) code++;
  return code;
}

/**
 * @param {[Scene, number][]} rows
 * @returns {Scene}
 */
function gather(rows) {
  const scene = emptyScene(rows.length);
  /** @type {Map<number, number>} */
  const rowOfCircle = new Map();
  rows.forEach(([from, row], i) => {
    for (const column of /** @type {const} */ (["circle", "x", "y", "r", "coreX", "coreY", "relation", "joined", "leafCount", "size"])) {
      scene[column][i] = from[column][row];
    }
    for (let code = 0; code < KINDS; code++) scene.leaves[KINDS * i + code] = from.leaves[KINDS * row + code];
    const parent = from.parent[row];
    scene.parent[i] = parent < 0 ? -1 : (rowOfCircle.get(from.circle[parent]) ?? -1);
    rowOfCircle.set(scene.circle[i], i);
  });
  return summarise(scene);
}

/**
 * @param {Scene} scene
 * @returns {Scene}
 */
function summarise(scene) {
  for (let i = 0; i < scene.length; i++) {
    scene.more[i] = scene.size[i] - 1 - scene.leafCount[i];
    scene.reach[i] = Math.hypot(scene.coreX[i] - scene.x[i], scene.coreY[i] - scene.y[i]) + coreRadius(scene.leafCount[i]);
    const parent = scene.parent[i];
    if (parent < 0) continue;
    scene.level[i] = scene.level[parent] + 1 - scene.joined[i];
    scene.more[parent] -= scene.size[i];
    const reach = Math.hypot(scene.x[i] - scene.x[parent], scene.y[i] - scene.y[parent]) + scene.r[i];
    scene.reach[parent] = Math.max(scene.reach[parent], reach);
  }
  return scene;
}
