/** Which models were chosen to be compared: kept in the browser, up to MOST. Pure but for `read` and `write`. */

import { ROOT } from "../links.js";

export const MOST = 4;
const KEY = "lineage-compare";

/**
 * The ids that a stored text names, each once, MOST at most; none for any other text.
 * @param {string | null} text
 * @returns {string[]}
 */
export function parse(text) {
  try {
    const value = JSON.parse(text ?? "[]");
    const ids = Array.isArray(value) ? value.filter((id) => typeof id === "string" && id) : [];
    return [...new Set(ids)].slice(0, MOST);
  } catch {
    return [];
  }
}

/**
 * The ids with one added or taken away, and what is to be said of it; as they are where MOST are chosen.
 * @param {string[]} ids
 * @param {string} id
 * @param {boolean} [wanted] whether it shall be chosen; else what it is not
 */
export function choose(ids, id, wanted = !ids.includes(id)) {
  const others = ids.filter((one) => one !== id);
  if (!wanted) return { ids: others, words: `${id} is compared no more.` };
  if (others.length === MOST) return { ids, words: `${MOST} models are compared at most: remove one first.` };
  const next = [...others, id];
  return { ids: next, words: `${id} is compared, ${next.length} of at most ${MOST}.` };
}

/**
 * The page on which they stand side by side; slashes and commas stay readable.
 * @param {string[]} ids
 */
export function comparePage(ids) {
  return `${ROOT}/compare?ids=${ids.map(encodeURIComponent).join(",").replaceAll("%2F", "/")}`;
}

/** What is chosen in this browser. */
export function read() {
  try {
    return parse(localStorage.getItem(KEY));
  } catch {
    return []; // storage is refused in some private windows
  }
}

/**
 * Keep what is chosen, where the browser keeps anything.
 * @param {string[]} ids
 */
export function write(ids) {
  try {
    localStorage.setItem(KEY, JSON.stringify(ids));
  } catch {
    // it holds until the page is left
  }
}
