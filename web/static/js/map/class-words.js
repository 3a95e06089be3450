/** The words for the classes that points are coloured by. */

import { count } from "../words.js";

/** @typedef {import("../types.js").ClassItem} ClassItem */

const LICENSES = new Map([
  ["permissive", "permissive"],
  ["share_alike", "share-alike"],
  ["conditional", "conditional"],
  ["non_commercial", "non-commercial"],
  ["unknown", "unknown"],
]);
const NEUTRAL = { several: "several organisations", undated: "at the Hub's floor, 2022-03-02", not_stated: "not stated" };
/** @type {Partial<Record<import("../types.js").Colouring, string>>} */
const OTHERS = { task: "other tasks", mass_upload: "of no mass upload" };

/**
 * The words for a class of a colouring.
 * @param {Pick<ClassItem, "name" | "kind">} item
 * @param {import("../types.js").Colouring} colour
 */
export function className({ name, kind }, colour) {
  if (kind === "other") return OTHERS[colour] ?? "other organisations";
  if (kind !== "value") return NEUTRAL[kind];
  const range = /^(\d+)-(\d*)$/.exec(name);
  if (range && !/^\d{4}-\d\d$/.test(name)) return between(Number(range[1]), Number(range[2]));
  return LICENSES.get(name) ?? name;
}

/**
 * Numbers from the least to the most of a class, in thousands from there on; no most is 0.
 * @param {number} least
 * @param {number} most
 */
function between(least, most) {
  if (!most) return `${short(least)} or more`;
  if (!least) return `under ${short(most + 1)}`;
  return `${short(least)} to ${short(least < 1000 ? most : most + 1)}`;
}

/** @param {number} value */
function short(value) {
  return value < 1000 ? count(value) : value < 1e6 ? `${value / 1000}k` : value < 1e9 ? `${value / 1e6}M` : `${value / 1e9}B`;
}
