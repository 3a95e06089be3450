/** Completing the fields of the table's filter: values of a facet within what is on, and models. */

import { ApiError, ask } from "../api.js";
import { h } from "../dom.js";
import { apiRoute } from "../links.js";

const PAUSE_MS = 120;
const FILTERS_LEFT_OUT = new Set(["columns", "offset", "sort", "format"]);

for (const field of document.querySelectorAll("#table-filters [data-facet]"))
  if (field instanceof HTMLInputElement && field.list) completes(field, field.list, valuesOf(field.name));
for (const [at, field] of document.querySelectorAll("#table-filters [data-models]").entries())
  if (field instanceof HTMLInputElement) {
    const list = h("datalist", { id: `models-${at}` });
    field.after(list);
    field.setAttribute("list", list.id);
    completes(field, list, models);
  }

/**
 * @param {HTMLInputElement} field
 * @param {HTMLElement} list
 * @param {(text: string, signal: AbortSignal) => Promise<string[]>} values
 */
function completes(field, list, values) {
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

/** @param {string} facet */
function valuesOf(facet) {
  return async (/** @type {string} */ like, /** @type {AbortSignal} */ signal) => {
    const query = new URLSearchParams([...new URLSearchParams(location.search)].filter(([name]) => !FILTERS_LEFT_OUT.has(name)));
    query.set("facet", facet);
    query.set("like", like);
    /** @type {import("../types.js").FacetAnswers} */
    const answer = await ask(`${apiRoute("facets", null, {})}?${query}`, signal);
    return answer.items[0].values.map((one) => one.value);
  };
}

/**
 * @param {string} text
 * @param {AbortSignal} signal
 */
async function models(text, signal) {
  /** @type {import("../types.js").SearchResults} */
  const answer = await ask(apiRoute("search", null, { q: text, limit: 12 }), signal);
  return answer.items.map((item) => item.id);
}
