/** The children of open models, fetched once and kept. */

import { ask } from "../api.js";
import { apiRoute } from "../links.js";

/**
 * Fetch what is open and not yet there, one level after the other, so that closed branches cost nothing.
 * @param {string} root
 * @param {Map<string, number>} open
 * @param {string} sort
 * @param {Map<string, import("./state.js").Children>} fetched grows
 */
export async function fetchOpen(root, open, sort, fetched) {
  const seen = new Set();
  let level = [root];
  while (level.length) {
    const wanted = level.filter((id) => open.has(id) && !seen.has(id));
    wanted.forEach((id) => seen.add(id));
    await Promise.all(wanted.map((id) => fetchChildren(id, open.get(id) ?? 0, sort, fetched)));
    level = wanted.flatMap((id) => fetched.get(id)?.items.map((item) => item.id) ?? []);
  }
}

/**
 * @param {string} id
 * @param {number} wanted
 * @param {string} sort
 * @param {Map<string, import("./state.js").Children>} fetched
 */
async function fetchChildren(id, wanted, sort, fetched) {
  const known = fetched.get(id)?.items ?? [];
  if (fetched.has(id) && (known.length >= wanted || !fetched.get(id)?.remainder.total)) return;
  const query = { sort, offset: known.length, limit: wanted - known.length };
  /** @type {import("../types.js").ChildrenPage} */
  const page = await ask(apiRoute("children", id, query));
  fetched.set(id, { items: [...known, ...page.items], total: page.total, remainder: page.remainder });
}
