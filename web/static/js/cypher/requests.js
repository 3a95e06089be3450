/** What a query asks of the API, as addresses. Pure. */

import { apiRoute, questionPage } from "../links.js";
import { only } from "./parameters.js";
import { parameterNames } from "./scan.js";
import { questionOf } from "./url.js";

/** @typedef {import("./url.js").Query} Query */

/** @param {Query} query */
export function answerAddress(query) {
  return apiRoute("cypher", null, { ...statementOf(query), ...limitsOf(query) });
}

/**
 * Null for no statement.
 * @param {Query} query
 */
export function planAddress(query) {
  return query.statement.trim() ? apiRoute("cypher/plan", null, statementOf(query)) : null;
}

/**
 * Addresses of the answer as a file, and of the question with parameters that this graph knows, if it has any.
 * @param {Query} query
 * @param {import("./url.js").Question[]} questions
 * @returns {import("./results.js").Files}
 */
export function filesOf(query, questions) {
  const request = { ...statementOf(query), ...limitsOf(query) };
  const slug = parameterNames(query.statement).length ? questionOf(query, questions)?.slug : null;
  return {
    csv: apiRoute("cypher", null, { ...request, format: "csv" }),
    json: apiRoute("cypher", null, { ...request, format: "json" }),
    here: slug ? questionPage(slug) : null,
  };
}

/** @param {Query} query */
function statementOf({ statement, parameters }) {
  return { statement, parameters: JSON.stringify(only(parameterNames(statement), parameters)) };
}

/**
 * @param {Query} query
 * @returns {Record<string, number | null>}
 */
function limitsOf({ limit, timeout }) {
  return { limit, timeout };
}
