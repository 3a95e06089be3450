/**
 * What the home page's URL says: which model is selected, where the map stands, what it is coloured and sized by, which
 * classes it shows, and what is lit up. A long list of ids stands in its fragment, which no server sees.
 */

import { MOST_LIT } from "../map/overlay.js";

/** @typedef {import("../types.js").Colouring} Colouring */

/** Every colouring with what it is called. @type {Record<Colouring, string>} */
export const COLOURINGS = {
  organisation: "organisation",
  maker: "who made it",
  license: "licence class",
  task: "task",
  month: "month of creation",
  parameters: "size in parameters",
  downloads: "downloads",
  likes: "likes",
  mass_upload: "mass upload",
};
/** What the area of marks may follow; by itself it is the descendants. @type {Colouring[]} */
export const SIZINGS = ["downloads", "likes"];
const IDS = "ids";
const LONGEST = 1500; // letters of a list of ids in a query

/**
 * @typedef {object} State
 * @property {string | null} model the selected model's id
 * @property {string | null} view the map's place, in the map's own words; null is the whole map, or the selection
 * @property {Colouring | null} colour what points are coloured by; null is their relation
 * @property {Colouring | null} size what the area of marks follows; null is the descendants
 * @property {string[]} only the classes that are shown, by their keys; none is all
 * @property {string | null} hits the search whose hits are lit up
 * @property {string[]} ids of the list that is lit up
 */

/**
 * @param {URLSearchParams} query
 * @param {string} [fragment] with the `#` before it
 * @returns {State}
 */
export function fromQuery(query, fragment = "") {
  const long = new URLSearchParams(fragment.slice(1)).get(IDS);
  const list = (/** @type {string} */ name) => (query.get(name) ?? "").split(",").filter(Boolean);
  const hits = query.get("hits") || null;
  return {
    model: query.get("model") || null,
    view: query.get("view") || null,
    colour: colouringOf(query.get("colour")),
    size: SIZINGS.find((known) => known === query.get("size")) ?? null,
    only: list("only"),
    hits,
    ids: hits === null ? (long?.split(",").filter(Boolean) ?? list("ids")).slice(0, MOST_LIT) : [],
  };
}

/**
 * The colouring of that name; null for any other, which is the relation.
 * @param {string | null} name
 * @returns {Colouring | null}
 */
export function colouringOf(name) {
  return name !== null && Object.hasOwn(COLOURINGS, name) ? /** @type {Colouring} */ (name) : null;
}

/**
 * What an address asks for that there is not, in words, with what there is; null where there is nothing of the kind.
 * @param {URLSearchParams} query
 */
export function unknownIn(query) {
  const colours = ["relation", ...Object.keys(COLOURINGS)];
  const sizes = ["descendants", ...SIZINGS];
  return unknownWord("colour", query, colours) ?? unknownWord("size", query, sizes);
}

/**
 * @param {string} name
 * @param {URLSearchParams} query
 * @param {string[]} known the first is what is taken instead
 */
function unknownWord(name, query, known) {
  const word = query.get(name);
  return word && !known.includes(word) ? `There is no ${name} “${word}”, so it is by ${known[0]}. There are: ${known.join(", ")}.` : null;
}

/**
 * The address of a state below `path`; slashes and commas stay readable. A long list of ids is its fragment.
 * @param {string} path
 * @param {State} state
 */
export function toAddress(path, { model, view, colour, size, only, hits, ids }) {
  const query = new URLSearchParams();
  const list = ids.join(",");
  const isLong = list.length > LONGEST;
  const given = { model, view, colour, size, only: only.join(","), hits, ids: isLong ? "" : list };
  for (const [name, value] of Object.entries(given)) if (value) query.set(name, value);
  const text = readable(query);
  return `${path}${text ? `?${text}` : ""}${isLong ? `#${readable(new URLSearchParams({ [IDS]: list }))}` : ""}`;
}

/** @param {URLSearchParams} query */
function readable(query) {
  return query.toString().replaceAll("%2F", "/").replaceAll("%2C", ",");
}

/**
 * Whether a fragment names a place on the page, and says nothing of what is lit up.
 * @param {string} fragment
 */
export function isPlace(fragment) {
  return fragment.length > 1 && !new URLSearchParams(fragment.slice(1)).has(IDS);
}
