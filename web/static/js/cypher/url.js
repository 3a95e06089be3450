/** What the console's URL says: the question of the gallery or a statement of one's own, its parameters, and the view. Pure. */

import { fromText, only } from "./parameters.js";
import { parameterNames } from "./scan.js";

/** @typedef {"table" | "graph" | "map"} View */

/** @typedef {{slug: string, title: string, teaches: string, statement: string, parameters: Record<string, unknown>, view: View}} Question */

/**
 * What is asked, and how its answer is looked at.
 * @typedef {object} Query
 * @property {string} statement
 * @property {Record<string, unknown>} parameters may hold more than the statement names
 * @property {View} view
 * @property {number | null} limit in rows; null is the server's own
 * @property {number | null} timeout in seconds; null is the server's own
 */

export const VIEWS = /** @type {View[]} */ (["table", "graph", "map"]);

/**
 * The query in an address; what makes no sense there is as if it were absent. `hasStatement` is false for the bare console.
 * @param {{search: string}} address
 * @param {Question[]} questions
 * @returns {{query: Query, hasStatement: boolean}}
 */
export function fromAddress({ search }, questions) {
  const given = new URLSearchParams(search);
  const question = questions.find(({ slug }) => slug === given.get("question")) ?? null;
  const statement = given.get("statement") ?? question?.statement ?? "";
  const view = VIEWS.find((name) => name === given.get("view")) ?? question?.view ?? "table";
  const parameters = { ...question?.parameters, ...fromText(given.get("parameters")) };
  const query = { statement, parameters, view, limit: whole(given.get("limit")), timeout: whole(given.get("timeout")) };
  return { query, hasStatement: statement.trim() !== "" };
}

/**
 * The address that `fromAddress` reads back as the same query; below `root`, the console's own path.
 * @param {string} root
 * @param {Query} query
 * @param {Question[]} questions
 */
export function toAddress(root, query, questions) {
  const question = questionOf(query, questions);
  const given = new URLSearchParams();
  if (question) given.set("question", question.slug);
  else if (query.statement.trim()) given.set("statement", query.statement);
  const parameters = JSON.stringify(only(parameterNames(query.statement), query.parameters));
  if (parameters !== JSON.stringify(question ? only(parameterNames(question.statement), question.parameters) : {}))
    given.set("parameters", parameters);
  if (query.view !== (question?.view ?? "table")) given.set("view", query.view);
  if (query.limit !== null) given.set("limit", String(query.limit));
  if (query.timeout !== null) given.set("timeout", String(query.timeout));
  const text = given.toString().replaceAll("%2F", "/").replaceAll("%2C", ",").replaceAll("%3A", ":").replaceAll("%24", "$");
  return `${root}${text ? `?${text}` : ""}`;
}

/**
 * The question of the gallery that is asked, whatever its parameters; null for a statement of one's own.
 * @param {Query} query
 * @param {Question[]} questions
 */
export function questionOf({ statement }, questions) {
  return questions.find((question) => question.statement.trim() === statement.trim()) ?? null;
}

/**
 * What a question of the gallery asks; how many rows and seconds stays as it was.
 * @param {Question} question
 * @param {Query} query
 * @returns {Query}
 */
export function asking({ statement, parameters, view }, query) {
  return { ...query, statement, parameters, view };
}

/** @param {string | null} text */
function whole(text) {
  return text !== null && /^[1-9]\d{0,6}$/.test(text) ? Number(text) : null;
}
