/** What the console's URL says: the question of the gallery or a statement of one's own, its parameters, and the view. Pure. */

import { fromText, only } from "./parameters.js";
import { parameterNames } from "./scan.js";

/** @typedef {"table" | "graph" | "map"} View */

/** @typedef {{slug: string, title: string, teaches: string, statement: string, parameters: Record<string, unknown>, view: View}} Question */

/**
 * @typedef {object} State
 * @property {string} statement
 * @property {Record<string, unknown>} parameters may hold more than the statement names
 * @property {View} view
 * @property {number | null} limit in rows; null is the server's own
 * @property {number | null} timeout in seconds; null is the server's own
 */

export const VIEWS = /** @type {View[]} */ (["table", "graph", "map"]);

/**
 * The state in an address; what makes no sense there is as if it were absent. `asked` is false for the bare console.
 * @param {{pathname: string, search: string}} address
 * @param {Question[]} questions
 * @returns {{state: State, asked: boolean}}
 */
export function fromAddress({ pathname, search }, questions) {
  const query = new URLSearchParams(search);
  const question = questions.find(({ slug }) => pathname.endsWith(`/cypher/${slug}`)) ?? null;
  const statement = query.get("statement") ?? question?.statement ?? "";
  const view = VIEWS.find((name) => name === query.get("view")) ?? question?.view ?? "table";
  const parameters = { ...question?.parameters, ...fromText(query.get("parameters")) };
  const state = { statement, parameters, view, limit: whole(query.get("limit")), timeout: whole(query.get("timeout")) };
  return { state, asked: statement.trim() !== "" };
}

/**
 * The address that `fromAddress` reads back as the same state; below `root`, the console's own path.
 * @param {string} root
 * @param {State} state
 * @param {Question[]} questions
 */
export function toAddress(root, state, questions) {
  const question = questionOf(state, questions);
  const query = new URLSearchParams();
  if (!question && state.statement.trim()) query.set("statement", state.statement);
  const parameters = JSON.stringify(only(parameterNames(state.statement), state.parameters));
  if (parameters !== JSON.stringify(question ? only(parameterNames(question.statement), question.parameters) : {}))
    query.set("parameters", parameters);
  if (state.view !== (question?.view ?? "table")) query.set("view", state.view);
  if (state.limit !== null) query.set("limit", String(state.limit));
  if (state.timeout !== null) query.set("timeout", String(state.timeout));
  const text = query.toString().replaceAll("%2F", "/").replaceAll("%2C", ",").replaceAll("%3A", ":").replaceAll("%24", "$");
  return `${root}${question ? `/${question.slug}` : ""}${text ? `?${text}` : ""}`;
}

/**
 * The question of the gallery that a state asks, whatever its parameters; null for a statement of one's own.
 * @param {State} state
 * @param {Question[]} questions
 */
export function questionOf({ statement }, questions) {
  return questions.find((question) => question.statement.trim() === statement.trim()) ?? null;
}

/**
 * The state that a question starts with; how many rows and seconds stays as it was.
 * @param {Question} question
 * @param {State} state
 * @returns {State}
 */
export function asking({ statement, parameters, view }, state) {
  return { ...state, statement, parameters, view };
}

/** @param {string | null} text */
function whole(text) {
  return text !== null && /^[1-9]\d{0,6}$/.test(text) ? Number(text) : null;
}
