/** An answer on the family map: its models lit up, everything else dimmed. */

import { go } from "../address.js";
import { h } from "../dom.js";
import { onMap, pageOf } from "../links.js";
import { mountMap } from "../map/index.js";
import { MOST_LIT } from "../map/overlay.js";
import { count } from "../words.js";
import { modelIds } from "./values.js";
import { noneOnMap, several } from "./words.js";

const NAMES_NONE = "Nothing to light up: this answer names no models. Return an id, or whole models.";

/**
 * Fill the panel, which must stand on the page: the map takes its colours and its size from there. How to end the map.
 * @param {HTMLElement} panel
 * @param {import("./values.js").Answer} answer
 * @param {string} version of the graph
 * @param {() => void} toTable shows the answer as a table instead
 * @returns {() => void}
 */
export function litMap(panel, answer, version, toTable) {
  const all = modelIds(answer);
  const dark = (/** @type {string} */ why) => panel.replaceChildren(unlit(why, toTable));
  if (!all.length) {
    dark(NAMES_NONE);
    return () => {};
  }
  const ids = all.slice(0, MOST_LIT);
  const status = h("p", { class: "small", role: "status" }, `Looking for ${several(ids.length, "model")} on the map …`);
  const chosen = h("p", { class: "small lit-chosen", role: "status" });
  const host = h("div", { class: "lit-map" });
  panel.replaceChildren(status, h("div", { class: "lit-box" }, host, chosen));
  const map = mountMap(host, { version });
  let ended = false;
  const end = () => {
    if (!ended) map.destroy();
    ended = true;
  };
  map.light(ids).then(
    (placed) => {
      if (ended) return;
      if (placed) return status.replaceChildren(...summary(placed, ids.length, all.length));
      end();
      dark(noneOnMap(ids.length, all.length));
    },
    (error) => status.replaceChildren(String(error.message ?? error)),
  );
  host.addEventListener("lineage:select", (event) => chosen.replaceChildren(...choice(event)));
  host.addEventListener("lineage:open", (event) => go(pageOf("models", detail(event).id)));
  return end;
}

/**
 * What stands in the map's place where nothing would light up on it.
 * @param {string} why
 * @param {() => void} toTable
 */
function unlit(why, toTable) {
  const button = h("button", { class: "button", type: "button" }, "Show the table");
  button.addEventListener("click", toTable);
  return h("div", { class: "empty" }, h("p", { role: "status" }, why), button);
}

/**
 * How many of the answer's models stand on the map, exactly.
 * @param {number} placed
 * @param {number} tried
 * @param {number} all
 */
function summary(placed, tried, all) {
  const missing = tried - placed;
  const of = tried < all ? `the first ${count(tried)} of ${several(all, "model")}` : `${several(all, "model")} in this answer`;
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
