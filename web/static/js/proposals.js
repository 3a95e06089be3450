/** Fields that propose what may be typed: the entries of their list follow what stands in them. */

import { ApiError, ask } from "./api.js";
import { h } from "./dom.js";
import { apiRoute } from "./links.js";

const PAUSE_MS = 120;

/**
 * Let `list` hold what `values` finds for the text of `field`, whenever it changes.
 * @param {HTMLInputElement} field
 * @param {HTMLElement} list
 * @param {(text: string, signal: AbortSignal) => Promise<string[]>} values
 */
export function proposes(field, list, values) {
  let timer = 0;
  let running = new AbortController();
  field.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(async () => {
      running.abort();
      running = new AbortController();
      if (!field.value.trim()) return;
      try {
        const found = await values(field.value, running.signal);
        list.replaceChildren(...found.map((value) => h("option", { value })));
      } catch (error) {
        if (!(error instanceof ApiError || error instanceof DOMException)) throw error;
      }
    }, PAUSE_MS);
  });
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
