/** Names on the map: the most important first, and none over another. The choice is pure; drawing stands last. */

import { toScreen, visible } from "./camera.js";
import { coreRadius, DOT } from "./sunflower.js";
import { eachLeaf, meets } from "./visibility.js";
import { derived, splitId } from "../words.js";

/**
 * Text lines around the point (x, y) in canvas pixels, naming the model `id`; `weight` decides who gives way.
 * With `room` it may move so far up or down.
 * @typedef {{ id: string, x: number, y: number, lines: string[], px: number, weight: number, width: number, height: number, room?: number }} Label
 */

const NAMED_PX = 18; // families below this radius on screen have no label
const INNER_PX = 30; // nor sub-families below this one
const JOINED_EXTENT = 1.5; // what joined its parent is named by its core: it counts as so many of its radii
const WIDEST = { family: 3.2, inner: 2.4 }; // a label is at most so many radii of its circle wide
const LEAF_PX = 12; // leaves below this radius on screen have no label
const TWO_LINES_PX = 20; // those above this one have their owner in a line of its own
const MOST = 140;
const LINE = 1.22;
const MOVE = 1.15; // a label that gives way moves by so many of its heights
const CELL = 80;
const ROWS = 2 ** 16; // more than a screen has
const LARGEST = 8; // families are named however small they are
const ALWAYS = 1e3; // before all others but continents
const MOST_STEPS = 2;

/** @type {WeakMap<import("./scene.js").Scene, Set<number>>} */
const largestOf = new WeakMap();

/**
 * Labels of the families on the canvas.
 * @param {import("./scene.js").Scene} scene
 * @param {Map<number, import("./scene.js").Named>} names
 * @param {import("./camera.js").Camera} camera
 * @param {import("./camera.js").Size} size
 * @returns {Label[]}
 */
export function familyLabels(scene, names, camera, size) {
  const box = visible(camera, size);
  const largest = largestFamilies(scene);
  /** @type {Label[]} */
  const labels = [];
  for (let i = 0; i < scene.length; i++) {
    const r = extent(scene, i) * camera.scale;
    const inner = scene.parent[i] >= 0;
    const always = largest.has(i);
    if ((r < (inner ? INNER_PX : NAMED_PX) && !always) || !meets(box, scene.x[i], scene.y[i], scene.r[i])) continue;
    const named = names.get(scene.circle[i]);
    if (!named) continue;
    const around = inner ? names.get(scene.circle[scene.parent[i]]) : undefined;
    const wordings = wordingsOf(scene, i, named, around?.id, camera, size);
    const widest = r * (inner ? WIDEST.inner : WIDEST.family);
    const label = wordings.find(({ width }) => width < widest) ?? (always ? wordings[wordings.length - 1] : undefined);
    if (label) labels.push(always ? { ...label, weight: ALWAYS + label.weight, room: Math.max(label.room ?? 0, MOST_STEPS * MOVE * label.height) } : label);
  }
  return labels;
}

/**
 * The rows of the largest families, which are always named.
 * @param {import("./scene.js").Scene} scene
 */
function largestFamilies(scene) {
  let rows = largestOf.get(scene);
  if (rows) return rows;
  const roots = [...scene.parent.keys()].filter((i) => scene.parent[i] < 0);
  rows = new Set(roots.sort((a, b) => scene.size[b] - scene.size[a]).slice(0, LARGEST));
  largestOf.set(scene, rows);
  return rows;
}

/**
 * Labels of the leaves on the canvas whose ids are known, and those that are not, by circle.
 * @param {import("./scene.js").Scene} scene
 * @param {Map<number, import("./scene.js").Named>} names
 * @param {(circle: number, k: number) => { id: string } | undefined} leafOf
 * @param {import("./camera.js").Camera} camera
 * @param {import("./camera.js").Size} size
 */
export function leafLabels(scene, names, leafOf, camera, size) {
  /** @type {Label[]} */
  const labels = [];
  /** @type {Map<number, number[]>} */
  const unknown = new Map();
  const r = DOT * camera.scale;
  if (r < LEAF_PX) return { labels, unknown };
  const box = visible(camera, size);
  for (let i = 0; i < scene.length; i++) {
    if (!meets(box, scene.coreX[i], scene.coreY[i], coreRadius(scene.leafCount[i]))) continue;
    const circle = scene.circle[i];
    const around = names.get(circle)?.id;
    /** @type {number[]} */
    const nameless = [];
    eachLeaf(scene, i, 0, scene.leafCount[i], box, (x, y, k) => {
      const leaf = leafOf(circle, k);
      if (!leaf) nameless.push(k);
      else labels.push(leafLabel(toScreen(camera, size, x, y), r, leaf.id, around, k));
    });
    if (nameless.length) unknown.set(circle, nameless);
  }
  return { labels, unknown };
}

/**
 * The labels that find room, heaviest first; the same labels always give the same answer.
 * @param {Label[]} labels
 * @param {import("./camera.js").Size} size
 * @param {number} [most]
 * @returns {Label[]}
 */
export function withoutCollisions(labels, size, most = MOST) {
  /** @type {Map<number, Label[]>} */
  const cells = new Map();
  /** @type {Label[]} */
  const kept = [];
  for (const label of [...labels].sort((a, b) => b.weight - a.weight || a.x - b.x || a.y - b.y)) {
    if (kept.length === most) break;
    const free = spots(label).find((spot) => {
      return inside(spot, size) && !cellsOf(spot).some((key) => cells.get(key)?.some((other) => collide(spot, other)));
    });
    if (!free) continue;
    kept.push(free);
    for (const key of cellsOf(free)) {
      const cell = cells.get(key);
      if (cell) cell.push(free);
      else cells.set(key, [free]);
    }
  }
  return kept;
}

/**
 * The labels that are to be drawn over others to have all of `after`; null where one of those before is no more.
 * @param {Label[]} before
 * @param {Label[]} after
 * @returns {Label[] | null}
 */
export function labelsBeyond(before, after) {
  const drawn = new Set(before.map(keyOf));
  const added = after.filter((label) => !drawn.has(keyOf(label)));
  return added.length === after.length - before.length ? added : null;
}

/**
 * The labels that a line goes through.
 * @param {Label[]} labels
 * @param {[number, number][]} points of the line, in pixels
 */
export function crossedBy(labels, points) {
  return labels.filter((label) => points.some((to, i) => i > 0 && meetsLine(label, points[i - 1], to)));
}

/**
 * Whether a straight line enters a label's box: the part of it between the sides is also between top and bottom.
 * @param {Label} label
 * @param {[number, number]} from
 * @param {[number, number]} to
 */
function meetsLine({ x, y, width, height }, from, to) {
  const [first, last] = [[x - width / 2, x + width / 2], [y - height / 2, y + height / 2]].reduce(
    ([first, last], [low, high], axis) => {
      const way = to[axis] - from[axis];
      if (!way) return from[axis] < low || from[axis] > high ? [1, 0] : [first, last];
      const [enters, leaves] = [(low - from[axis]) / way, (high - from[axis]) / way].sort((a, b) => a - b);
      return [Math.max(first, enters), Math.min(last, leaves)];
    },
    [0, 1],
  );
  return first <= last;
}

/**
 * What is the same of two labels that look the same.
 * @param {Label} label
 */
function keyOf({ id, x, y, px, lines }) {
  return [id, x, y, px, ...lines].join("\n");
}

/**
 * @param {CanvasRenderingContext2D} context
 * @param {Label[]} labels
 * @param {import("./palette.js").Palette} palette
 * @param {string} family the page's font
 */
export function drawLabels(context, labels, palette, family) {
  context.globalAlpha = 1;
  context.textAlign = "center";
  context.textBaseline = "middle";
  context.lineJoin = "round";
  for (const { x, y, lines, px } of labels) {
    lines.forEach((line, i) => {
      const main = i === 0;
      const top = y + (i - (lines.length - 1) / 2) * px * LINE;
      context.font = `${main ? 600 : 400} ${main ? px : px * 0.82}px ${family}`;
      context.lineWidth = main ? 4 : 3;
      context.strokeStyle = palette.ground;
      context.globalAlpha = 0.78;
      context.strokeText(line, x, top);
      context.globalAlpha = 1;
      context.fillStyle = main ? palette.ink : palette.soft;
      context.fillText(line, x, top);
    });
  }
}

/**
 * A model's name as written beside its parent: what both names begin with is left out.
 * @param {string} id
 * @param {string | undefined} parent
 */
export function shortName(id, parent) {
  const { name } = splitId(id);
  const prefix = parent === undefined ? "" : splitId(parent).name.toLowerCase();
  const rest = name.slice(prefix.length).replace(/^[-_.]+/, "");
  return prefix && rest && name.toLowerCase().startsWith(prefix) ? `…${rest}` : name;
}

/**
 * How a model may be called beside its parent, in one line or two, the fullest first: with its owner, and never by what
 * differs alone, which among its siblings says little.
 * @param {string} id
 * @param {string | undefined} parent
 * @param {string} [more] what stands in the second line
 * @returns {string[][]}
 */
export function callings(id, parent, more = "") {
  const { owner, name } = splitId(id);
  const below = [owner, more].filter(Boolean).join(" · ");
  const under = (/** @type {string} */ first, /** @type {string} */ second) => (second ? [first, second] : [first]);
  return [under(id, more), under(name, below), under(tailOf(name, shortName(id, parent)), below)];
}

/**
 * What differs from the parent's name, after the last part of what does not.
 * @param {string} name
 * @param {string} short as beside its parent
 */
function tailOf(name, short) {
  if (!short.startsWith("…")) return short;
  const [part = ""] = /[^-_.]*[-_.]*$/.exec(name.slice(0, name.length - short.length + 1)) ?? [];
  return `…${part}${short.slice(1)}`;
}

/**
 * The labels that a row may have, the fullest first.
 * @param {import("./scene.js").Scene} scene
 * @param {number} i
 * @param {import("./scene.js").Named} named
 * @param {string | undefined} around the id of the model around it
 * @param {import("./camera.js").Camera} camera
 * @param {import("./camera.js").Size} size
 * @returns {Label[]}
 */
function wordingsOf(scene, i, named, around, camera, size) {
  const r = extent(scene, i) * camera.scale;
  const px = Math.round(2 * Math.min(17, 9.5 + Math.sqrt(r) / 3.5)) / 2;
  const [x, y] = toScreen(camera, size, scene.coreX[i], scene.coreY[i]);
  const more = r > 46 ? `${derived(named.descendants, named.undercount)} derived` : "";
  return callings(named.id, around, more).map((lines) => {
    const made = label(named.id, x, y, lines, around === undefined ? px : Math.min(px, 13), r);
    return { ...made, room: coreRadius(scene.leafCount[i]) * camera.scale - made.height / 3 };
  });
}

/**
 * The radius that a row's label is measured by.
 * @param {import("./scene.js").Scene} scene
 * @param {number} i
 */
function extent(scene, i) {
  return scene.joined[i] ? Math.min(scene.r[i], JOINED_EXTENT * coreRadius(scene.leafCount[i])) : scene.r[i];
}

/**
 * @param {[number, number]} at
 * @param {number} r
 * @param {string} id
 * @param {string | undefined} around
 * @param {number} k
 * @returns {Label}
 */
function leafLabel([x, y], r, id, around, k) {
  const px = Math.min(13.5, 9.5 + r / 14);
  const { owner } = splitId(id);
  const short = shortName(id, around);
  const lines = r > TWO_LINES_PX && owner ? [short, owner] : [owner ? `${owner}/${short}` : short];
  return label(id, x, y, lines, px, 1 / (k + 2));
}

/**
 * @param {string} id
 * @param {number} x
 * @param {number} y
 * @param {string[]} lines the name first
 * @param {number} px the name's height
 * @param {number} weight
 * @returns {Label}
 */
export function label(id, x, y, lines, px, weight) {
  const width = Math.max(...lines.map((line, i) => line.length * px * (i ? 0.5 : 0.63))) + 8;
  return { id, x, y, lines, px, weight, width, height: lines.length * px * LINE + 4 };
}

/**
 * Whether any part of a label lies on the canvas.
 * @param {Label} label
 * @param {import("./camera.js").Size} size
 */
export function inside({ x, y, width, height }, size) {
  return x > -width / 2 && y > -height / 2 && x < size.width + width / 2 && y < size.height + height / 2;
}

/**
 * Where a label may stand, the best first.
 * @param {Label} label
 */
function spots(label) {
  const step = MOVE * label.height;
  const steps = Math.min(MOST_STEPS, Math.floor((label.room ?? 0) / step));
  if (steps < 1) return [label];
  const moves = Array.from({ length: steps }, (_, i) => [(i + 1) * step, -(i + 1) * step]).flat();
  return [label, ...moves.map((move) => ({ ...label, y: label.y + move }))];
}

/**
 * The numbers of the cells that a label lies in.
 * @param {Label} label
 */
function cellsOf({ x, y, width, height }) {
  const keys = [];
  for (let column = Math.floor((x - width / 2) / CELL); column <= Math.floor((x + width / 2) / CELL); column++) {
    for (let row = Math.floor((y - height / 2) / CELL); row <= Math.floor((y + height / 2) / CELL); row++) {
      keys.push(column * ROWS + row);
    }
  }
  return keys;
}

/**
 * @param {Label} a
 * @param {Label} b
 */
function collide(a, b) {
  return Math.abs(a.x - b.x) * 2 < a.width + b.width && Math.abs(a.y - b.y) * 2 < a.height + b.height;
}
