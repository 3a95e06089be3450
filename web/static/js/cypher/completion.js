/** What could stand at the cursor: labels, types, properties, parameters, functions and words, each explained. Pure. */

import { isLabelNext, scan, vocabulary } from "./scan.js";

/**
 * @typedef {import("../types.js").CypherSchema} Schema
 * @typedef {import("../types.js").PropertyMeaning} Property
 *
 * One thing to complete; `detail` stands beside it, `info` explains it.
 * @typedef {{label: string, type: string, detail?: string, info?: string, apply?: string, boost?: number}} Option
 *
 * @typedef {{from: number, options: Option[]}} Completions
 */

/**
 * What can be completed at `at`; null where nothing helps: in texts, comments and numbers, and after a space unless
 * it was asked for (`explicit`).
 * @param {string} text
 * @param {number} at
 * @param {Schema} schema
 * @param {string[]} parameters known by name
 * @param {boolean} explicit
 * @returns {Completions | null}
 */
export function completions(text, at, schema, parameters, explicit) {
  const known = vocabulary(schema);
  const { tokens, state } = scan(text.slice(0, at), known);
  const last = tokens.at(-1);
  if (state.open || isNaming(tokens) || last?.role === "comment" || last?.role === "number" || last?.role === "string") return null;
  const bound = { ...scan(text, known).state.bound, ...state.bound };
  if (last?.role === "parameter") return { from: last.from, options: parameters.map(parameter) };
  const typed = last && ["mark", "space"].includes(last.role) ? null : (last ?? null);
  const from = typed ? typed.from : at;
  const before = typed ? scan(text.slice(0, from), known) : { tokens, state };
  const options = expected(before, schema, bound);
  if (options) return { from, options };
  if (!typed && !explicit) return null;
  return { from, options: words(schema, bound, parameters) };
}

/**
 * Whether a name of one's own is being made up: after AS nothing known comes.
 * @param {import("./scan.js").Token[]} tokens
 */
function isNaming(tokens) {
  const told = tokens.filter(({ role }) => role !== "space" && role !== "comment");
  const before = tokens.at(-1)?.role === "variable" ? told.at(-2) : told.at(-1);
  return before?.role === "keyword" && before.text.toUpperCase() === "AS";
}

/**
 * What must stand after the tokens so far, null where that can be anything.
 * @param {{tokens: import("./scan.js").Token[], state: import("./scan.js").State}} before
 * @param {Schema} schema
 * @param {Record<string, string>} bound
 */
function expected({ tokens, state }, schema, bound) {
  const frame = state.frames.at(-1);
  if (isLabelNext(state)) return frame?.mark === "[" ? types(schema) : labels(schema);
  if (state.last === ".") return properties(schema, bound[owner(tokens)]);
  if (frame?.mark === "{" && frame.label && (state.last === "{" || state.last === ",")) return keys(schema, frame.label);
  return null;
}

/**
 * The word before the last dot.
 * @param {import("./scan.js").Token[]} tokens
 */
function owner(tokens) {
  return tokens.filter(({ role }) => role !== "space" && role !== "comment").at(-2)?.text ?? "";
}

/**
 * @param {Schema} schema
 * @returns {Option[]}
 */
function labels({ labels }) {
  return Object.entries(labels).map(([label, own]) => ({ label, type: "class", detail: "label", info: listed(own) }));
}

/**
 * @param {Schema} schema
 * @returns {Option[]}
 */
function types({ relationships }) {
  return Object.entries(relationships).map(([label, { from, to, properties }]) => ({
    label,
    type: "interface",
    detail: `(:${from})→(:${to})`,
    info: listed(properties),
  }));
}

/** @param {Property[]} properties */
function listed(properties) {
  return `with ${properties.map(({ name }) => name).join(", ")}`;
}

/**
 * The properties of a label or type; where that is unknown all there are, each saying whose it is.
 * @param {Schema} schema
 * @param {string | undefined} label
 * @returns {Option[]}
 */
function properties(schema, label) {
  const own = label === undefined ? undefined : owners(schema)[label];
  if (own) return inOrder(own.map((found) => property(found)));
  const all = Object.entries(owners(schema)).flatMap(([name, found]) => found.map((one) => property(one, name)));
  return [...new Map(all.map((option) => [option.label, option])).values()];
}

/**
 * @param {Schema} schema
 * @param {string} label
 */
function keys(schema, label) {
  return inOrder((owners(schema)[label] ?? []).map((found) => ({ ...property(found), apply: `${found.name}: ` })));
}

/**
 * The options in the schema's order, which is that of importance, not of the alphabet.
 * @param {Option[]} options
 */
function inOrder(options) {
  return options.map((option, i) => ({ ...option, boost: 99 - i }));
}

/**
 * @param {Schema} schema
 * @returns {Record<string, Property[]>}
 */
function owners({ labels, relationships }) {
  const own = Object.entries(relationships).map(([type, { properties }]) => [type, properties]);
  return { ...labels, ...Object.fromEntries(own) };
}

/**
 * @param {Property} property
 * @param {string} [of]
 * @returns {Option}
 */
function property({ name, type, meaning }, of) {
  return { label: name, type: "property", detail: of ? `${type}, of ${of}` : type, info: meaning };
}

/**
 * @param {string} name
 * @returns {Option}
 */
function parameter(name) {
  return { label: `$${name}`, type: "variable", detail: "parameter" };
}

/**
 * Where anything may stand: the statement's own variables first, then parameters, words and functions.
 * @param {Schema} schema
 * @param {Record<string, string>} bound
 * @param {string[]} parameters
 * @returns {Option[]}
 */
function words(schema, bound, parameters) {
  const variables = Object.entries(bound).map(([label, of]) => ({ label, type: "variable", detail: `:${of}`, boost: 20 }));
  const keywords = schema.keywords.map((label) => ({ label, type: "keyword", boost: 5 }));
  const procedures = schema.procedures.map((label) => ({ label, type: "function", detail: "procedure", apply: `${label}()` }));
  return [...variables, ...parameters.map(parameter), ...keywords, ...schema.functions.map(called), ...procedures];
}

/**
 * @param {string} name of a function
 * @returns {Option}
 */
function called(name) {
  return { label: name, type: "function", detail: "function", apply: `${name}(` };
}
