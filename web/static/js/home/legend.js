/** The legend of the map's colouring. */

import { h } from "../dom.js";
import { className } from "../map/class-words.js";
import { coloursOf } from "../map/colours.js";
import { count } from "../words.js";

/**
 * @typedef {import("../types.js").MapLegend} MapLegend
 * @typedef {import("../types.js").ClassItem} ClassItem
 */

const CAPTIONS = {
  organisation: "The organisation whose models it descends from.",
  maker: "The organisation that made it.",
  license: "The strictest over all it was made from.",
  month: "The month it was made.",
  downloads: "Downloads in 30 days.",
};

/**
 * What stands in the legend's place for a colouring.
 * @param {MapLegend} legend
 * @param {import("../map/palette.js").Palette} palette
 */
export function legendOf(legend, palette) {
  const colours = coloursOf(legend, palette);
  const rows = legend.classes.map((item, i) => ({ item, colour: colours[i] }));
  const own = rows.filter(({ item }) => item.kind === "value");
  const neutral = rows.filter(({ item }) => item.kind !== "value");
  const ramp = legend.colour === "month" && own.length ? [rampOf(own), ...years(own)] : own.map(entry);
  const narrow = legend.colour === "month" || legend.colour === "downloads";
  return [h("p", { class: "small legend-caption" }, CAPTIONS[legend.colour]), h("ul", { class: `legend-classes${narrow ? " legend-short" : ""}` }, ...ramp, ...neutral.map(entry))];
}

/** @param {{ item: ClassItem, colour: string }} row */
function entry({ item, colour }) {
  return h("li", { class: item.kind === "value" ? "legend-value" : null }, swatch(colour), h("span", { class: "legend-name" }, className(item)), h("span", { class: "number" }, count(item.models)));
}

/** @param {string} colour */
function swatch(colour) {
  const dot = h("span", { class: "swatch", "aria-hidden": "true" });
  dot.style.background = colour;
  return dot;
}

/**
 * All months as one bar, from the first to the last.
 * @param {{ item: ClassItem, colour: string }[]} rows
 */
function rampOf(rows) {
  const bar = h("span", { class: "legend-ramp", "aria-hidden": "true" });
  bar.style.background = `linear-gradient(to right, ${rows.map(({ colour }) => colour).join(", ")}${rows.length > 1 ? "" : `, ${rows[0].colour}`})`;
  const ends = h("span", { class: "legend-ends" }, h("span", {}, rows[0].item.name), h("span", {}, rows[rows.length - 1].item.name));
  return h("li", { class: "legend-whole" }, bar, ends);
}

/**
 * A row for each year, in the colour of its middle month.
 * @param {{ item: ClassItem, colour: string }[]} rows
 */
function years(rows) {
  const yearOf = (/** @type {{ item: ClassItem }} */ { item }) => item.name.slice(0, 4);
  return [...new Set(rows.map(yearOf))].map((year) => {
    const months = rows.filter((row) => yearOf(row) === year);
    const models = months.reduce((sum, { item }) => sum + item.models, 0);
    return entry({ item: { name: year, kind: "value", models }, colour: months[Math.floor(months.length / 2)].colour });
  });
}
