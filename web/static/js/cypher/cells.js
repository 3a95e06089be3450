/** The values of an answer as elements: short in the table, whole on request. */

import { h, idLabel, mark } from "../dom.js";
import { pageOf } from "../links.js";
import { relationWord } from "../words.js";
import { idOf, read, relationOf } from "./values.js";

const WHOLE = new Intl.NumberFormat("en-US");
const PARTS = new Intl.NumberFormat("en-US", { maximumSignificantDigits: 6 });
const LONG_TEXT = 160;
const SHORT_LIST = 4;
const SHORT_PATH = 3;

/**
 * @param {unknown} value
 * @param {string} [column]
 * @returns {Node}
 */
export function cell(value, column = "") {
  const found = read(value, column);
  switch (found.kind) {
    case "null":
      return h("span", { class: "unknown", title: "nothing there: not stated, not in this snapshot, or no match" }, "null");
    case "text":
      return text(found.text);
    case "model":
      return model(found.id);
    case "number":
      return number(found.number);
    case "boolean":
      return h("code", {}, String(found.value));
    case "moment":
      return moment(found.text);
    case "node":
      return node(found.node);
    case "relationship":
      return relationship(found.relationship);
    case "path":
      return path(found.path);
    case "list":
      return list(found.items, column);
    case "map":
      return opening(h("code", {}, short(found.map)), properties(found.map));
  }
}

/** @param {string} id */
export function model(id) {
  return h("a", { href: pageOf("models", id) }, idLabel(id));
}

/** @param {string} whole */
function text(whole) {
  if (!whole) return h("span", { class: "unknown" }, "empty text");
  if (whole.length <= LONG_TEXT) return document.createTextNode(whole);
  return opening(`${whole.slice(0, LONG_TEXT)}…`, h("p", { class: "cell-long" }, whole));
}

/** @param {number} value */
function number(value) {
  if (Number.isInteger(value)) return document.createTextNode(WHOLE.format(value));
  return h("span", { title: String(value) }, PARTS.format(value));
}

/** @param {string} iso */
function moment(iso) {
  const midnight = /T00:00(:00(\.0+)?)?(Z|\+00:00)?$/.test(iso);
  return h("time", { datetime: iso, title: iso, class: "nowrap" }, midnight ? iso.slice(0, 10) : iso.slice(0, 16).replace("T", " "));
}

/** @param {import("./values.js").Node} value */
function node(value) {
  const id = idOf(value);
  const label = h("span", { class: "cell-label" }, `:${value.labels.join(":")}`);
  const name = id === null ? "" : value.labels.includes("Model") ? model(id) : id;
  return opening(h("span", { class: "cell-node" }, label, " ", name), properties(value.properties));
}

/** @param {import("./values.js").Relationship} value */
function relationship(value) {
  const type = h("span", { class: "cell-label" }, `:${value.type}`);
  const has = "relation" in value.properties;
  return opening(h("span", { class: "cell-node" }, type, " ", ...(has ? [mark(relationOf(value))] : [])), properties(value.properties));
}

/** @param {import("./values.js").Path} value */
function path(value) {
  if (value.nodes.length <= SHORT_PATH) return h("span", { class: "cell-path" }, ...steps(value));
  const { nodes, relationships } = value;
  const ends = h("span", { class: "cell-path" }, end(nodes[0]), ` … ${relationships.length} steps … `, end(nodes[nodes.length - 1]));
  return opening(ends, h("p", { class: "cell-path" }, ...steps(value)));
}

/** @param {import("./values.js").Path} value */
function steps({ nodes, relationships }) {
  return nodes.flatMap((one, i) => (i ? [arrow(relationships[i - 1]), end(one)] : [end(one)]));
}

/** @param {import("./values.js").Relationship} value */
function arrow(value) {
  const relation = relationOf(value);
  return h("span", { class: `cell-arrow of-${relation}`, title: `:${value.type}, ${relationWord(relation)}` }, " → ");
}

/** @param {import("./values.js").Node} value */
function end(value) {
  const id = idOf(value);
  return id === null ? `:${value.labels.join(":")}` : model(id);
}

/**
 * @param {unknown[]} items
 * @param {string} column
 */
function list(items, column) {
  if (!items.length) return h("span", { class: "unknown" }, "empty list");
  const shown = items.slice(0, SHORT_LIST).flatMap((item, i) => [...(i ? [", "] : []), cell(item, column)]);
  if (items.length <= SHORT_LIST) return h("span", {}, ...shown);
  const all = h("ol", { class: "cell-list" }, ...items.map((item) => h("li", {}, cell(item, column))));
  return opening(h("span", {}, ...shown, ` and ${WHOLE.format(items.length - SHORT_LIST)} more`), all);
}

/** @param {Record<string, unknown>} map */
function properties(map) {
  const rows = Object.entries(map).flatMap(([name, value]) => [h("dt", {}, name), h("dd", {}, cell(value, name))]);
  return h("dl", { class: "cell-properties" }, ...rows);
}

/** @param {unknown} value */
function short(value) {
  const whole = JSON.stringify(value);
  return whole.length > 60 ? `${whole.slice(0, 60)}…` : whole;
}

/**
 * What is always there, and what opens below it.
 * @param {Node | string} head
 * @param {Node} body
 */
function opening(head, body) {
  const button = h("button", { class: "cell-more", type: "button", "aria-expanded": "false", "aria-label": "Show everything" }, "…");
  const box = h("span", { class: "cell-open" }, head, " ", button);
  button.addEventListener("click", () => {
    const isOpen = button.getAttribute("aria-expanded") === "true";
    button.setAttribute("aria-expanded", String(!isOpen));
    if (isOpen) body.parentNode?.removeChild(body);
    else box.append(body);
  });
  return box;
}
