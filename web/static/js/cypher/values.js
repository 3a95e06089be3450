/** What the values of an answer are: models, nodes, relationships, paths, moments, numbers, lists, nothing. Pure. */

/**
 * @typedef {{labels: string[], properties: Record<string, unknown>}} Node
 * @typedef {{type: string, properties: Record<string, unknown>, start?: string | null, end?: string | null}} Relationship
 * @typedef {{nodes: Node[], relationships: Relationship[]}} Path
 *
 * @typedef {{kind: "null"} | {kind: "text", text: string} | {kind: "model", id: string} | {kind: "number", number: number} |
 *   {kind: "boolean", value: boolean} | {kind: "moment", text: string} | {kind: "node", node: Node} |
 *   {kind: "relationship", relationship: Relationship} | {kind: "path", path: Path} | {kind: "list", items: unknown[]} |
 *   {kind: "map", map: Record<string, unknown>}} Value
 *
 * @typedef {import("../types.js").CypherAnswer} Answer
 */

const MOMENT = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)?$/;
const HUB_ID = /^[A-Za-z0-9][\w.-]*\/[\w][\w.-]*$/;
const ID_COLUMN = /^(ids?|model|base|root|parent|child|ancestor|descendant|a|b)$|_ids?$|\.id$/i;
const WRITTEN = /raw|claim|source|path|file|tag|note/i;

/**
 * What a value is; `column` helps to tell a model's id from other text.
 * @param {unknown} value
 * @param {string} [column]
 * @returns {Value}
 */
export function read(value, column = "") {
  if (value === null || value === undefined) return { kind: "null" };
  if (typeof value === "number") return { kind: "number", number: value };
  if (typeof value === "boolean") return { kind: "boolean", value };
  if (typeof value === "string") return readText(value, column);
  if (Array.isArray(value)) return { kind: "list", items: value };
  return readMap(/** @type {Record<string, unknown>} */ (value));
}

/**
 * @param {string} text
 * @param {string} column
 * @returns {Value}
 */
function readText(text, column) {
  if (isModelId(text, column)) return { kind: "model", id: text };
  return MOMENT.test(text) ? { kind: "moment", text } : { kind: "text", text };
}

/**
 * Whether a text is a model's id: written like one, and not in a column of raw claims; or with a slash in a column of ids.
 * @param {string} text
 * @param {string} column
 */
function isModelId(text, column) {
  if (ID_COLUMN.test(column)) return text.includes("/");
  return HUB_ID.test(text) && !WRITTEN.test(column);
}

/**
 * @param {Record<string, unknown>} value
 * @returns {Value}
 */
function readMap(value) {
  const { labels, properties, nodes, relationships, type } = value;
  if (Array.isArray(labels) && isMap(properties)) return { kind: "node", node: /** @type {any} */ (value) };
  if (Array.isArray(nodes) && Array.isArray(relationships)) return { kind: "path", path: /** @type {any} */ (value) };
  if (typeof type === "string" && isMap(properties)) return { kind: "relationship", relationship: /** @type {any} */ (value) };
  return { kind: "map", map: value };
}

/** @param {unknown} value */
function isMap(value) {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/**
 * The key of a node; null for one without an id.
 * @param {Node} node
 */
export function idOf({ properties }) {
  return typeof properties.id === "string" ? properties.id : null;
}

/**
 * A relationship's relation, where it has one of ours.
 * @param {Relationship} relationship
 * @returns {import("../types.js").Relation}
 */
export function relationOf({ properties }) {
  const relation = String(properties.relation);
  const known = ["finetune", "adapter", "merge", "quantized"];
  return /** @type {import("../types.js").Relation} */ (known.includes(relation) ? relation : "unknown");
}

/**
 * Whether all that is known in a column are numbers, so that it is aligned like one.
 * @param {Answer} answer
 * @param {number} column
 */
export function isNumeric({ rows }, column) {
  const known = rows.map((row) => row[column]).filter((value) => value !== null);
  return known.length > 0 && known.every((value) => typeof value === "number");
}

/**
 * The models that an answer names, each once, in order: ids of nodes, of paths, in columns, in lists.
 * @param {Answer} answer
 */
export function modelIds({ columns, rows }) {
  /** @type {Set<string>} */
  const ids = new Set();
  for (const row of rows) row.forEach((value, i) => collect(value, columns[i], ids));
  return [...ids];
}

/**
 * @param {unknown} value
 * @param {string} column
 * @param {Set<string>} ids
 */
function collect(value, column, ids) {
  const known = read(value, column);
  if (known.kind === "model") ids.add(known.id);
  else if (known.kind === "list") for (const item of known.items) collect(item, column, ids);
  else if (known.kind === "node" && known.node.labels.includes("Model")) ids.add(idOf(known.node) ?? "");
  else if (known.kind === "path") for (const node of known.path.nodes) collect(node, column, ids);
  ids.delete("");
}
