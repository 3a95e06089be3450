/** The console's state: what every action makes of it, what it asks of the API, and the answers that are kept. */

import assert from "node:assert/strict";
import { test } from "node:test";

import { RecentAnswers } from "../../../web/static/js/cypher/execution.js";
import { answerAddress, filesOf, planAddress } from "../../../web/static/js/cypher/requests.js";
import { opened, reduce } from "../../../web/static/js/cypher/state.js";

const QUERY = { statement: "MATCH (m {id: $id}) RETURN m", parameters: { id: "a/b", old: 1 }, view: "table", limit: null, timeout: 60 };
const QUESTION = { slug: "first", title: "T", teaches: "t", statement: "RETURN 1 AS one", parameters: {}, view: "graph" };
const ANSWER = { columns: ["one"], rows: [[1]] };
const BEGINNING = { token: "token-1", now: 1000 };
const after = (...actions) => actions.reduce(reduce, opened(QUERY));
const submitted = { type: "submitted", ...BEGINNING };

test("the console opens with nothing run", () => {
  assert.deepEqual(opened(QUERY), { query: QUERY, run: { phase: "idle" } });
});

test("an edit changes the query and nothing else; one that changes nothing leaves the very same state", () => {
  const before = after(submitted);
  const edited = reduce(before, { type: "edited", changes: { statement: "RETURN 2 AS two", limit: 10 } });
  assert.deepEqual([edited.query.statement, edited.query.limit, edited.query.timeout], ["RETURN 2 AS two", 10, 60]);
  assert.equal(edited.run, before.run);
  assert.equal(reduce(before, { type: "edited", changes: { statement: QUERY.statement } }), before);
  assert.equal(reduce(before, { type: "viewed", view: "table" }), before);
  assert.equal(reduce(before, { type: "viewed", view: "map" }).query.view, "map");
});

test("a question of the gallery is asked and run at once; the limits stay", () => {
  const { query, run } = after({ type: "chosen", question: QUESTION, ...BEGINNING });
  assert.deepEqual(query, { ...QUERY, statement: QUESTION.statement, parameters: {}, view: "graph" });
  assert.equal(run.phase, "running");
});

test("a run begins, is answered, and begins again under another token", () => {
  const answered = { type: "answered", token: "token-1", answer: ANSWER };
  assert.deepEqual(after(submitted, answered).run, { phase: "answered", answer: ANSWER });
  const again = after(submitted, { ...submitted, token: "token-2" });
  assert.equal(reduce(again, answered), again, "overtaken");
});

test("an error ends the run it is of; after a cancelling it is the cancelling that worked", () => {
  const failed = { type: "failed", token: "token-1", error: { message: "m", hint: "h" }, now: 3000 };
  assert.deepEqual(after(submitted, failed).run, { phase: "failed", message: "m", hint: "h" });
  assert.deepEqual(after(submitted, { type: "cancelling" }, failed).run, { phase: "cancelled", after: 2 });
  const idle = after();
  assert.equal(reduce(idle, { type: "cancelling" }), idle);
});

test("another address brings its query with the answer that is known, a run where none is, or nothing", () => {
  const query = { ...QUERY, statement: "RETURN 3 AS three" };
  const arrived = { type: "arrived", query, hasStatement: true, answer: null, ...BEGINNING };
  assert.equal(after(arrived).run.phase, "running");
  assert.deepEqual(after(submitted, { ...arrived, answer: ANSWER }), { query, run: { phase: "answered", answer: ANSWER } });
  assert.deepEqual(after(submitted, { ...arrived, hasStatement: false }).run, { phase: "idle" });
});

const queryOf = (address) => Object.fromEntries(new URL(address, "http://x").searchParams);

test("the API is asked for the statement with the parameters it names, and the limits that were chosen", () => {
  assert.deepEqual(queryOf(answerAddress(QUERY)), { statement: QUERY.statement, parameters: '{"id":"a/b"}', timeout: "60" });
  assert.ok(planAddress(QUERY).startsWith("/api/v1/cypher/plan?"));
  assert.equal("timeout" in queryOf(planAddress(QUERY)), false);
  assert.equal(planAddress({ ...QUERY, statement: " \n" }), null);
});

test("an answer is a file too; a question with parameters leads to ones that this graph knows", () => {
  const asked = { ...QUESTION, statement: QUERY.statement };
  const { csv, json, here } = filesOf(QUERY, [asked]);
  assert.deepEqual([queryOf(csv).format, queryOf(json).format, here], ["csv", "json", "/questions/first"]);
  assert.equal(filesOf(QUERY, []).here, null);
  assert.equal(filesOf({ ...QUERY, statement: QUESTION.statement }, [QUESTION]).here, null);
});

test("the last eight answers are kept, those asked for again the longest", () => {
  const answers = new RecentAnswers();
  for (let i = 0; i < 8; i++) answers.keep(`/${i}`, { ...ANSWER, limit: i });
  answers.keep("/0", ANSWER);
  answers.keep("/8", ANSWER);
  assert.deepEqual([answers.at("/0"), answers.at("/1"), answers.at("/2").limit], [ANSWER, null, 2]);
});
