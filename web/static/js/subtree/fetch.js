/** The children of open models, fetched once and kept. */

import { ask } from "../api.js";
import { apiRoute } from "../links.js";
import { fetchKey, relationFor } from "./state.js";

/** @typedef {import("./state.js").View} View */

/**
 * Fetch what is open and not yet there, one level after the other, so that closed branches cost nothing.
 * @param {string} root
 * @param {Map<string, number>} open
 * @param {View} view
 * @param {Map<string, import("./state.js").Children>} fetched grows
 */
export async function fetchOpen(root, open, view, fetched) {
  const seen = new Set();
  let level = [root];
  while (level.length) {
    const wanted = level.filter((id) => open.has(id) && !seen.has(id));
    wanted.forEach((id) => seen.add(id));
    await Promise.all(wanted.map((id) => fetchChildren(id, open.get(id) ?? 0, view, fetched)));
    level = wanted.flatMap((id) => fetched.get(fetchKey(view, id))?.items.map((item) => item.id) ?? []);
  }
}

/**
 * @param {string} id
 * @param {number} wanted
 * @param {View} view
 * @param {Map<string, import("./state.js").Children>} fetched
 */
async function fetchChildren(id, wanted, view, fetched) {
  const key = fetchKey(view, id);
  const before = fetched.get(key);
  const known = before?.items ?? [];
  if (before && (known.length >= wanted || !before.remainder.total)) return;
  const query = { sort: view.sort, offset: known.length, limit: wanted - known.length, relation: relationFor(view, id) };
  /** @type {import("../types.js").ChildrenPage} */
  const page = await ask(apiRoute("children", id, query));
  fetched.set(key, { items: [...known, ...page.items], total: page.total, remainder: page.remainder, by_relation: page.by_relation });
}
