/** Fields that propose what may be typed: the entries of their list follow what stands in them. */

import { ApiError, afterPause, ask } from "./api.js";
import { h } from "./dom.js";
import { apiRoute } from "./links.js";

const PAUSE_MS = 120;
const MODELS = 12;

/**
 * Let `list` hold what `values` finds for the text of `field`, whenever it changes.
 * @param {HTMLInputElement} field
 * @param {HTMLElement} list
 * @param {(text: string, signal: AbortSignal) => Promise<string[]>} values
 */
export function proposes(field, list, values) {
  const propose = afterPause(PAUSE_MS, async (text, signal) => {
    if (!text.trim()) return;
    try {
      list.replaceChildren(...(await values(text, signal)).map((value) => h("option", { value })));
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
    }
  });
  field.addEventListener("input", () => propose(field.value));
}

/**
 * The ids of models that a text is found in.
 * @param {string} text
 * @param {AbortSignal} signal
 * @returns {Promise<string[]>}
 */
export async function modelsLike(text, signal) {
  /** @type {import("./types.js").SearchResults} */
  const answer = await ask(apiRoute("search", null, { q: text, limit: MODELS }), signal);
  return answer.items.map((item) => item.id);
}

/**
 * The values of a facet that are like a text, those of most models first, within what `filters` leave.
 * @param {string} facet
 * @param {string} like
 * @param {AbortSignal} signal
 * @param {string[][]} [filters]
 * @returns {Promise<string[]>}
 */
export async function facetValues(facet, like, signal, filters = []) {
  const query = new URLSearchParams(filters);
  query.set("facet", facet);
  query.set("like", like);
  /** @type {import("./types.js").FacetAnswers} */
  const answer = await ask(`${apiRoute("facets")}?${query}`, signal);
  return answer.items[0].values.map(({ value }) => String(value));
}
