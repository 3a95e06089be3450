/** Making elements. Text is always text: nothing here reads markup. */

import { breakdown, relationWord, shares, splitId } from "./words.js";

const SVG = "http://www.w3.org/2000/svg";
const LEAST_SHARE_WITH_WORD = 26; // percent of a bar: narrower parts have no room for one

/**
 * An element with attributes and children; false, null and undefined attributes are left out.
 * @template {keyof HTMLElementTagNameMap} T
 * @param {T} tag
 * @param {Record<string, string | number | boolean | null | undefined>} [attributes]
 * @param {...(Node | string)} children
 * @returns {HTMLElementTagNameMap[T]}
 */
export function h(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  setAll(element, attributes);
  element.append(...children);
  return element;
}

/**
 * @template {keyof SVGElementTagNameMap} T
 * @param {T} tag
 * @param {Record<string, string | number | boolean | null | undefined>} [attributes]
 * @param {...Node} children
 * @returns {SVGElementTagNameMap[T]}
 */
export function svg(tag, attributes = {}, ...children) {
  const element = document.createElementNS(SVG, tag);
  setAll(element, attributes);
  element.append(...children);
  return element;
}

/**
 * The element with this id. Throws when the page lacks it, as that is a mistake of ours.
 * @template {HTMLElement} T
 * @param {string} id
 * @param {new () => T} type
 * @returns {T}
 */
export function byId(id, type) {
  const element = document.getElementById(id);
  if (element instanceof type) return element;
  throw new Error(`the page has no ${type.name} #${id}`);
}

/**
 * Whether a key is text where it was pressed: in a shadow root too, whose host is the event's target further out.
 * @param {KeyboardEvent} event
 */
export function isWriting(event) {
  const [target] = event.composedPath();
  return target instanceof Element && target.closest('input:not([type="checkbox"]), select, textarea, [contenteditable="true"]') !== null;
}

/**
 * A model's id with the owner quiet and the name loud.
 * @param {string} id
 */
export function idLabel(id) {
  const { owner, name } = splitId(id);
  return h("span", { class: "id" }, ...(owner ? [h("span", { class: "owner" }, `${owner}/`)] : []), name);
}

/**
 * Text in which what stands between backticks is code.
 * @param {string} text
 */
export function ticked(text) {
  return text.split("`").map((part, i) => (i % 2 ? h("code", {}, part) : part));
}

/** @param {import("./types.js").Relation | null} relation */
export function mark(relation) {
  return h("span", { class: `mark mark-${relation ?? "root"}` }, relationWord(relation));
}

/**
 * A bar of children by relation.
 * @param {import("./types.js").RelationCounts} counts
 */
export function ratio(counts) {
  const parts = shares(counts);
  const total = parts.reduce((sum, [, number]) => sum + number, 0);
  let x = 0;
  const shown = parts.map(([relation, number]) => {
    const share = (100 * number) / total;
    const word = svg("text", { x: 6, y: "50%" });
    if (share >= LEAST_SHARE_WITH_WORD) word.textContent = relationWord(relation);
    const part = svg("svg", { class: `of-${relation}`, x: `${x}%`, width: `${share}%` }, svg("rect", { width: "100%", height: "100%" }), word);
    x += share;
    return part;
  });
  return svg("svg", { class: "ratio", role: "img", "aria-label": breakdown(counts) }, ...shown);
}

/**
 * @param {Element} element
 * @param {Record<string, string | number | boolean | null | undefined>} attributes
 */
function setAll(element, attributes) {
  for (const [name, value] of Object.entries(attributes)) {
    if (value === false || value === null || value === undefined) continue;
    element.setAttribute(name, value === true ? "" : String(value));
  }
}
