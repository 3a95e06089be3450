/** The home page when another graph is served: the same page of that graph, without a reload. */

import { byId } from "../dom.js";

const PARTS = ["notices", "title", "snapshot", "families", "legend-relations", "legend-drawn", "counts"]; // what the page says of the graph as a whole, by id

/**
 * Show the graph that is served now: its map, with what is selected where it was, and what the page says about it. The
 * page stays as it is where the server does not answer: then false.
 * @param {{ follow: (version: string) => Promise<void> }} map
 */
export async function followGraph(map) {
  try {
    const answer = await fetch(location.pathname, { cache: "no-store" });
    if (!answer.ok) return false;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    await map.follow(page.documentElement.dataset.version ?? "");
    takeOver(page);
    return true;
  } catch {
    return false; // the next look tells of the graph that is served then
  }
}

/** @param {Document} page of the graph that is served now */
function takeOver(page) {
  Object.assign(document.documentElement.dataset, page.documentElement.dataset);
  Object.assign(document.body.dataset, page.body.dataset);
  for (const id of PARTS) {
    const fresh = page.getElementById(id);
    if (fresh) refill(byId(id, HTMLElement), fresh);
  }
}

/**
 * Give an element another's content; details that were open stay so.
 * @param {HTMLElement} element
 * @param {HTMLElement} fresh
 */
function refill(element, fresh) {
  const open = [...element.querySelectorAll("details")].map((details) => details.open);
  element.replaceChildren(...fresh.childNodes);
  element.querySelectorAll("details").forEach((details, i) => (details.open = open[i] ?? false));
}
