/** The search palette as a pure state: what is typed, what was found, which result is active. */

/**
 * @typedef {object} State
 * @property {string} query what the results are for, or will be
 * @property {import("../types.js").SearchItem[] | null} items null while nothing has been answered
 * @property {import("../types.js").FoundOwner | null} owner whose name the query is
 * @property {number} active which is chosen by Enter: the owner, where there is one, and then the items; -1 is none
 * @property {boolean} open
 * @property {string | null} problem
 */

/** @type {State} */
export const START = { query: "", items: null, owner: null, active: -1, open: false, problem: null };

/**
 * The text changed: results of the text before stay until new ones come.
 * @param {State} state
 * @param {string} text
 * @returns {State}
 */
export function typed(state, text) {
  const query = text.trim();
  return query ? { ...state, query, open: true, problem: null } : START;
}

/**
 * An answer came; one for a text that is no longer there changes nothing.
 * @param {State} state
 * @param {string} query
 * @param {import("../types.js").SearchItem[]} items
 * @param {import("../types.js").FoundOwner | null} [owner]
 * @returns {State}
 */
export function found(state, query, items, owner = null) {
  return query === state.query ? { ...state, items, owner, active: items.length || owner ? 0 : -1, problem: null } : state;
}

/**
 * Where the items begin among what can be chosen: after the owner, where there is one.
 * @param {State} state
 */
export function firstItem({ owner }) {
  return owner ? 1 : 0;
}

/**
 * The item that is chosen by Enter.
 * @param {State} state
 */
export function activeItem(state) {
  return state.items?.[state.active - firstItem(state)];
}

/**
 * @param {State} state
 * @param {string} query
 * @param {string} problem
 * @returns {State}
 */
export function failed(state, query, problem) {
  return query === state.query ? { ...state, items: [], owner: null, active: -1, problem } : state;
}

/**
 * The active result moves by `step` and wraps round the ends.
 * @param {State} state
 * @param {number} step
 * @returns {State}
 */
export function moved(state, step) {
  const length = firstItem(state) + (state.items?.length ?? 0);
  if (!length) return state;
  return { ...state, open: true, active: (state.active + step + length) % length };
}

/**
 * @param {State} state
 * @returns {State}
 */
export function closed(state) {
  return { ...state, open: false };
}

/**
 * The text in parts, capitals aside: each word of the query, wherever it stands, is a part of odd number.
 * @param {string} text
 * @param {string} query
 */
export function matched(text, query) {
  const words = query.split(/\s+/).filter(Boolean).sort((one, other) => other.length - one.length);
  if (!words.length) return [text];
  return text.split(new RegExp(`(${words.map((word) => word.replace(/[\\^$.*+?()[\]{}|/]/g, "\\$&")).join("|")})`, "giu"));
}
