/** The subtree on the page: positioned HTML nodes over SVG links, with the roles and keys of an ARIA tree. */

import { h, svg } from "../dom.js";
import { pageOf } from "../links.js";
import { breakdown, count, madeWord, relationWord, shares, size, splitId } from "../words.js";
import { beginning, curve, layout, linkWidth } from "./layout.js";
import { MOST } from "./state.js";

/** @typedef {import("./layout.js").Placed<import("./state.js").Content>} Placed */

const WIDE = { row: 34, gap: 8, link: 66, least: 240, most: 560 };
const NARROW = { row: 34, gap: 8, link: 38, least: 160, most: 206 };
const EDGES = 56; // left free beside all columns
const LETTER_PX = 7.4; // of a name
const ASIDE_PX = 104; // beside it: the number, the sign, the way to the page
const LEAST_ZOOM = 0.25;

/**
 * What a node does: `act` on a click or Enter, `open` the page of a model, `only` shows the children of one relation.
 * @typedef {object} Hooks
 * @property {(placed: Placed) => void} act
 * @property {(id: string) => void} open
 * @property {(id: string, relation: import("../types.js").Relation) => void} only
 */

export class SubtreeView {
  /**
   * @param {HTMLElement} host
   * @param {Hooks} hooks
   */
  constructor(host, hooks) {
    this.hooks = hooks;
    this.host = host;
    this.links = svg("svg", { class: "links", "aria-hidden": "true" });
    this.nodes = h("div", { class: "nodes", role: "tree", "aria-label": "Subtree" });
    /** @type {Map<string, {element: HTMLElement, placed: Placed}>} */
    this.shown = new Map();
    /** @type {Placed[]} */
    this.order = [];
    this.current = "";
    this.measures = { node: 0, row: 0, width: 0, height: 0 };
    host.replaceChildren(this.links, this.nodes);
    this.nodes.addEventListener("keydown", (event) => this.onKey(event));
    this.nodes.addEventListener("click", (event) => this.onClick(event));
    this.nodes.addEventListener("focusin", (event) => {
      const key = keyOf(event.target);
      if (key !== null) this.setCurrent(key);
    });
  }

  /**
   * @param {import("./state.js").Node} root
   * @param {boolean} fit
   */
  draw(root, fit) {
    const first = !this.order.length;
    const measures = measuresFor(root, this.host.clientWidth);
    const { placed, width: whole, height } = layout(root, measures);
    const width = whole - (measures.column - measures.node); // behind the last column no link begins
    this.order = placed;
    this.measures = { ...measures, width: whole, height };
    this.links.setAttribute("width", String(width));
    this.links.setAttribute("height", String(height));
    this.links.replaceChildren(...placed.flatMap((p) => link(p, measures.node)));
    const old = this.shown;
    this.shown = new Map(placed.map((p) => [p.key, { placed: p, element: element(p, old.get(p.key)?.element) }]));
    for (const [key, { element }] of old) if (this.shown.get(key)?.element !== element) element.remove();
    for (const { element, placed } of this.shown.values()) {
      if (placed.data.kind !== "counts") element.style.width = `${measures.node}px`; // beside counts there is room
      element.style.transform = `translate(${placed.x}px, ${placed.y - 15}px)`;
    }
    // A moved element loses its focus, so only new ones are put in; reading order is what aria-level and the keys follow.
    for (const { element } of this.shown.values()) if (!element.isConnected) this.nodes.append(element);
    this.nodes.style.width = `${width}px`;
    this.nodes.style.height = `${height}px`;
    if (!this.shown.has(this.current)) this.setCurrent(placed[0].key);
    else this.setCurrent(this.current);
    const zoom = fit ? zoomOf(this.host, width, height) : 1;
    for (const part of [this.links, this.nodes]) part.style.setProperty("zoom", String(zoom));
    const child = placed.find(({ depth, data }) => depth === 1 && data.kind === "model");
    if (first) this.host.scrollTop = beginning(placed[0].y, child?.y ?? null, this.host.clientHeight);
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
    if (!(event.target instanceof Element) || event.target.closest("a")) return;
    const node = this.shown.get(keyOf(event.target) ?? "")?.placed;
    const button = event.target.closest("button");
    if (node?.data.kind === "counts" && button) this.hooks.only(node.data.parent, /** @type {import("../types.js").Relation} */ (button.dataset.relation));
    else if (node) this.hooks.act(node);
  }

  /** @param {KeyboardEvent} event */
  onKey(event) {
    const here = this.shown.get(keyOf(event.target) ?? "")?.placed;
    if (!here || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.target instanceof HTMLButtonElement && (event.key === "Enter" || event.key === " ")) return;
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
    const order = this.order.filter(({ data }) => data.kind !== "counts" || data === here.data); // their buttons are reached by Tab
    const at = order.indexOf(here);
    const open = here.data.kind === "model" && here.data.open;
    const openPage = () => here.data.kind === "model" && this.hooks.open(here.data.item.id);
    return {
      ArrowDown: () => this.focus(order[at + 1]?.key),
      ArrowUp: () => this.focus(order[at - 1]?.key),
      ArrowRight: () => (open ? this.focus(order[at + 1]?.key) : expandable(here.data) && this.hooks.act(here)),
      ArrowLeft: () => (open && here.parent ? this.hooks.act(here) : this.focus(here.parent?.key)),
      Home: () => this.focus(order[0].key),
      End: () => this.focus(order[order.length - 1].key),
      Enter: () => this.hooks.act(here),
      " ": () => this.hooks.act(here),
      ...(here.data.kind === "model" ? { p: openPage, P: openPage } : {}),
    };
  }
}

/** Whether there are keys to be told of, as far as a browser tells. */
export function hasKeys() {
  return !matchMedia("(pointer: coarse)").matches;
}

/** Whether the screen is a telephone's, as the style sheets draw that line. */
export function isNarrow() {
  return matchMedia("(width <= 720px)").matches;
}

/** @param {import("./state.js").Content} data */
function expandable(data) {
  return data.kind === "more" || (data.kind === "model" && data.item.children > 0 && !data.again);
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
  if (data.kind !== "model") return [svg("path", { d, class: "link link-more" })];
  const width = linkWidth(data.item.descendants).toFixed(1);
  return [svg("path", { d, class: `link of-${data.item.relation ?? "root"}`, "stroke-width": width })];
}

/**
 * The node's element: the one that stands there, brought up to date, or a new one.
 * @param {Placed} placed
 * @param {HTMLElement | undefined} old
 */
function element(placed, old) {
  const { data } = placed;
  const made = data.kind === "more" ? pill(placed, data) : data.kind === "counts" ? counts(placed, data) : box(placed, data);
  if (!old) return made;
  for (const { name, value } of made.attributes) if (name !== "tabindex") old.setAttribute(name, value);
  if (data.kind === "counts" || old.textContent !== made.textContent) old.replaceChildren(...made.childNodes);
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
  const parents = item.parents > 1 ? ` ${item.parents} parents` : "";
  const derived = item.children || item.undercount ? ` ${size(item)} derived` : "";
  const label = `${item.id}${parents}${again ? "" : derived}, ${madeWord(item)}${again ? ", already above: a cycle" : ""}`; // begins as it is seen
  const sign = again ? "↺" : item.children || item.undercount ? `${size(item)} ${item.children ? (open ? "▾" : "▸") : ""}` : "";
  return h(
    "div",
    {
      ...place(placed),
      class: `node of-${item.relation ?? "root"}${parents && " node-merged"}${item.status === "listed" ? "" : " node-missing"}`,
      "aria-label": label,
      "aria-expanded": item.children && !again ? String(open) : null,
      title: `${item.id}: ${madeWord(item)}${merged}${item.status === "listed" ? "" : `; ${item.status}`}`,
    },
    h("a", { class: "node-name", href: pageOf("models", item.id), tabindex: -1 }, h("span", { class: "node-owner" }, owner && `${owner}/`), name),
    ...(parents ? [h("span", { class: "node-parents" }, parents)] : []),
    " ",
    h("span", { class: "node-size" }, sign),
    h("a", { class: "node-page", href: pageOf("models", item.id), tabindex: -1, title: `The page of ${item.id}`, "aria-label": `The page of ${item.id}` }, "›"),
  );
}

/**
 * How many children there are of each relation; each number shows these alone. On a telephone a mark's shape stands for
 * the relation's name.
 * @param {Placed} placed
 * @param {Extract<import("./state.js").Content, {kind: "counts"}>} data
 */
function counts(placed, { by_relation, chosen }) {
  const brief = isNarrow();
  const buttons = shares(by_relation).map(([relation, number]) => {
    const words = `${count(number)} ${relationWord(relation, number)}`;
    const about = { "aria-label": words, "aria-pressed": String(relation === chosen), title: `Show the ${relationWord(relation, 2)} alone` };
    return h("button", { class: `of-${relation}`, type: "button", "data-relation": relation, ...about }, brief ? count(number) : words);
  });
  return h("div", { ...place(placed), class: `node node-counts${brief ? " node-brief" : ""}`, title: breakdown(by_relation) }, ...buttons);
}

/**
 * How wide columns are: as the longest name wants, as far as there is room for all columns.
 * @param {import("./state.js").Node} root
 * @param {number} room
 */
function measuresFor(root, room) {
  const { least, most, link, row, gap } = isNarrow() ? NARROW : WIDE;
  const [depth, letters] = extentOf(root);
  const wanted = letters * LETTER_PX + ASIDE_PX;
  const node = Math.round(Math.min(most, wanted, Math.max(least, (room - EDGES - (depth - 1) * link) / depth)));
  return { row, gap, node, column: node + link };
}

/**
 * The levels of a tree, and the letters of its longest name.
 * @param {import("./state.js").Node} node
 * @returns {[number, number]}
 */
function extentOf({ data, children }) {
  const below = children.map(extentOf);
  const own = data.kind === "model" ? splitId(data.item.id).name.length : 0;
  return [1 + Math.max(0, ...below.map(([depth]) => depth)), Math.max(own, ...below.map(([, letters]) => letters))];
}

/**
 * By how much a tree is made smaller to be seen whole.
 * @param {HTMLElement} host
 * @param {number} width
 * @param {number} height
 */
function zoomOf({ clientWidth, clientHeight }, width, height) {
  return Math.max(LEAST_ZOOM, Math.min(1, (clientWidth - 48) / width, (clientHeight - 48) / height));
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

