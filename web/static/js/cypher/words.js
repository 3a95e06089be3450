/** What the console says about an answer: how much there is, what was cut, how long it took. Pure. */

import { count } from "../words.js";

const BYTES = new Intl.NumberFormat("en-US", { maximumFractionDigits: 1 });

/**
 * Seconds as people read them: "12 ms", "1.4 s".
 * @param {number} value
 */
export function seconds(value) {
  return value < 0.9995 ? `${Math.round(value * 1000)} ms` : `${value.toFixed(1)} s`;
}

/**
 * @param {number} number
 * @param {string} one
 * @param {string} [many]
 */
export function several(number, one, many = `${one}s`) {
  return `${count(number)} ${number === 1 ? one : many}`;
}

/**
 * "50 rows in 12 ms".
 * @param {import("./values.js").Answer} answer
 */
export function summary({ rows, seconds: taken }) {
  return `${several(rows.length, "row")} in ${seconds(taken)}`;
}

/**
 * What a reader must know about an answer before trusting it, the most important first. Of one that was cut the
 * server's last note says where.
 * @param {import("./values.js").Answer} answer
 * @returns {string[]}
 */
export function notices({ truncated, notes }) {
  if (!truncated) return notes;
  const help = { rows: "ORDER BY and LIMIT choose which; Rows sets how many.", bytes: "Return fewer or smaller columns." }[truncated];
  return [`Cut: ${notes[notes.length - 1]}. ${help}`, ...notes.slice(0, -1)];
}

/**
 * How many rows the engine expects to go through, in words; nothing where it does not say. Of whole labels it is known
 * only how many nodes it may start from: an index may lead to a few of them, and paths from there to many more.
 * @param {number | null} rows
 * @param {boolean} wholeLabels
 */
export function estimate(rows, wholeLabels) {
  if (rows === null) return "";
  if (wholeLabels) return `starts from at most ${several(rows, "node")}`;
  return rows < 1.5 ? "goes through about 1 row" : `goes through about ${rough(rows)} rows`;
}

/**
 * An estimate is no count: two digits, and a unit.
 * @param {number} number
 */
function rough(number) {
  if (number < 1000) return count(Number(number.toPrecision(2)));
  const units = /** @type {const} */ ([[1e12, " trillion"], [1e9, " billion"], [1e6, " million"], [1e3, ",000"]]);
  if (number >= 1e15) return number.toExponential(0).replace("e+", " · 10^");
  const [size, name] = units.find(([least]) => number >= least) ?? units[3];
  return size === 1e3 ? count(Number(number.toPrecision(2))) : `${BYTES.format(Number((number / size).toPrecision(2)))}${name}`;
}

/**
 * Why nothing lights up on the map, of the models that were looked for and of all that the answer names.
 * @param {number} asked
 * @param {number} all
 */
export function noneOnMap(asked, all) {
  const of = asked < all ? `the first ${count(asked)} of ${several(all, "model")}` : several(all, "model");
  const named = all === 1 ? "The model in this answer is not" : `None of ${of} in this answer is`;
  const why = all === 1 ? "it has no relative, or is" : "these have no relative, or are";
  return `${named} on the map: the map shows families, and ${why} not in this snapshot.`;
}

/**
 * What may help after an error: of one of time, where more of it is given.
 * @param {{message: string, hint: string}} error
 */
export function helpAfter({ message, hint }) {
  return /ran out of time|more than [\d.]+ seconds/.test(message) ? `${hint}, or give it more: Time, beside Run.` : hint;
}
