/** An answer on the family map: its models lit up, everything else dimmed. */

import { h } from "../dom.js";
import { onMap, pageOf } from "../links.js";
import { mountMap } from "../map/index.js";
import { count } from "../words.js";
import { modelIds } from "./values.js";
import { several } from "./words.js";

export const MOST_LIT = 2000;

const NOTHING = "Nothing to light up: this answer names no models. Return an id, or whole models.";

/**
 * Fill the panel, which must stand on the page: the map takes its colours and its size from there. How to end the map.
 * @param {HTMLElement} panel
 * @param {import("./values.js").Answer} answer
 * @param {string} version of the graph
 * @returns {() => void}
 */
export function litMap(panel, answer, version) {
  const all = modelIds(answer);
  if (!all.length) {
    panel.replaceChildren(h("p", { class: "empty" }, NOTHING));
    return () => {};
  }
  const ids = all.slice(0, MOST_LIT);
  const said = h("p", { class: "small", role: "status" }, `Looking for ${several(ids.length, "model")} on the map …`);
  const chosen = h("p", { class: "small lit-chosen", role: "status" });
  const host = h("div", { class: "lit-map" });
  panel.replaceChildren(said, h("div", { class: "lit-box" }, host, chosen));
  const map = mountMap(host, { version });
  map.light(ids).then(
    (placed) => said.replaceChildren(...found(placed, ids.length, all.length)),
    (error) => said.replaceChildren(String(error.message ?? error)),
  );
  host.addEventListener("lineage:select", (event) => chosen.replaceChildren(...choice(event)));
  host.addEventListener("lineage:open", (event) => location.assign(pageOf("models", detail(event).id)));
  return () => map.destroy();
}

/**
 * How many of the answer's models stand on the map, exactly.
 * @param {number} placed
 * @param {number} asked
 * @param {number} all
 */
function found(placed, asked, all) {
  const missing = asked - placed;
  const of = asked < all ? `the first ${count(asked)} of ${several(all, "model")}` : `${several(all, "model")} in this answer`;
  const away = missing ? ` ${several(missing, "model")} ${missing === 1 ? "has" : "have"} no place there: without any relative, or not in this snapshot.` : "";
  return [h("strong", {}, `${count(placed)} of ${of} lit up on the map.`), away];
}

/** @param {Event} event */
function choice(event) {
  const { id } = detail(event);
  if (id === null) return [];
  return [h("a", { href: pageOf("models", id) }, id), " · ", h("a", { href: onMap(id) }, "on the whole map")];
}

/** @param {Event} event */
function detail(event) {
  return event instanceof CustomEvent ? event.detail : { id: null };
}
