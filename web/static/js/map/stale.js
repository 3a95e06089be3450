/** A page whose map the server no longer has. */

import { ApiError } from "../api.js";

const KEY = "lineage-stale-map";

/** @param {unknown} error */
export function isStale(error) {
  return error instanceof ApiError && error.code === "stale_map";
}

/**
 * Load the page again for the map that the server has now, if an error tells that it has another one; false when it
 * does not, or when that was tried before and did not help.
 * @param {unknown} error
 * @param {string} version of the map that is no more
 */
export function reloadOnce(error, version) {
  if (!isStale(error)) return false;
  if (sessionStorage.getItem(KEY) === version) return false;
  sessionStorage.setItem(KEY, version);
  location.reload();
  return true;
}
