/** The legend's entries as switches: which classes the map shows, and the way back to all of them. */

import { h } from "../dom.js";
import { toggledClass } from "../map/filter.js";
import { count } from "../words.js";

/**
 * Call back with the classes to show when an entry, or the way back, is chosen.
 * @param {HTMLElement} legend
 * @param {() => string[]} present
 * @param {(only: string[]) => void} change
 */
export function listenToEntries(legend, present, change) {
  legend.addEventListener("click", (event) => {
    const button = event.target instanceof Element ? event.target.closest("button") : null;
    if (button?.dataset.class !== undefined) change(toggledClass(present(), button.dataset.class, entriesOf(legend).length));
    else if (button?.dataset.all !== undefined) change([]);
  });
}

/**
 * Show in the legend which classes the map shows.
 * @param {HTMLElement} legend
 * @param {HTMLElement} chip
 * @param {string[]} only
 */
export function markEntries(legend, chip, only) {
  const entries = entriesOf(legend);
  const shown = entries.filter(({ dataset }) => only.includes(dataset.class ?? ""));
  for (const entry of entries) entry.setAttribute("aria-pressed", String(shown.includes(entry)));
  legend.classList.toggle("legend-filtered", shown.length > 0);
  const models = shown.reduce((sum, entry) => sum + Number((entry.querySelector(".number")?.textContent ?? "0").replaceAll(",", "")), 0);
  const words = `${count(models)} models, ${shown.length} of ${entries.length} kinds`;
  chip.replaceChildren(...(shown.length ? [words, h("button", { class: "chip", type: "button", "data-all": "" }, "Show all")] : []));
}

/** @param {HTMLElement} legend */
function entriesOf(legend) {
  const all = [.../** @type {NodeListOf<HTMLElement>} */ (legend.querySelectorAll("[data-class]"))];
  return all.filter((entry) => !entry.closest("[hidden]"));
}
