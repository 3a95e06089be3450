/** An answer as a table, a portion of rows at a time. */

import { h } from "../dom.js";
import { count } from "../words.js";
import { cell } from "./cells.js";
import { isNumeric } from "./values.js";
import { several } from "./words.js";

const PORTION = 250;

/**
 * @param {import("./values.js").Answer} answer
 * @returns {Node[]}
 */
export function table(answer) {
  const { columns, rows } = answer;
  const numeric = columns.map((_, i) => isNumeric(answer, i));
  const head = columns.map((name, i) => h("th", { scope: "col", class: numeric[i] ? "number" : null }, name));
  const body = h("tbody");
  const more = h("button", { class: "button", type: "button" });
  const rest = h("p", { class: "cypher-rest" }, more);

  function append() {
    const from = body.childElementCount;
    body.append(...rows.slice(from, from + PORTION).map((row) => line(row, columns, numeric)));
    const left = rows.length - body.childElementCount;
    more.textContent = `Show ${count(Math.min(left, PORTION))} more of ${several(left, "row")} below`;
    rest.hidden = left === 0;
  }

  more.addEventListener("click", append);
  append();
  const scroll = { class: "scroll", tabindex: "0", role: "region", "aria-label": "Rows" };
  return [h("div", scroll, h("table", { class: "cypher-table", "aria-label": "Rows" }, h("thead", {}, h("tr", {}, ...head)), body)), rest];
}

/**
 * @param {unknown[]} row
 * @param {string[]} columns
 * @param {boolean[]} numeric
 */
function line(row, columns, numeric) {
  return h("tr", {}, ...row.map((value, i) => h("td", { class: numeric[i] ? "number" : null, "data-label": columns[i] }, cell(value, columns[i]))));
}
