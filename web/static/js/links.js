/** Addresses of pages and API routes. An id's slash separates path segments; everything else in it is escaped. */

/** The path below which the app stands; empty, or without a slash at its end. */
export const ROOT = globalThis.document?.documentElement.dataset.root?.replace(/\/$/, "") ?? "";

/** @param {string} id */
export function encodeId(id) {
  return id.split("/").map(encodeURIComponent).join("/");
}

/**
 * @param {"models" | "families" | "outline" | "table" | "owners" | "organisations"} view
 * @param {string} id or a name
 */
export function pageOf(view, id) {
  return `${ROOT}/${view}/${encodeId(id)}`;
}

/** @param {string} id */
export function onMap(id) {
  return `${ROOT}/?${new URLSearchParams({ model: id })}`;
}

/** @param {string} text */
export function hitsOnMap(text) {
  return `${ROOT}/?${new URLSearchParams({ hits: text })}`;
}

/** @param {string} text */
export function searchPage(text) {
  return `${ROOT}/search?${new URLSearchParams({ q: text })}`;
}

/** @param {string} slug */
export function questionPage(slug) {
  return `${ROOT}/questions/${slug}`;
}

/** @param {string} id */
export function hubPage(id) {
  return `https://huggingface.co/${encodeId(id)}`;
}

/**
 * @param {string} route
 * @param {string | null} [id]
 * @param {Record<string, string | number | null>} [query] nulls are left out
 */
export function apiRoute(route, id = null, query = {}) {
  const given = Object.entries(query).flatMap(([name, value]) => (value === null ? [] : [[name, String(value)]]));
  const search = given.length ? `?${new URLSearchParams(given)}` : "";
  return `${ROOT}/api/v1/${route}${id === null ? "" : `/${encodeId(id)}`}${search}`;
}
