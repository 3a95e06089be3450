/** A field that completes models' ids: an ARIA combobox. Arrows choose among what the search finds, Enter takes it. */

import { ApiError, afterPause, ask } from "../api.js";
import { h } from "../dom.js";
import { apiRoute } from "../links.js";
import { count, madeWord, size } from "../words.js";
import { START, activeItem, closed, failed, firstItem, found, matched, moved, typed } from "./state.js";

/**
 * @typedef {(state: import("./state.js").State) => Node[]} Entries
 * @typedef {(owner: import("../types.js").FoundOwner) => HTMLAnchorElement} OwnerLink
 */

const PAUSE_MS = 70;
export const LIMIT = 12;

/**
 * Make `input`, which stands in `host`, complete what is typed. `name` tells its list from others on the page; `chosen`
 * is called with the id that was chosen, `ticked` with one that is to be compared, by Shift+Enter or by its sign. With
 * `owned` the owner whose name is typed is the first to be chosen, by that link; `below` are further entries, whose
 * links Tab leads to.
 * @param {HTMLElement} host
 * @param {HTMLInputElement} input
 * @param {{ name: string, chosen: (id: string) => void, ticked?: (id: string) => void, owned?: OwnerLink, below?: Entries }} options
 * @returns {{ choose: () => boolean, close: () => void }} `choose` takes the active result of what stands there, and
 * tells whether there was one
 */
export function completes(host, input, { name, chosen, ticked, owned, below = () => [] }) {
  const list = listFor(input, name);
  host.append(list);
  let state = START;

  /** @param {import("./state.js").State} next */
  function show(next) {
    state = next;
    render(list, input, state, { name, canTick: Boolean(ticked), owned, below });
  }

  const search = afterPause(PAUSE_MS, async (query, signal) => {
    if (!query) return;
    try {
      const answer = await ask(apiRoute("search", null, { q: query, limit: LIMIT }), signal);
      show(found(state, query, answer.items, owned ? answer.owner : null));
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      show(failed(state, query, error.message));
    }
  });

  /** @param {import("../types.js").SearchItem | undefined} item */
  function choose(item) {
    if (!item) return false;
    show(closed(state));
    chosen(item.id);
    return true;
  }

  /** Take what is active. */
  function take() {
    const link = state.owner && state.active === 0 ? list.querySelector("a") : null;
    link?.click();
    return link !== null || choose(activeItem(state));
  }

  input.addEventListener("input", () => {
    show(typed(state, input.value));
    search(state.query);
  });
  input.addEventListener("focus", () => {
    if (state.items && input.value.trim() === state.query && state.query) show({ ...state, open: true });
  });
  host.addEventListener("focusout", ({ relatedTarget }) => {
    if (!(relatedTarget instanceof Node && host.contains(relatedTarget))) show(closed(state));
  });
  list.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    event.preventDefault();
    input.focus();
    show(closed(state));
  });
  input.addEventListener("keydown", (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step && state.items) {
      event.preventDefault();
      show(moved(state, step));
    } else if (event.key === "Enter" && event.shiftKey && ticked && activeItem(state)) {
      event.preventDefault();
      ticked(/** @type {import("../types.js").SearchItem} */ (activeItem(state)).id);
    } else if (event.key === "Escape") {
      if (state.open) event.preventDefault();
      else input.blur();
      show(closed(state));
    }
  });
  list.addEventListener("pointerdown", (event) => event.preventDefault()); // keep the focus in the box
  list.addEventListener("click", (event) => {
    const { item, isSign } = clicked(state, event.target);
    if (ticked && item && isSign) ticked(item.id);
    else choose(item);
  });
  return {
    choose: () => state.open && state.items !== null && state.query === input.value.trim() && take(),
    close: () => show(closed(state)),
  };
}

/**
 * A list that `input` says is its own.
 * @param {HTMLInputElement} input
 * @param {string} name
 */
function listFor(input, name) {
  const list = h("ul", { class: "results", id: `${name}-results`, role: "listbox", "aria-label": "Models", hidden: true });
  const told = { role: "combobox", "aria-expanded": "false", "aria-controls": list.id, "aria-autocomplete": "list" };
  for (const [attribute, value] of Object.entries(told)) input.setAttribute(attribute, value);
  return list;
}

/**
 * The item at which a click in the list was meant, and whether its sign for comparing was.
 * @param {import("./state.js").State} state
 * @param {EventTarget | null} target
 */
function clicked(state, target) {
  const row = target instanceof Element ? target.closest("[data-index]") : null;
  const item = row instanceof HTMLElement ? state.items?.[Number(row.dataset.index)] : undefined;
  return { item, isSign: target instanceof Element && target.closest(".add") !== null };
}

/**
 * @param {HTMLElement} list
 * @param {HTMLInputElement} input
 * @param {import("./state.js").State} state
 * @param {{ name: string, canTick: boolean, owned?: OwnerLink, below: Entries }} options
 */
function render(list, input, state, { name, canTick, owned, below }) {
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
  if (owned && state.owner) list.prepend(ownerRow(owned(state.owner), state, name));
  list.append(...below(state));
  endOnALine(list);
  list.querySelector('[aria-selected="true"]')?.scrollIntoView({ block: "nearest" });
}

/**
 * Where not all has room, the list is as high as the results that have: none is cut through.
 * @param {HTMLElement} list
 */
function endOnALine(list) {
  list.style.maxHeight = "";
  if (list.scrollHeight <= list.clientHeight) return;
  const rows = [...list.children].map((row) => row.getBoundingClientRect());
  const { bottom } = list.getBoundingClientRect();
  const room = list.lastElementChild?.matches(".ways") ? rows[rows.length - 1].top : bottom;
  const last = rows.findLast((row) => row.bottom <= room);
  if (last) list.style.maxHeight = `${list.offsetHeight - (room - last.bottom)}px`;
}

/**
 * @param {HTMLAnchorElement} link
 * @param {import("./state.js").State} state
 * @param {string} name
 */
function ownerRow(link, state, name) {
  for (const [attribute, value] of Object.entries({ role: "option", id: `${name}-result-0`, tabindex: "-1", "aria-selected": String(state.active === 0) }))
    link.setAttribute(attribute, value);
  return h("li", { role: "none", class: "owner" }, link);
}

/**
 * @param {import("../types.js").SearchItem} item
 * @param {number} index
 * @param {import("./state.js").State} state
 * @param {string} name
 * @param {boolean} canTick
 */
function row(item, index, state, name, canTick) {
  const id = matched(item.id, state.query).map((part, i) => (i % 2 ? h("mark", {}, part) : part));
  const derived = item.descendants || item.undercount ? `${size(item)} derived` : "";
  const downloads = item.downloads === null ? "" : `${count(item.downloads)} downloads`;
  const created = item.created_at?.slice(0, 7) ?? "";
  const status = item.status === "listed" ? "" : item.status;
  const place = firstItem(state) + index;
  const what = [status, madeWord(item), derived, downloads, created].filter(Boolean);
  return h(
    "li",
    {
      id: `${name}-result-${place}`,
      role: "option",
      class: `of-${item.relation ?? "root"}`,
      "data-index": index,
      "aria-selected": String(place === state.active),
    },
    h("span", { class: "dot" }),
    h("span", { class: "id" }, ...id),
    ...(canTick ? [h("span", { class: "add", title: "Compare (Shift+Enter)", "aria-hidden": true }, "⇄")] : []),
    h("span", { class: "what" }, what.join(" · ")),
  );
}
