/** The words and numbers people read. The same words as the server's `web/presentation/labels.py`. */

/** @type {Record<import("./types.js").Relation, [string, string]>} */
export const RELATIONS = {
  finetune: ["finetune", "finetunes"],
  adapter: ["adapter", "adapters"],
  merge: ["merge", "merges"],
  quantized: ["quantisation", "quantisations"],
  unknown: ["relation not stated", "relations not stated"],
};

const NOT_STATED = "not stated";

/**
 * What the page says of the snapshot: the word before a lower bound, what the snapshot is called, what its source lacks.
 * @typedef {{ bound: string, part: string, notInSource: string[] }} SnapshotWords
 */

/**
 * @param {DOMStringMap} data of the page's body
 * @returns {SnapshotWords}
 */
export function snapshotWords({ bound = "", part = "this snapshot", notInSource = "" }) {
  return { bound, part, notInSource: notInSource.split(" ") };
}

/**
 * What is said in place of a model's value that is not there.
 * @param {SnapshotWords} snapshot
 * @param {string} field
 * @param {import("./types.js").Status} status
 */
export function absent({ part, notInSource }, field, status) {
  if (status === "missing") return `not in ${part}`;
  return notInSource.includes(field) ? "not in this source" : NOT_STATED;
}

/**
 * A count of descendants in a tight place, and behind a plus what it leaves out.
 * @param {number} descendants
 * @param {number} undercount
 */
export function derived(descendants, undercount) {
  return undercount ? `${count(descendants)} + ${count(undercount)}` : count(descendants);
}

/** @param {Pick<import("./types.js").ModelItem, "descendants" | "undercount">} model */
export function size({ descendants, undercount }) {
  return derived(descendants, undercount?.models ?? 0);
}

/**
 * What stands beside a count of descendants, never in it.
 * @param {SnapshotWords} snapshot
 * @param {import("./types.js").Undercount} undercount
 */
export function leftOut({ part }, { models, copies }) {
  return `and ${count(models)} more ${models === 1 ? "hangs" : "hang"} on ${copies === 1 ? "a copy that is" : "copies that are"} not in ${part}`;
}

const NAMES = /** @type {import("./types.js").Relation[]} */ (Object.keys(RELATIONS));
const WHOLE = new Intl.NumberFormat("en-US");

/**
 * 1234567 as "1,234,567"; unknown is said, never shown as 0.
 * @param {number | null} number
 */
export function count(number) {
  return number === null ? NOT_STATED : WHOLE.format(number);
}

/**
 * How a model was made: where it names no parent that it is a root, or that nobody could ask.
 * @param {{ relation: import("./types.js").Relation | null, status: string }} model
 */
export function madeWord({ relation, status }) {
  return relation === null && status === "missing" ? "parents not known" : relationWord(relation);
}

/**
 * @param {import("./types.js").Relation | null} relation
 * @param {number} [number]
 */
export function relationWord(relation, number = 1) {
  return relation === null ? "root" : RELATIONS[relation][number === 1 ? 0 : 1];
}

/**
 * "4,846 finetunes, 5,261 adapters", in the relations' fixed order, zeros left out.
 * @param {import("./types.js").RelationCounts} counts
 */
export function breakdown(counts) {
  return shares(counts)
    .map(([relation, number]) => `${count(number)} ${relationWord(relation, number)}`)
    .join(", ");
}

/**
 * Counts as pairs in the relations' fixed order, zeros left out.
 * @param {import("./types.js").RelationCounts} counts
 * @returns {[import("./types.js").Relation, number][]}
 */
export function shares(counts) {
  return NAMES.flatMap((name) => (counts[name] ? [/** @type {[typeof name, number]} */ ([name, counts[name]])] : []));
}

/**
 * An id's owner (empty for the few without one) and name.
 * @param {string} id
 */
export function splitId(id) {
  const slash = id.indexOf("/");
  return slash < 0 ? { owner: "", name: id } : { owner: id.slice(0, slash), name: id.slice(slash + 1) };
}

/**
 * What a licence is called: by the card's name for it where the Hub's id says "other", in any case, or nothing.
 * @param {Pick<import("./types.js").ModelItem, "license" | "license_name">} model
 */
export function licence({ license, license_name: name }) {
  const byName = license === null || license.toLowerCase() === "other";
  return (byName ? name || license : license) ?? NOT_STATED;
}

/** @param {string | null} moment an ISO moment */
export function day(moment) {
  return moment === null ? NOT_STATED : moment.slice(0, 10);
}
