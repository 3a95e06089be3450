/** The subtree on the page: positioned HTML nodes over SVG links, with the roles and keys of an ARIA tree. */

import { h, svg } from "../dom.js";
import { pageOf } from "../links.js";
import { breakdown, count, relationWord, size, splitId } from "../words.js";
import { curve, layout, linkWidth } from "./layout.js";
import { MOST } from "./state.js";

/** @typedef {import("./layout.js").Placed<import("./state.js").Content>} Placed */

const WIDE = { column: 306, row: 34, gap: 8, node: 240 };
const NARROW = { column: 244, row: 34, gap: 8, node: 206 };

/** @typedef {(placed: Placed) => void} Act */

export class SubtreeView {
  /**
   * @param {HTMLElement} host
   * @param {Act} act what a click or Enter on a node does
   */
  constructor(host, act) {
    this.act = act;
    this.host = host;
    this.links = svg("svg", { class: "links", "aria-hidden": "true" });
    this.nodes = h("div", { class: "nodes", role: "tree", "aria-label": "Subtree" });
    /** @type {Map<string, {element: HTMLElement, placed: Placed}>} */
    this.shown = new Map();
    /** @type {Placed[]} */
    this.order = [];
    this.current = "";
    host.replaceChildren(this.links, this.nodes);
    this.nodes.addEventListener("keydown", (event) => this.onKey(event));
    this.nodes.addEventListener("click", (event) => this.onClick(event));
    this.nodes.addEventListener("focusin", (event) => {
      const key = keyOf(event.target);
      if (key !== null) this.setCurrent(key);
    });
  }

  /** @param {import("./state.js").Node} root */
  draw(root) {
    const measures = isNarrow() ? NARROW : WIDE;
    const { placed, width, height } = layout(root, measures);
    this.order = placed;
    this.links.setAttribute("width", String(width));
    this.links.setAttribute("height", String(height));
    this.links.replaceChildren(...placed.flatMap((p) => link(p, measures.node)));
    const old = this.shown;
    this.shown = new Map(placed.map((p) => [p.key, { placed: p, element: element(p, old.get(p.key)?.element) }]));
    for (const [key, { element }] of old) if (this.shown.get(key)?.element !== element) element.remove();
    for (const { element, placed } of this.shown.values()) {
      element.style.width = `${placed.data.kind === "more" ? measures.column - 14 : measures.node}px`;
      element.style.transform = `translate(${placed.x}px, ${placed.y - 15}px)`;
    }
    // A moved element loses its focus, so only new ones are put in; reading order is what aria-level and the keys follow.
    for (const { element } of this.shown.values()) if (!element.isConnected) this.nodes.append(element);
    this.nodes.style.width = `${width}px`;
    this.nodes.style.height = `${height}px`;
    if (!this.shown.has(this.current)) this.setCurrent(placed[0].key);
    else this.setCurrent(this.current);
  }

  /** @param {string} key */
  setCurrent(key) {
    this.shown.get(this.current)?.element.setAttribute("tabindex", "-1");
    this.current = key;
    this.shown.get(key)?.element.setAttribute("tabindex", "0");
  }

  /** @param {string | undefined} key */
  focus(key) {
    const node = key === undefined ? undefined : this.shown.get(key);
    if (!node) return;
    node.element.focus({ preventScroll: true });
    node.element.scrollIntoView({ block: "nearest", inline: "nearest" });
  }

  /** @param {MouseEvent} event */
  onClick(event) {
    if (event.target instanceof Element && event.target.closest("a")) return;
    const node = this.shown.get(keyOf(event.target) ?? "");
    if (node) this.act(node.placed);
  }

  /** @param {KeyboardEvent} event */
  onKey(event) {
    const here = this.shown.get(keyOf(event.target) ?? "")?.placed;
    if (!here || event.ctrlKey || event.metaKey || event.altKey) return;
    const handled = this.moves(here)[event.key];
    if (!handled) return;
    event.preventDefault();
    handled();
  }

  /**
   * What each key does at a node.
   * @param {Placed} here
   * @returns {Record<string, () => void>}
   */
  moves(here) {
    const at = this.order.indexOf(here);
    const open = here.data.kind === "model" && here.data.open;
    return {
      ArrowDown: () => this.focus(this.order[at + 1]?.key),
      ArrowUp: () => this.focus(this.order[at - 1]?.key),
      ArrowRight: () => (open ? this.focus(this.order[at + 1]?.key) : expandable(here.data) && this.act(here)),
      ArrowLeft: () => (open && here.parent ? this.act(here) : this.focus(here.parent?.key)),
      Home: () => this.focus(this.order[0].key),
      End: () => this.focus(this.order[this.order.length - 1].key),
      Enter: () => this.act(here),
      " ": () => this.act(here),
    };
  }
}

/** Whether the screen is a telephone's, as the style sheets draw that line. */
export function isNarrow() {
  return matchMedia("(width <= 720px)").matches;
}

/** @param {import("./state.js").Content} data */
function expandable(data) {
  return data.kind === "more" || (data.item.children > 0 && !data.again);
}

/** @param {EventTarget | null} target */
function keyOf(target) {
  const node = target instanceof Element ? target.closest("[data-key]") : null;
  return node instanceof HTMLElement ? (node.dataset.key ?? null) : null;
}

/**
 * @param {Placed} placed
 * @param {number} nodeWidth
 */
function link(placed, nodeWidth) {
  const { parent, data } = placed;
  if (!parent) return [];
  const d = curve(parent.x + nodeWidth, parent.y, placed.x, placed.y);
  if (data.kind === "more") return [svg("path", { d, class: "link link-more" })];
  const width = linkWidth(data.item.descendants).toFixed(1);
  return [svg("path", { d, class: `link of-${data.item.relation ?? "root"}`, "stroke-width": width })];
}

/**
 * The node's element: the one that stands there, brought up to date, or a new one.
 * @param {Placed} placed
 * @param {HTMLElement | undefined} old
 */
function element(placed, old) {
  const made = placed.data.kind === "more" ? pill(placed, placed.data) : box(placed, placed.data);
  if (!old) return made;
  for (const { name, value } of made.attributes) if (name !== "tabindex") old.setAttribute(name, value);
  if (old.textContent !== made.textContent) old.replaceChildren(...made.childNodes);
  return old;
}

/** @param {Placed} placed */
function place(placed) {
  return {
    role: "treeitem",
    tabindex: -1,
    "data-key": placed.key,
    "aria-level": placed.depth + 1,
    "aria-posinset": placed.position,
    "aria-setsize": placed.siblings,
  };
}

/**
 * @param {Placed} placed
 * @param {Extract<import("./state.js").Content, {kind: "model"}>} data
 */
function box(placed, { item, open, again }) {
  const { owner, name } = splitId(item.id);
  const merged = item.parents > 1 ? `; one of its ${item.parents} parents is here` : "";
  const above = [owner || "–", ...(item.parents > 1 ? [`· ${item.parents} parents`] : [])].join(" ");
  const derived = item.children || item.undercount ? ` ${size(item)} derived` : "";
  const label = `${above} ${name}${again ? "" : derived}, ${relationWord(item.relation)}${again ? ", already above: a cycle" : ""}`; // begins as it is seen
  const sign = again ? "↺" : item.children || item.undercount ? `${size(item)} ${item.children ? (open ? "▾" : "▸") : ""}` : "";
  return h(
    "div",
    {
      ...place(placed),
      class: `node of-${item.relation ?? "root"}${item.status === "listed" ? "" : " node-missing"}`,
      "aria-label": label,
      "aria-expanded": item.children && !again ? String(open) : null,
      title: `${item.id}: ${relationWord(item.relation)}${merged}${item.status === "listed" ? "" : `; ${item.status}`}`,
    },
    h("span", { class: "node-owner" }, owner || "–", ...(item.parents > 1 ? [h("span", { class: "node-merge" }, ` · ${item.parents} parents`)] : [])),
    " ",
    h("a", { class: "node-name", href: pageOf("models", item.id), tabindex: -1 }, name),
    " ",
    h("span", { class: "node-size" }, sign),
  );
}

/**
 * @param {Placed} placed
 * @param {Extract<import("./state.js").Content, {kind: "more"}>} data
 */
function pill(placed, { parent, shown, remainder }) {
  const text = `+${count(remainder.total)} more`;
  const words = breakdown(remainder.by_relation);
  const full = shown >= MOST;
  return h(
    "div",
    { ...place(placed), class: "node node-more", title: `${text}: ${words}`, "aria-label": `${text}${full ? ", in the table" : ""} ${words}` },
    full ? h("a", { href: pageOf("table", parent), tabindex: -1 }, `${text}, in the table`) : h("strong", {}, text),
    " ",
    h("span", { class: "node-words" }, words),
  );
}

