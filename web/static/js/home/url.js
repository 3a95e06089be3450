/** What the home page's URL says: which model is selected, and where the map stands. */

/**
 * @typedef {object} State
 * @property {string | null} model the selected model's id
 * @property {string | null} view the map's place, in the map's own words; null is the whole map, or the selection
 */

/**
 * @param {URLSearchParams} query
 * @returns {State}
 */
export function fromQuery(query) {
  return { model: query.get("model") || null, view: query.get("view") || null };
}

/**
 * The address of a state below `path`; slashes and commas stay readable.
 * @param {string} path
 * @param {State} state
 */
export function toAddress(path, { model, view }) {
  const query = new URLSearchParams();
  if (model !== null) query.set("model", model);
  if (view !== null) query.set("view", view);
  const text = query.toString().replaceAll("%2F", "/").replaceAll("%2C", ",");
  return text ? `${path}?${text}` : path;
}
