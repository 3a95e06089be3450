/** The legend of the map's colouring, whose entries choose what is shown, and that of the marks' sizes. */

import { h, svg } from "../dom.js";
import { className } from "../map/class-words.js";
import { coloursOf } from "../map/colours.js";
import { classKey } from "../map/filter.js";
import { factorsOf } from "../map/sizes.js";
import { count } from "../words.js";

/**
 * @typedef {import("../types.js").MapLegend} MapLegend
 * @typedef {Pick<import("../types.js").ClassItem, "name" | "kind" | "models">} Item
 * @typedef {{ item: Item, colour: string, words: string }} Row
 */

const CAPTIONS = {
  organisation: "The organisation whose root it is, or from whose roots alone it descends.",
  maker: "The organisation that made it.",
  license: "The strictest over all it was made from. Unknown: what applies to a model that states a licence is not known. Not stated: it states none. The table has both as unknown.",
  task: "Its task on the Hub.",
  month: "The month it was made.",
  parameters: "Its parameters.",
  downloads: "Downloads in 30 days.",
  likes: "Likes on the Hub.",
  mass_upload: "The rule that marks it as one of a mass upload.",
};
const SHORT = ["month", "parameters", "downloads", "likes"];
const LARGEST_PX = 7;

/**
 * What stands in the legend's place for a colouring.
 * @param {MapLegend} legend
 * @param {import("../map/palette.js").Palette} palette
 */
export function legendOf(legend, palette) {
  const rows = rowsOf(legend, palette);
  const own = rows.filter(({ item }) => item.kind === "value");
  const neutral = rows.filter(({ item }) => item.kind !== "value");
  const ramp = legend.colour === "month" && own.length ? [rampOf(own), ...yearsOf(own).map(entry)] : own.map(entry);
  return [h("p", { class: "small legend-caption" }, CAPTIONS[legend.colour]), h("ul", { class: `legend-classes${SHORT.includes(legend.colour) ? " legend-short" : ""}` }, ...ramp, ...neutral.map(entry))];
}

/**
 * The entries of a legend, a year's months as one.
 * @param {MapLegend} legend
 * @param {import("../map/palette.js").Palette} palette
 * @returns {Row[]}
 */
export function entriesOf(legend, palette) {
  const rows = rowsOf(legend, palette);
  if (legend.colour !== "month") return rows;
  const own = rows.filter(({ item }) => item.kind === "value");
  return [...yearsOf(own), ...rows.filter(({ item }) => item.kind !== "value")];
}

/**
 * What stands below it where the marks' area follows a number.
 * @param {MapLegend} legend
 */
export function sizesOf(legend) {
  const factors = factorsOf(legend.classes);
  const marks = legend.classes.map((item, i) => {
    const hollow = item.kind !== "value";
    const box = { class: `size-mark${hollow ? " size-hollow" : ""}`, viewBox: "-8 -8 16 16", width: 16, height: 16, "aria-hidden": "true" };
    return h("li", {}, svg("svg", box, svg("circle", { r: LARGEST_PX * factors[i] })), className(item, legend.colour));
  });
  const caption = `A mark's area grows evenly with the powers of ten of its ${legend.colour}; rings have that of their dots together. What lies round it stays where it is.`;
  return [h("ul", { class: "legend-sizes" }, ...marks), h("p", { class: "small legend-caption" }, caption)];
}

/**
 * @param {MapLegend} legend
 * @param {import("../map/palette.js").Palette} palette
 * @returns {Row[]}
 */
function rowsOf(legend, palette) {
  const colours = coloursOf(legend, palette);
  return legend.classes.map((item, i) => ({ item, colour: colours[i], words: className(item, legend.colour) }));
}

/** @param {Row} row */
function entry({ item, colour, words }) {
  const content = [swatch(colour, isHollow(item)), h("span", { class: "legend-name" }, words), h("span", { class: "number" }, count(item.models))];
  const button = h("button", { class: "legend-entry", type: "button", "data-class": classKey(item), "aria-pressed": "false" }, ...content);
  return h("li", { class: item.kind === "value" ? "legend-value" : null }, button);
}

/**
 * Whether its mark in a legend is a ring: nothing is stated, which is no class, and whose grey may be near another's.
 * @param {Pick<Item, "kind">} item
 */
export function isHollow({ kind }) {
  return kind === "not_stated";
}

/**
 * @param {string} colour
 * @param {boolean} hollow
 */
function swatch(colour, hollow) {
  const dot = h("span", { class: hollow ? "swatch swatch-hollow" : "swatch", "aria-hidden": "true" });
  dot.style.color = colour;
  return dot;
}

/**
 * All months as one bar, from the first to the last.
 * @param {Row[]} rows
 */
function rampOf(rows) {
  const bar = h("span", { class: "legend-ramp", "aria-hidden": "true" });
  bar.style.background = `linear-gradient(to right, ${rows.map(({ colour }) => colour).join(", ")}${rows.length > 1 ? "" : `, ${rows[0].colour}`})`;
  const ends = h("span", { class: "legend-ends" }, h("span", {}, rows[0].item.name), h("span", {}, rows[rows.length - 1].item.name));
  return h("li", { class: "legend-whole" }, bar, ends);
}

/**
 * A row for each year, in the colour of its middle month.
 * @param {Row[]} rows
 * @returns {Row[]}
 */
function yearsOf(rows) {
  const yearOf = (/** @type {Row} */ { item }) => item.name.slice(0, 4);
  return [...new Set(rows.map(yearOf))].map((year) => {
    const months = rows.filter((row) => yearOf(row) === year);
    const models = months.reduce((sum, { item }) => sum + item.models, 0);
    return { item: { name: year, kind: "value", models }, colour: months[Math.floor(months.length / 2)].colour, words: year };
  });
}
