/**
 * The search box and its results: an ARIA combobox. "/" or Ctrl-K go there, arrows choose, Enter goes, Shift+Enter ticks
 * a model to be compared.
 *
 * A choice is announced as the event "lineage:choose" on the document; a page that handles it itself (the map)
 * prevents its default, which is to open the model's page. So is "lineage:hits", when all hits are to be lit up.
 */

import { ApiError, ask } from "../api.js";
import { h, isWriting } from "../dom.js";
import { apiRoute, hitsOnMap, pageOf, searchPage } from "../links.js";
import { count, relationWord, size } from "../words.js";
import { START, closed, failed, found, matched, moved, typed } from "./state.js";

const PAUSE_MS = 70;
const LIMIT = 12;

/** @param {HTMLElement} host */
export function mountPalette(host) {
  const input = /** @type {HTMLInputElement} */ (host.querySelector("input"));
  const form = /** @type {HTMLFormElement} */ (host.querySelector("form"));
  const list = h("ul", { class: "results", id: "search-results", role: "listbox", "aria-label": "Models", hidden: true });
  host.append(list);
  for (const [name, value] of Object.entries({
    role: "combobox",
    "aria-expanded": "false",
    "aria-controls": list.id,
    "aria-autocomplete": "list",
  }))
    input.setAttribute(name, value);

  let state = START;
  let timer = 0;
  let running = new AbortController();

  /** @param {import("./state.js").State} next */
  function show(next) {
    state = next;
    render(list, input, state);
  }

  function search() {
    clearTimeout(timer);
    timer = setTimeout(async () => {
      running.abort();
      running = new AbortController();
      const { query } = state;
      if (!query) return;
      try {
        const answer = await ask(apiRoute("search", null, { q: query, limit: LIMIT }), running.signal);
        show(found(state, query, answer.items));
      } catch (error) {
        if (error instanceof ApiError) show(failed(state, query, error.message));
        else if (!(error instanceof DOMException)) throw error;
      }
    }, PAUSE_MS);
  }

  /** @param {number} index */
  function choose(index) {
    const item = state.items?.[index];
    if (!item) return false;
    show(closed(state));
    input.blur();
    const event = new CustomEvent("lineage:choose", { detail: item.id, cancelable: true });
    if (document.dispatchEvent(event)) location.assign(pageOf("models", item.id));
    return true;
  }

  input.addEventListener("input", () => {
    show(typed(state, input.value));
    search();
  });
  input.addEventListener("focus", () => {
    if (state.items && input.value.trim() === state.query && state.query) show({ ...state, open: true });
  });
  input.addEventListener("blur", () => show(closed(state)));
  input.addEventListener("keydown", (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step && state.items) {
      event.preventDefault();
      show(moved(state, step));
    } else if (event.key === "Enter" && event.shiftKey && state.items?.[state.active]) {
      event.preventDefault();
      compare(state.items[state.active].id);
    } else if (event.key === "Escape") {
      if (state.open) event.preventDefault();
      else input.blur();
      show(closed(state));
    }
  });
  form.addEventListener("submit", (event) => {
    const answered = state.open && state.items !== null && state.query === input.value.trim();
    if (answered && choose(state.active)) event.preventDefault();
  });
  list.addEventListener("pointerdown", (event) => event.preventDefault()); // keep the focus in the box
  list.addEventListener("click", (event) => {
    const at = (/** @type {string} */ selector) => (event.target instanceof Element ? event.target.closest(selector) : null);
    const way = at("[data-hits]");
    if (way instanceof HTMLElement && !document.dispatchEvent(new CustomEvent("lineage:hits", { detail: way.dataset.hits, cancelable: true }))) {
      event.preventDefault();
      show(closed(state));
      return input.blur();
    }
    const row = at("[data-index]");
    if (!(row instanceof HTMLElement)) return;
    const index = Number(row.dataset.index);
    if (at(".add")) compare(state.items?.[index].id);
    else choose(index);
  });
  document.addEventListener("keydown", (event) => {
    const slash = event.key === "/" && !isWriting(event.target) && !event.ctrlKey && !event.metaKey && !event.altKey;
    if (!slash && !(event.key === "k" && (event.ctrlKey || event.metaKey))) return;
    event.preventDefault();
    input.focus();
    input.select();
  });
}

/** @param {string | undefined} id */
function compare(id) {
  if (id) document.dispatchEvent(new CustomEvent("lineage:compare", { detail: { id } }));
}

/**
 * @param {HTMLElement} list
 * @param {HTMLInputElement} input
 * @param {import("./state.js").State} state
 */
function render(list, input, state) {
  const open = state.open && state.items !== null;
  list.hidden = !open;
  input.setAttribute("aria-expanded", String(open));
  const active = open && state.active >= 0 ? `search-result-${state.active}` : "";
  if (active) input.setAttribute("aria-activedescendant", active);
  else input.removeAttribute("aria-activedescendant");
  if (!open || state.items === null) return;
  list.replaceChildren(...state.items.map((item, index) => row(item, index, state)));
  if (!state.items.length) list.append(h("li", { class: "none" }, state.problem ?? "No model in this snapshot is like this."));
  else if (state.items[0].how === "typo") list.prepend(h("li", { class: "none" }, "No model holds all of these words; the nearest:"));
  if (state.items.length > 1) list.append(h("li", { class: "none ways" }, ...ways(state.query, state.items.length >= LIMIT)));
  list.querySelector('[aria-selected="true"]')?.scrollIntoView({ block: "nearest" });
}

/**
 * What else can be done with the answers.
 * @param {string} query
 * @param {boolean} more whether there are more than these
 */
function ways(query, more) {
  const onMap = h("a", { href: hitsOnMap(query), "data-hits": query }, "Light all up on the map");
  return more ? [h("a", { href: searchPage(query) }, "All results, as a page"), " · ", onMap] : [onMap];
}

/**
 * @param {import("../types.js").SearchItem} item
 * @param {number} index
 * @param {import("./state.js").State} state
 */
function row(item, index, state) {
  const [before, match, after] = matched(item.id, state.query);
  const derived = item.descendants || item.undercount ? `${size(item)} derived` : "";
  const downloads = item.downloads === null ? "" : `${count(item.downloads)} downloads`;
  const created = item.created_at?.slice(0, 7) ?? "";
  const status = item.status === "listed" ? "" : item.status;
  const what = [status, relationWord(item.relation), derived, downloads, created].filter(Boolean);
  return h(
    "li",
    {
      id: `search-result-${index}`,
      role: "option",
      class: `of-${item.relation ?? "root"}`,
      "data-index": index,
      "aria-selected": String(index === state.active),
    },
    h("span", { class: "dot" }),
    h("span", { class: "id" }, before, h("mark", {}, match), after),
    h("span", { class: "add", title: "Compare (Shift+Enter)", "aria-hidden": true }, "⇄"),
    h("span", { class: "what" }, what.join(" · ")),
  );
}
