/** The console as one state: what is asked, and how its run stands. Whatever happens is an action on it. Pure. */

import { IDLE, answered, cancelling, failed, started } from "./run.js";
import { asking } from "./url.js";

/**
 * @typedef {import("./url.js").Query} Query
 * @typedef {import("./run.js").Run} Run
 * @typedef {import("./values.js").Answer} Answer
 *
 * @typedef {{ query: Query, run: Run }} Console
 *
 * How a run begins: the token that names it to the server, and the time in milliseconds.
 * @typedef {{ token: string, now: number }} Beginning
 *
 * `edited`: a part of the query was typed or chosen. `viewed`: the answer is to be looked at in another way.
 * `submitted`: what stands there is run. `chosen`: a question of the gallery is run. `arrived`: the address is another
 * one, whose answer may be known from before. The others are about the run of that token.
 * @typedef {{ type: "edited", changes: Partial<Query> } |
 *   { type: "viewed", view: import("./url.js").View } |
 *   ({ type: "submitted" } & Beginning) |
 *   ({ type: "chosen", question: import("./url.js").Question } & Beginning) |
 *   ({ type: "arrived", query: Query, hasStatement: boolean, answer: Answer | null } & Beginning) |
 *   { type: "cancelling" } |
 *   { type: "answered", token: string, answer: Answer } |
 *   { type: "failed", token: string, error: { message: string, hint: string }, now: number }} Action
 */

/**
 * @param {Query} query
 * @returns {Console}
 */
export function opened(query) {
  return { query, run: IDLE };
}

/**
 * The state after an action; the same object where it changes nothing.
 * @param {Console} state
 * @param {Action} action
 * @returns {Console}
 */
export function reduce(state, action) {
  switch (action.type) {
    case "edited":
      return edited(state, action.changes);
    case "viewed":
      return edited(state, { view: action.view });
    case "submitted":
      return { ...state, run: started(action.token, action.now) };
    case "chosen":
      return { query: asking(action.question, state.query), run: started(action.token, action.now) };
    case "arrived":
      return { query: action.query, run: arrivedRun(action) };
    default:
      return ran(state, runAfter(state.run, action));
  }
}

/**
 * @param {Console} state
 * @param {Partial<Query>} changes
 * @returns {Console}
 */
function edited(state, changes) {
  const query = { ...state.query, ...changes };
  const names = /** @type {(keyof Query)[]} */ (Object.keys(changes));
  return names.every((name) => query[name] === state.query[name]) ? state : { ...state, query };
}

/**
 * @param {Console} state
 * @param {Run} run
 * @returns {Console}
 */
function ran(state, run) {
  return run === state.run ? state : { ...state, run };
}

/**
 * @param {Extract<Action, { type: "arrived" }>} action
 * @returns {Run}
 */
function arrivedRun({ hasStatement, answer, token, now }) {
  if (!hasStatement) return IDLE;
  return answer ? { phase: "answered", answer } : started(token, now);
}

/**
 * @param {Run} run
 * @param {Extract<Action, { type: "cancelling" | "answered" | "failed" }>} action
 * @returns {Run}
 */
function runAfter(run, action) {
  if (action.type === "cancelling") return cancelling(run);
  if (action.type === "answered") return answered(run, action.token, action.answer);
  return failed(run, action.token, action.error, action.now);
}
