/** A field that completes models' ids: an ARIA combobox. Arrows choose among what the search finds, Enter takes it. */

import { ApiError, afterPause, ask } from "../api.js";
import { h } from "../dom.js";
import { apiRoute } from "../links.js";
import { count, relationWord, size } from "../words.js";
import { START, closed, failed, found, matched, moved, typed } from "./state.js";

/** @typedef {(state: import("./state.js").State) => Node[]} Entries */

const PAUSE_MS = 70;
export const LIMIT = 12;

/**
 * Make `input`, which stands in `host`, complete what is typed. `name` tells its list from others on the page; `chosen`
 * is called with the id that was chosen, `ticked` with one that is to be compared, by Shift+Enter or by its sign;
 * `above` and `below` are further entries of the list.
 * @param {HTMLElement} host
 * @param {HTMLInputElement} input
 * @param {{ name: string, chosen: (id: string) => void, ticked?: (id: string) => void, above?: Entries, below?: Entries }} options
 * @returns {{ choose: () => boolean, close: () => void }} `choose` takes the active result of what stands there, and
 * tells whether there was one
 */
export function completes(host, input, { name, chosen, ticked, above = () => [], below = () => [] }) {
  const list = h("ul", { class: "results", id: `${name}-results`, role: "listbox", "aria-label": "Models", hidden: true });
  host.append(list);
  for (const [attribute, value] of Object.entries({
    role: "combobox",
    "aria-expanded": "false",
    "aria-controls": list.id,
    "aria-autocomplete": "list",
  }))
    input.setAttribute(attribute, value);

  let state = START;

  /** @param {import("./state.js").State} next */
  function show(next) {
    state = next;
    render(list, input, state, { name, canTick: Boolean(ticked), above, below });
  }

  const search = afterPause(PAUSE_MS, async (query, signal) => {
    if (!query) return;
    try {
      const answer = await ask(apiRoute("search", null, { q: query, limit: LIMIT }), signal);
      show(found(state, query, answer.items, answer.owner));
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      show(failed(state, query, error.message));
    }
  });

  /** @param {number} index */
  function choose(index) {
    const item = state.items?.[index];
    if (!item) return false;
    show(closed(state));
    chosen(item.id);
    return true;
  }

  input.addEventListener("input", () => {
    show(typed(state, input.value));
    search(state.query);
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
    } else if (event.key === "Enter" && event.shiftKey && ticked && state.items?.[state.active]) {
      event.preventDefault();
      ticked(state.items[state.active].id);
    } else if (event.key === "Escape") {
      if (state.open) event.preventDefault();
      else input.blur();
      show(closed(state));
    }
  });
  list.addEventListener("pointerdown", (event) => event.preventDefault()); // keep the focus in the box
  list.addEventListener("click", (event) => {
    const target = event.target instanceof Element ? event.target : null;
    const row = target?.closest("[data-index]");
    if (!(row instanceof HTMLElement)) return;
    const index = Number(row.dataset.index);
    const id = state.items?.[index]?.id;
    if (ticked && id && target?.closest(".add")) ticked(id);
    else choose(index);
  });
  return {
    choose: () => state.open && state.items !== null && state.query === input.value.trim() && choose(state.active),
    close: () => show(closed(state)),
  };
}

/**
 * @param {HTMLElement} list
 * @param {HTMLInputElement} input
 * @param {import("./state.js").State} state
 * @param {{ name: string, canTick: boolean, above: Entries, below: Entries }} options
 */
function render(list, input, state, { name, canTick, above, below }) {
  const open = state.open && state.items !== null;
  list.hidden = !open;
  input.setAttribute("aria-expanded", String(open));
  const active = open && state.active >= 0 ? `${name}-result-${state.active}` : "";
  if (active) input.setAttribute("aria-activedescendant", active);
  else input.removeAttribute("aria-activedescendant");
  if (!open || state.items === null) return;
  list.replaceChildren(...state.items.map((item, index) => row(item, index, state, name, canTick)));
  if (!state.items.length) list.append(h("li", { class: "none" }, state.problem ?? "No model in this snapshot is like this."));
  else if (state.items[0].how === "typo") list.prepend(h("li", { class: "none" }, "No model holds all of these words; the nearest:"));
  list.prepend(...above(state));
  list.append(...below(state));
  list.querySelector('[aria-selected="true"]')?.scrollIntoView({ block: "nearest" });
}

/**
 * @param {import("../types.js").SearchItem} item
 * @param {number} index
 * @param {import("./state.js").State} state
 * @param {string} name
 * @param {boolean} canTick
 */
function row(item, index, state, name, canTick) {
  const [before, match, after] = matched(item.id, state.query);
  const derived = item.descendants || item.undercount ? `${size(item)} derived` : "";
  const downloads = item.downloads === null ? "" : `${count(item.downloads)} downloads`;
  const created = item.created_at?.slice(0, 7) ?? "";
  const status = item.status === "listed" ? "" : item.status;
  const what = [status, relationWord(item.relation), derived, downloads, created].filter(Boolean);
  return h(
    "li",
    {
      id: `${name}-result-${index}`,
      role: "option",
      class: `of-${item.relation ?? "root"}`,
      "data-index": index,
      "aria-selected": String(index === state.active),
    },
    h("span", { class: "dot" }),
    h("span", { class: "id" }, before, h("mark", {}, match), after),
    ...(canTick ? [h("span", { class: "add", title: "Compare (Shift+Enter)", "aria-hidden": true }, "⇄")] : []),
    h("span", { class: "what" }, what.join(" · ")),
  );
}
