/** Completing the fields of the table's filter: values of a facet within what is on, and models; and the ways to them. */

import { query } from "../address.js";
import { byId, h } from "../dom.js";
import { facetValues, modelsLike, proposes } from "../proposals.js";

const FILTERS_LEFT_OUT = new Set(["columns", "offset", "sort", "format"]);

for (const field of document.querySelectorAll("#table-filters [data-facet]"))
  if (field instanceof HTMLInputElement && field.list) proposes(field, field.list, valuesOf(field.name));
for (const [at, field] of document.querySelectorAll("#table-filters [data-models]").entries())
  if (field instanceof HTMLInputElement) {
    const list = h("datalist", { id: `models-${at}` });
    field.after(list);
    field.setAttribute("list", list.id);
    proposes(field, list, modelsLike);
  }

for (const link of document.querySelectorAll('#facets a[href^="#field-"]'))
  link.addEventListener("click", (event) => {
    const field = byId(/** @type {HTMLAnchorElement} */ (link).hash.slice(1), HTMLInputElement);
    for (const folded of [field.closest("details"), document.querySelector("details.fold")]) folded?.setAttribute("open", "");
    event.preventDefault();
    field.focus();
  });

/**
 * The facet's values within what is on.
 * @param {string} facet
 */
function valuesOf(facet) {
  return (/** @type {string} */ like, /** @type {AbortSignal} */ signal) => {
    const filters = [...query()].filter(([name]) => !FILTERS_LEFT_OUT.has(name));
    return facetValues(facet, like, signal, filters);
  };
}
