/** Continents: the families of one organisation lie together, ringed and named. Decoding and the choice of names are pure. */

import { toScreen, visible } from "./camera.js";
import { label } from "./labels.js";
import { meets } from "./visibility.js";
import { count } from "../words.js";

/**
 * `union` counts the models that descend from the organisation's, null where nobody counted.
 * @typedef {{ name: string, x: number, y: number, r: number, families: number, union: number | null }} Continent
 */

const RINGED_PX = 10; // continents below this radius on screen have no shore
const NAMED_PX = 34; // nor a name below this one
const LEAST_TEXT_PX = 11.5;
const MOST_TEXT_PX = 21;
const WIDEST = 2.5; // a name is at most so many radii wide
const ABOVE_FAMILIES = 1e6;

/**
 * The continents of an answer, by number. One that a browser kept from an older server has none.
 * @param {import("../types.js").MapView} answer
 * @returns {Map<number, Continent>}
 */
export function continentsOf({ continents, unit }) {
  const byNumber = new Map();
  continents?.continent.forEach((number, i) => {
    const [x, y, r] = [continents.x[i] * unit, continents.y[i] * unit, continents.r[i] * unit];
    byNumber.set(number, { name: continents.name[i], x, y, r, families: continents.families[i], union: continents.union[i] });
  });
  return byNumber;
}

/**
 * The names that stand on the shores of the continents on the canvas.
 * @param {Iterable<Continent>} continents
 * @param {import("./camera.js").Camera} camera
 * @param {import("./camera.js").Size} size
 * @returns {import("./labels.js").Label[]}
 */
export function continentLabels(continents, camera, size) {
  const box = visible(camera, size);
  return [...continents].flatMap((continent) => {
    const r = continent.r * camera.scale;
    if (r < NAMED_PX || !continent.name || !meets(box, continent.x, continent.y, continent.r)) return [];
    const [x, y] = toScreen(camera, size, continent.x, continent.y - continent.r);
    const px = Math.round(2 * Math.min(MOST_TEXT_PX, LEAST_TEXT_PX + Math.sqrt(r) / 3 - 2)) / 2;
    const fitting = wordings(continent)
      .map((words) => label(`continent ${continent.name}`, x, y, [words], px, ABOVE_FAMILIES + r))
      .find(({ width }) => width < WIDEST * r);
    return fitting ? [fitting] : [];
  });
}

/**
 * Grounds and shores, on a context whose unit is the map's.
 * @param {CanvasRenderingContext2D} context
 * @param {Iterable<Continent>} continents
 * @param {import("./camera.js").Rectangle} box
 * @param {number} scale
 * @param {import("./palette.js").Palette} palette
 */
export function drawContinents(context, continents, box, scale, palette) {
  context.fillStyle = context.strokeStyle = palette.soft;
  context.lineWidth = 1.25 / scale;
  for (const { x, y, r, families } of continents) {
    if (families < 2 || r * scale < RINGED_PX || !meets(box, x, y, r)) continue;
    context.beginPath();
    context.arc(x, y, r, 0, 2 * Math.PI);
    context.globalAlpha = palette.land;
    context.fill();
    context.globalAlpha = palette.shore;
    context.stroke();
  }
}

/**
 * What may be written, the fullest first.
 * @param {Continent} continent
 */
function wordings({ name, union }) {
  return union === null ? [name] : [`${name} · ${count(union)} descend`, name];
}
