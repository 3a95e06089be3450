/** What the home page's URL says: which model is selected, where the map stands, and what it is coloured by. */

const COLOURINGS = /** @type {const} */ (["organisation", "maker", "license", "month", "downloads"]);

/**
 * @typedef {object} State
 * @property {string | null} model the selected model's id
 * @property {import("../types.js").Colouring | null} colour what points are coloured by; null is their relation
 * @property {string | null} view the map's place, in the map's own words; null is the whole map, or the selection
 */

/**
 * @param {URLSearchParams} query
 * @returns {State}
 */
export function fromQuery(query) {
  const colour = colouringOf(query.get("colour"));
  return { model: query.get("model") || null, view: query.get("view") || null, colour };
}

/**
 * The colouring of that name; null for any other, which is the relation.
 * @param {string | null} name
 */
export function colouringOf(name) {
  return COLOURINGS.find((known) => known === name) ?? null;
}

/**
 * The address of a state below `path`; slashes and commas stay readable.
 * @param {string} path
 * @param {State} state
 */
export function toAddress(path, { model, view, colour }) {
  const query = new URLSearchParams();
  if (model !== null) query.set("model", model);
  if (view !== null) query.set("view", view);
  if (colour !== null) query.set("colour", colour);
  const text = query.toString().replaceAll("%2F", "/").replaceAll("%2C", ",");
  return text ? `${path}?${text}` : path;
}
