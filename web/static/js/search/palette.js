/**
 * The search box of every page: "/" or Ctrl-K go there, what is chosen opens, Shift+Enter ticks a model to be compared.
 *
 * A choice is announced as the event "lineage:choose" on the document; a page that handles it itself (the map)
 * prevents its default, which is to open the model's page. So is "lineage:hits", when all hits are to be lit up.
 */

import { go } from "../address.js";
import { h, isWriting } from "../dom.js";
import { hitsOnMap, pageOf, searchPage } from "../links.js";
import { count, snapshotWords } from "../words.js";
import { LIMIT, completes } from "./combobox.js";

/** @param {HTMLElement} host */
export function mountPalette(host) {
  const input = /** @type {HTMLInputElement} */ (host.querySelector("input"));
  const form = /** @type {HTMLFormElement} */ (host.querySelector("form"));
  const box = completes(host, input, { name: "search", chosen, ticked: compare, owned, below });

  /** @param {string} id */
  function chosen(id) {
    input.blur();
    if (isOurs("lineage:choose", id)) go(pageOf("models", id));
  }

  form.addEventListener("submit", (event) => {
    if (box.choose()) event.preventDefault();
  });
  host.addEventListener("click", (event) => {
    const way = event.target instanceof Element ? event.target.closest("[data-hits]") : null;
    if (!(way instanceof HTMLElement) || isOurs("lineage:hits", way.dataset.hits)) return;
    event.preventDefault();
    box.close();
    input.blur();
  });
  document.addEventListener("keydown", (event) => {
    const slash = event.key === "/" && !isWriting(event) && !event.ctrlKey && !event.metaKey && !event.altKey;
    if (!slash && !(event.key === "k" && (event.ctrlKey || event.metaKey))) return;
    event.preventDefault();
    input.focus();
    input.select();
  });
}

/**
 * Whether what is announced is left to the search box: the page does not handle it itself.
 * @param {string} name
 * @param {string | undefined} detail
 */
function isOurs(name, detail) {
  return document.dispatchEvent(new CustomEvent(name, { detail, cancelable: true }));
}

/** @param {string} id */
function compare(id) {
  document.dispatchEvent(new CustomEvent("lineage:compare", { detail: { id } }));
}

/**
 * The way to the owner whose name is typed.
 * @param {import("../types.js").FoundOwner} owner
 */
function owned({ level, name, descendants }) {
  const { bound } = snapshotWords(document.body.dataset);
  const what = `${level === "owner" ? "an owner" : "an organisation"}: ${bound}${count(descendants)} models descend from its own`;
  return h("a", { href: pageOf(level === "owner" ? "owners" : "organisations", name) }, h("strong", {}, name), `, ${what}`);
}

/**
 * What else can be done with the answers, where there are several.
 * @param {import("./state.js").State} state
 */
function below({ items, query }) {
  return items && items.length > 1 ? [h("li", { class: "none ways" }, ...ways(query, items.length >= LIMIT))] : [];
}

/**
 * @param {string} query
 * @param {boolean} more whether there are more than these
 */
function ways(query, more) {
  const onMap = h("a", { href: hitsOnMap(query), "data-hits": query }, "Light all up on the map");
  return more ? [h("a", { href: searchPage(query) }, "All results, in the table"), " · ", onMap] : [onMap];
}
