/** What the subtree shows, as pure values: which models are open, how many children of each, in which order. */

import { RELATIONS } from "../words.js";

/**
 * @typedef {object} View
 * @property {string} sort
 * @property {number} size how many children at a time, 5 to 50
 * @property {Map<string, number> | null} open id to the number of children shown; null: as the page opens by itself
 * @property {Relation | null} relation the children that are shown of every model; null: all
 * @property {Map<string, Relation | null>} only the same of single models, by id
 * @property {boolean} fit whether the tree is made so small that all of it is seen
 */

/** @typedef {import("../types.js").Relation} Relation */

/**
 * Children fetched so far, in order, and what is left after them.
 * @typedef {{items: import("../types.js").ModelItem[], total: number, remainder: import("../types.js").Remainder, by_relation: import("../types.js").RelationCounts}} Children
 * `by_relation` counts all children, whichever of them are shown.
 */

/**
 * A node's content: a model, the counts of its children by relation that stand before them, or the pill that stands for
 * the rest of its siblings.
 * @typedef {{kind: "model", item: import("../types.js").ModelItem, open: boolean, again: boolean} |
 *   {kind: "counts", parent: string, by_relation: import("../types.js").RelationCounts, chosen: Relation | null} |
 *   {kind: "more", parent: string, shown: number, remainder: import("../types.js").Remainder}} Content
 */

/** @typedef {import("./layout.js").TreeNode<Content>} Node */

const SORTS = ["descendants", "downloads", "likes", "created_at"];
const SIZES = [5, 10, 20, 50];
export const DEFAULT_SIZE = 10;
export const MOST = 500;

/**
 * The view in a URL's query; whatever makes no sense there is as if it were absent.
 * @param {URLSearchParams} query
 * @returns {View}
 */
export function fromQuery(query) {
  const sort = query.get("sort") ?? "";
  const size = Number(query.get("size"));
  return {
    sort: SORTS.includes(sort) ? sort : SORTS[0],
    size: SIZES.includes(size) ? size : DEFAULT_SIZE,
    open: query.has("open") ? new Map(query.getAll("open").flatMap(opened)) : null,
    relation: relationOf(query.get("relation") ?? ""),
    only: new Map(query.getAll("only").flatMap(chosen)),
    fit: query.get("fit") === "1",
  };
}

/**
 * The query that `fromQuery` reads back as the same view.
 * @param {View} view
 */
export function toQuery(view) {
  const query = new URLSearchParams();
  if (view.sort !== SORTS[0]) query.set("sort", view.sort);
  if (view.size !== DEFAULT_SIZE) query.set("size", String(view.size));
  if (view.relation) query.set("relation", view.relation);
  if (view.fit) query.set("fit", "1");
  for (const [id, relation] of view.only) query.append("only", `${relation ?? "all"}:${id}`);
  if (view.open) {
    for (const [id, shown] of view.open) query.append("open", `${shown}:${id}`);
    if (!view.open.size) query.append("open", "");
  }
  return query;
}

/**
 * Open what is closed, close what is open.
 * @param {View} view with `open` known
 * @param {string} id
 * @returns {View}
 */
export function toggled(view, id) {
  const open = new Map(view.open);
  if (!open.delete(id)) open.set(id, view.size);
  return { ...view, open };
}

/**
 * Show another page of a model's children.
 * @param {View} view
 * @param {string} id
 * @param {number} shown how many stand there now
 * @returns {View}
 */
export function more(view, id, shown) {
  return { ...view, open: new Map(view.open).set(id, shown + view.size) };
}

/**
 * Which of a model's children are shown; null is all.
 * @param {Pick<View, "relation" | "only">} view
 * @param {string} id
 */
export function relationFor({ relation, only }, id) {
  return only.has(id) ? (only.get(id) ?? null) : relation;
}

/**
 * Show the children of one relation of a model, or where these are shown, all again.
 * @param {View} view
 * @param {string} id
 * @param {Relation} relation
 * @returns {View}
 */
export function onlyOf(view, id, relation) {
  const next = relationFor(view, id) === relation ? null : relation;
  const only = new Map(view.only);
  if (next === view.relation) only.delete(id);
  else only.set(id, next);
  return { ...view, only };
}

/**
 * What of a model's children is fetched under.
 * @param {Pick<View, "relation" | "only">} view
 * @param {string} id
 */
export function fetchKey(view, id) {
  return `${relationFor(view, id) ?? ""}:${id}`;
}

/**
 * The tree to draw: open models with the children fetched for them. Before children of several relations
 * stands how many there are of each; an incomplete list ends in a pill.
 *
 * A model that stands among its own ancestors (a cycle) is marked `again` and never opened. Keys are unique even
 * where a merge stands below several parents.
 * @param {import("../types.js").ModelItem} root
 * @param {Map<string, number>} open
 * @param {Map<string, Children>} fetched by `fetchKey`
 * @param {Pick<View, "relation" | "only">} view
 * @returns {Node}
 */
export function tree(root, open, fetched, view) {
  return node(root, open, fetched, view, []);
}

/**
 * @param {import("../types.js").ModelItem} item
 * @param {Map<string, number>} open
 * @param {Map<string, Children>} fetched
 * @param {Pick<View, "relation" | "only">} view
 * @param {string[]} above
 * @returns {Node}
 */
function node(item, open, fetched, view, above) {
  const again = above.includes(item.id);
  const shown = open.get(item.id);
  const known = fetched.get(fetchKey(view, item.id));
  const below = again || !known || shown === undefined ? null : firstOf(known, shown);
  const isOpen = below !== null;
  const path = [...above, item.id];
  const key = path.join("\n");
  const children = isOpen ? [...counts(key, item.id, below, relationFor(view, item.id)), ...below.items.map((child) => node(child, open, fetched, view, path))] : [];
  if (isOpen && below.remainder.total) children.push(pill(key, item.id, below));
  return { key, data: { kind: "model", item, open: isOpen, again }, children };
}

/**
 * The first children, the rest of the fetched ones counted into the remainder: shown and remainder always add up.
 * @param {Children} children
 * @param {number} shown
 * @returns {Children}
 */
export function firstOf(children, shown) {
  const hidden = children.items.slice(shown);
  if (!hidden.length) return children;
  const by_relation = { ...children.remainder.by_relation };
  for (const { relation } of hidden) {
    const name = relation ?? "unknown";
    by_relation[name] = (by_relation[name] ?? 0) + 1;
  }
  const remainder = { total: children.remainder.total + hidden.length, by_relation };
  return { ...children, items: children.items.slice(0, shown), remainder };
}

/**
 * @param {string} key
 * @param {string} parent
 * @param {Children} children
 * @param {Relation | null} relation that is shown
 * @returns {Node[]}
 */
function counts(key, parent, { by_relation }, relation) {
  if (relation === null && Object.values(by_relation).filter(Boolean).length < 2) return [];
  return [{ key: `${key}\n#`, data: { kind: "counts", parent, by_relation, chosen: relation }, children: [] }];
}

/**
 * @param {string} key
 * @param {string} parent
 * @param {Children} children
 * @returns {Node}
 */
function pill(key, parent, children) {
  const data = { kind: /** @type {const} */ ("more"), parent, shown: children.items.length, remainder: children.remainder };
  return { key: `${key}\n+`, data, children: [] };
}

/**
 * @param {string} text "10:owner/name"
 * @returns {[string, number][]}
 */
function opened(text) {
  const [, shown, id] = /^(\d{1,4}):(.+)$/.exec(text) ?? [];
  return id && Number(shown) > 0 ? [[id, Math.min(Number(shown), MOST)]] : [];
}

/**
 * @param {string} text
 * @returns {Relation | null} null for what is none
 */
export function relationOf(text) {
  return Object.hasOwn(RELATIONS, text) ? /** @type {Relation} */ (text) : null;
}

/**
 * @param {string} text "merge:owner/name", "all:owner/name"
 * @returns {[string, Relation | null][]}
 */
function chosen(text) {
  const [, word, id] = /^([a-z]+):(.+)$/.exec(text) ?? [];
  return id && (word === "all" || relationOf(word)) ? [[id, relationOf(word)]] : [];
}
