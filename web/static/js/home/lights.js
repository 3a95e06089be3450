/** What is lit up on the map, in words: the hits of a search, or a list of models. */

import { h } from "../dom.js";
import { pageOf, searchPage } from "../links.js";
import { count } from "../words.js";

/**
 * How many models were to be lit up, how many of them have a place, which ids name no model here, which models have no
 * place, and whether there are more.
 * @typedef {{ tried: number, placed: number, unknown: string[], placeless: string[], more: boolean }} Lit
 */

/**
 * @param {string} text
 * @param {Lit} lit
 */
export function hitsInWords(text, lit) {
  const hits = lit.tried === 1 ? "hit" : "hits";
  const all = lit.more ? `The first ${count(lit.tried)} ${hits} of` : `${count(lit.tried)} ${hits} of`;
  const link = h("a", { href: searchPage(text) }, `“${text}”`);
  return [h("strong", {}, `${count(lit.placed)} lit.`), ` ${all} `, link, ...withoutPlace(lit.placeless)];
}

/** @param {Lit} lit */
export function listInWords({ tried, placed, unknown, placeless }) {
  const found = h("strong", {}, `${count(tried - unknown.length)} of ${count(tried)} found, ${count(placed)} lit.`);
  const missing = unknown.length ? [folded(`${count(unknown.length)} not found`, unknown)] : [];
  return [found, ...missing, ...withoutPlace(placeless)];
}

/**
 * A list as the text of a CSV file: each id, and whether it is on the map.
 * @param {string[]} ids
 * @param {Lit} lit
 */
export function listAsCsv(ids, { unknown, placeless }) {
  const [strange, alone] = [new Set(unknown), new Set(placeless)];
  const rows = ids.map((id) => `${id},${strange.has(id) ? "not found" : alone.has(id) ? "without relatives" : "lit"}`);
  return `${["id,on_map", ...rows].join("\r\n")}\r\n`;
}

/** @param {string[]} ids */
function withoutPlace(ids) {
  if (!ids.length) return [];
  const links = ids.map((id) => h("a", { href: pageOf("models", id) }, id));
  return [folded(`${count(ids.length)} without relatives, so without a place`, links)];
}

/**
 * @param {string} summary
 * @param {(Node | string)[]} rows
 */
function folded(summary, rows) {
  return h("details", {}, h("summary", {}, summary), h("ul", { class: "plain" }, ...rows.map((row) => h("li", {}, row))));
}

/**
 * What is said of a selected model without a place on the map.
 * @param {string} id
 */
export function placelessInWords(id) {
  return [h("a", { href: pageOf("models", id) }, id), " has no relatives in this snapshot: it has no place on the map."];
}
