/** The query console's pure parts: tokens, completion, parameters, the URL, values, the graph of an answer, a run. */

import assert from "node:assert/strict";
import { test } from "node:test";

import { completions } from "../../../web/static/js/cypher/completion.js";
import { graphOf } from "../../../web/static/js/cypher/graph.js";
import { layout, smooth } from "../../../web/static/js/cypher/layout.js";
import { fromText, kindOf, only, takesModel, textOf, valueOf } from "../../../web/static/js/cypher/parameters.js";
import { nearest } from "../../../web/static/js/cypher/picture.js";
import { IDLE, answered, cancelling, failed, started, tokenOf } from "../../../web/static/js/cypher/run.js";
import { copy, next, NO_WORDS, parameterNames, scan as scanWith, start, vocabulary } from "../../../web/static/js/cypher/scan.js";
import { asking, fromAddress, questionOf, toAddress } from "../../../web/static/js/cypher/url.js";
import { isNumeric, modelIds, read } from "../../../web/static/js/cypher/values.js";
import { estimate, helpAfter, noneOnMap, notices, seconds, summary } from "../../../web/static/js/cypher/words.js";

const STATEMENT = `MATCH p = (:Model {id: $id})<-[r:DERIVED_FROM*1..60]-(d:Model) // MATCH in a comment
WHERE d.license = 'it''s $no parameter' AND EXISTS { (d)-[:DERIVED_FROM]->() } /* $nor
this */ RETURN count(DISTINCT d) AS \`a $name\`, r.relation AS x, $second`;

const SCHEMA = {
  labels: { Model: [{ name: "id", type: "string", meaning: "the key" }, { name: "author", type: "string", meaning: "owner" }], Snapshot: [{ name: "scope", type: "string", meaning: "asked for" }] },
  relationships: { DERIVED_FROM: { from: "Model", to: "Model", properties: [{ name: "relation", type: "string", meaning: "how" }] } },
  functions: ["count"],
  keywords: ["AND", "AS", "BY", "COUNT", "END", "EXISTS", "MATCH", "ORDER", "RETURN", "WHERE", "WITH"],
  refused: ["CREATE", "SET", "START"],
  procedures: ["db.labels"],
  limits: { rows: 1000, timeout: 5, timeout_cap: 60 },
};
const WORDS = vocabulary(SCHEMA);
const scan = (text) => scanWith(text, WORDS);
const roles = (text) => Object.fromEntries(scan(text).tokens.map(({ text, role }) => [text, role]));

test("every token has its role, whatever stands in texts, comments and quoted names", () => {
  const found = roles(STATEMENT);
  const expected = { MATCH: "keyword", Model: "label", DERIVED_FROM: "type", id: "property", $id: "parameter", license: "property", count: "function", EXISTS: "keyword", d: "variable", 60: "number", "`a $name`": "quoted" };
  for (const [text, role] of Object.entries(expected)) assert.equal(found[text], role, text);
  assert.equal(scan(STATEMENT).tokens.map(({ text }) => text).join(""), STATEMENT);
});

test("words come from the schema: without it none is a keyword", () => {
  const bare = Object.fromEntries(scanWith("MATCH (m) RETURN m", NO_WORDS).tokens.map(({ text, role }) => [text, role]));
  assert.deepEqual([bare.MATCH, bare.RETURN, roles("MATCH (m) RETURN m").RETURN], ["function", "variable", "keyword"]);
});

test("keywords are names where names stand: after AS, alone in a bracket, and refused ones before anything that goes on", () => {
  assert.deepEqual([roles("RETURN m.id AS end").end, roles("MATCH (end)").end, roles("MATCH (end:X)").end, roles("CASE 1 END").END], ["variable", "variable", "variable", "keyword"]);
  assert.deepEqual([roles("RETURN set").set, roles("ORDER BY set").set, roles("MATCH (start)").start, roles("m.x = set").set], ["variable", "variable", "variable", "variable"]);
  assert.deepEqual([roles("MATCH (m) SET m.x = 1").SET, roles("CREATE (m)").CREATE, roles("WITH m CREATE (m)").CREATE], ["keyword", "keyword", "keyword"]);
});

test("a map's values are no labels, and a colon after a bracket is", () => {
  assert.deepEqual([roles("{a: b}").b, roles("(a:b)").b, roles("[a:b|c]").c, roles("(a:b&c)").c], ["variable", "label", "type", "label"]);
});

test("line by line, as the editor reads, gives the same roles as all at once", () => {
  const state = start();
  const byLine = STATEMENT.split("\n").flatMap((line) => {
    const found = [];
    for (let at = 0; at < line.length; ) {
      const token = next(line, at, state, WORDS);
      found.push([line.slice(at, token.to), token.role]);
      at = token.to;
    }
    return found;
  });
  const whole = scan(STATEMENT).tokens.flatMap(({ text, role }) => text.split("\n").filter(Boolean).map((part) => [part, role]));
  assert.deepEqual(byLine.filter(([text]) => text.trim()), whole.filter(([text]) => text.trim()));
});

test("a copied state is not touched by what follows", () => {
  const { state } = scan("MATCH (a:Model ");
  const kept = copy(state);
  next("{", 0, state, WORDS);
  assert.equal(kept.frames.length, 1);
});

test("any text is read to its end: broken, empty, or with characters of two halves", () => {
  for (const text of ["", "'", "`", "/*", "))}]", "$", "1..", "\u{1F600} (é:ü)", "\\", "a.b.c(", "[:|:&!"]) {
    assert.equal(scan(text).tokens.map((token) => token.text).join(""), text);
  }
});

test("parameters are named once, in order, out of code only", () => {
  assert.deepEqual(parameterNames(`${STATEMENT} + $id`), ["id", "second"]);
});

const offered = (text, explicit = false) => completions(text, text.length, SCHEMA, ["id"], explicit)?.options.map(({ label }) => label) ?? null;

test("labels after a colon, types in square brackets, properties by their variable's label", () => {
  assert.deepEqual(offered("MATCH (m:"), ["Model", "Snapshot"]);
  assert.deepEqual(offered("MATCH (m:Mod"), ["Model", "Snapshot"]);
  assert.deepEqual(offered("MATCH ()-[r:"), ["DERIVED_FROM"]);
  assert.deepEqual(offered("MATCH (m:Model) WHERE m."), ["id", "author"]);
  assert.deepEqual(offered("MATCH ()-[r:DERIVED_FROM]->() RETURN r.re"), ["relation"]);
  assert.deepEqual(offered("MATCH (s:Snapshot {"), ["scope"]);
  assert.deepEqual(offered("MATCH (m:Model {id: 'x', au"), ["id", "author"]);
});

test("a variable bound only after the cursor is known too; of an unknown one all properties are offered", () => {
  const text = "RETURN m. MATCH (m:Snapshot)";
  assert.deepEqual(completions(text, 9, SCHEMA, [], false).options.map(({ label }) => label), ["scope"]);
  assert.deepEqual(offered("RETURN q."), ["id", "author", "scope", "relation"]);
});

test("words, functions, variables and parameters elsewhere; each says what it is", () => {
  assert.deepEqual(offered("MATCH (m:Model) RE"), ["m", "$id", ...SCHEMA.keywords, "count", "db.labels"]);
  assert.deepEqual(offered("MATCH (m {id: $"), ["$id"]);
  const [id] = completions("MATCH (m:Model {", 16, SCHEMA, [], false).options;
  assert.deepEqual([id.detail, id.info, id.apply], ["string", "the key", "id: "]);
});

test("nothing is offered in texts, comments and numbers, nor unasked after a space", () => {
  for (const text of ["'ab", "// MAT", "/* MAT", "RETURN 12", "MATCH ", "RETURN 1 AS n", "RETURN 1 as "]) assert.equal(offered(text), null, text);
  assert.ok(offered("MATCH ", true).includes("RETURN"));
});

test("a parameter's text is JSON where it is JSON, and comes back as the same value", () => {
  for (const value of ["a/b", "12", 12, true, null, "true", "", ["a", 1], { a: "b" }, '"'])
    if (value !== "") assert.deepEqual(valueOf(textOf(value)), value, JSON.stringify(value));
  assert.deepEqual([valueOf("Qwen/x"), valueOf("0.5"), valueOf('"5"')], ["Qwen/x", 0.5, "5"]);
  assert.deepEqual([kindOf("a"), kindOf(1), kindOf(null), kindOf([1]), kindOf({}), kindOf(true)], ["text", "number", "null", "list", "map", "true or false"]);
});

test("only what the statement names is sent; what nobody gave is null", () => {
  assert.deepEqual(only(["a", "b"], { a: 0, c: 1 }), { a: 0, b: null });
  assert.deepEqual([fromText('{"a":1}'), fromText("[1]"), fromText("x"), fromText(null)], [{ a: 1 }, {}, {}, {}]);
  assert.deepEqual([takesModel("id", ""), takesModel("limit", 5), takesModel("x", "a/b"), takesModel("since", "2025-01")], [true, false, true, false]);
});

const QUESTIONS = [{ slug: "first", title: "T", teaches: "t", statement: "MATCH (m {id: $id}) RETURN m", parameters: { id: "a/b" }, view: "graph" }];
const OWN = { statement: "RETURN $x & '?=#+ %'\n", parameters: { x: [1, "é"] }, view: "map", limit: 10, timeout: 60 };
const addressOf = (state) => toAddress("/root/cypher", state, QUESTIONS);
const queryOf = (address) => fromAddress(new URL(address, "http://x"), QUESTIONS);

test("a state survives the URL", () => {
  assert.deepEqual(queryOf(addressOf(OWN)), { query: OWN, hasStatement: true });
  const changed = { ...OWN, ...QUESTIONS[0], parameters: { id: "c/d" }, limit: null, timeout: null };
  const { statement, parameters, view, limit, timeout } = changed;
  assert.deepEqual(queryOf(addressOf(changed)).query, { statement, parameters, view, limit, timeout });
});

test("a question as it is has the permalink alone, changed parameters and views are added", () => {
  const state = asking(QUESTIONS[0], { ...OWN, limit: null, timeout: null });
  assert.equal(addressOf(state), "/root/cypher?question=first");
  assert.equal(addressOf({ ...state, view: "table" }), "/root/cypher?question=first&view=table");
  assert.ok(addressOf({ ...state, parameters: { id: "c/d" } }).startsWith("/root/cypher?question=first&parameters="));
  assert.equal(questionOf({ ...state, statement: `${state.statement}\n` }, QUESTIONS).slug, "first");
});

test("nonsense in the URL is as if it were absent; the bare console asks nothing", () => {
  const { query, hasStatement } = queryOf("/cypher?view=evil&limit=-1&timeout=x&parameters=[1");
  assert.deepEqual([query.view, query.limit, query.timeout, query.parameters, hasStatement], ["table", null, null, {}, false]);
  assert.equal(queryOf("/cypher?question=no-such").hasStatement, false);
});

const node = (id, label = "Model") => ({ labels: [label], properties: { id } });
const edge = (start, end, relation = "finetune") => ({ type: "DERIVED_FROM", properties: { relation }, start, end });
const answerOf = (columns, ...rows) => ({ columns, rows, truncated: null, limit: 1000, seconds: 0.01, timeout: 5, engine: "embedded", notes: [] });

test("values are told apart: nodes, relationships, paths, moments, ids, lists, maps, nothing", () => {
  const kinds = [node("a/b"), edge("a/b", "c/d"), { nodes: [node("a/b")], relationships: [] }, "2025-01-31T00:00:00Z", "a/b", "text-generation", 5, false, null, [1], { a: 1 }];
  assert.deepEqual(kinds.map((value) => read(value).kind), ["node", "relationship", "path", "moment", "model", "text", "number", "boolean", "null", "list", "map"]);
});

test("an id is known by its form or by its column; raw claims are text", () => {
  assert.equal(read("evil/<script>", "id").kind, "model");
  assert.equal(read("evil/<script>", "licence").kind, "text");
  assert.equal(read("a/b", "raw").kind, "text");
  assert.equal(read("plain", "id").kind, "text");
});

test("a column is numeric when all that is known in it is", () => {
  const answer = answerOf(["a", "b", "c"], [1, null, "x"], [null, null, 2]);
  assert.deepEqual([0, 1, 2].map((column) => isNumeric(answer, column)), [true, false, false]);
});

test("the models of an answer come once each, out of cells, lists, nodes and paths", () => {
  const path = { nodes: [node("a/b"), node("c/d")], relationships: [edge("a/b", "c/d")] };
  const answer = answerOf(["id", "ids", "n", "p", "s"], ["a/b", ["e/f", "a/b"], node("g/h"), path, node("snap", "Snapshot")]);
  assert.deepEqual(modelIds(answer), ["a/b", "e/f", "g/h", "c/d"]);
});

test("a graph holds each node and relationship once, from paths, nodes and relationships alike", () => {
  const path = { nodes: [node("a/b"), node("c/d")], relationships: [edge("a/b", "c/d")] };
  const { nodes, edges, total } = graphOf(answerOf(["p", "n", "r"], [path, node("a/b"), edge("a/b", "c/d")], [path, node("s", "Snapshot"), edge("x/y", "c/d", "merge")]));
  assert.deepEqual(nodes.map(({ text, model, relation }) => [text, model, relation]), [["a/b", "a/b", "finetune"], ["c/d", "c/d", null], ["s", null, null], ["x/y", "x/y", "merge"]]);
  assert.deepEqual([edges.length, total], [2, 4]);
});

test("a path against the arrows keeps them; one without ends points onwards", () => {
  const back = { nodes: [node("base/x"), node("child/y")], relationships: [edge("child/y", "base/x")] };
  const dumb = { nodes: [node("u/u"), node("v/v")], relationships: [edge(null, null)] };
  assert.deepEqual(graphOf(answerOf(["p"], [back], [dumb])).edges.map(({ from, to }) => [from, to]), [["child/y", "base/x"], ["u/u", "v/v"]]);
});

test("rows of child and parent ids are a graph; a relationship without ends is counted, not drawn", () => {
  const { edges } = graphOf(answerOf(["child", "parent", "relation"], ["a/b", "c/d", "merge"]));
  assert.deepEqual(edges.map(({ from, to, relation }) => [from, to, relation]), [["a/b", "c/d", "merge"]]);
  assert.equal(graphOf(answerOf(["r"], [edge(null, null)])).loose, 1);
  assert.equal(graphOf(answerOf(["licence", "models"], ["mit", 5])).total, 0);
});

test("a large graph is cut to its first nodes and says exactly how many there were", () => {
  const rows = Array.from({ length: 300 }, (_, i) => [edge(`c/${i}`, "p/p")]);
  const { nodes, edges, total, totalEdges } = graphOf(answerOf(["r"], ...rows), 200);
  assert.deepEqual([nodes.length, edges.length, total, totalEdges], [200, 199, 301, 300]);
});

test("in the layout parents stand left of their children and no two nodes overlap, cycles and loops included", () => {
  const rows = [["b/b", "a/a"], ["c/c", "b/b"], ["c/c", "a/a"], ["x/x", "y/y"], ["y/y", "x/x"], ["z/z", "z/z"]].map(([from, to]) => [edge(from, to)]);
  const { nodes, edges, width, height } = layout(graphOf(answerOf(["r"], ...rows)));
  const x = Object.fromEntries(nodes.map((one) => [one.text, one.x]));
  assert.ok(x["a/a"] < x["b/b"] && x["b/b"] < x["c/c"]);
  nodes.forEach((one, i) => nodes.slice(i + 1).forEach((other) => assert.ok(Math.abs(one.x - other.x) >= one.width || Math.abs(one.y - other.y) >= one.height)));
  assert.ok(nodes.every((one) => one.x > 0 && one.x < width && one.y > 0 && one.y < height));
  assert.equal(edges.length, 6);
  for (const { path } of edges) assert.match(path, /^M-?\d+ -?\d+(C[-\d ]+)+$/);
  assert.equal(smooth([{ x: 0, y: 0 }, { x: 10, y: 4 }]), "M0 0C5 0 5 4 10 4");
});

test("arrow keys go to the nearest node ahead, and nowhere when there is none", () => {
  const nodes = [{ x: 0, y: 0 }, { x: 100, y: 5 }, { x: 90, y: 300 }, { x: 0, y: 40 }];
  assert.deepEqual([nearest(nodes, 0, [1, 0]), nearest(nodes, 0, [0, 1]), nearest(nodes, 0, [-1, 0])], [1, 3, -1]);
});

test("a run that was overtaken changes nothing; after a cancel an error is the cancelling", () => {
  const run = started("token-1", 1000);
  assert.equal(answered(run, "token-0", answerOf([])), run);
  assert.equal(answered(run, "token-1", answerOf([])).phase, "answered");
  assert.deepEqual(failed(run, "token-1", { message: "m", hint: "h" }, 2500), { phase: "failed", message: "m", hint: "h" });
  assert.deepEqual(failed(cancelling(run), "token-1", { message: "m", hint: "h" }, 2500), { phase: "cancelled", after: 1.5 });
  assert.equal(failed(IDLE, "token-1", { message: "m", hint: "h" }, 0), IDLE);
  assert.match(tokenOf(new Uint8Array([0, 255, 16])), /^00ff10$/);
});

test("an answer says how much it is, what was cut comes first", () => {
  const answer = { ...answerOf(["a"], [1]), truncated: "rows", notes: ["label unknown", "only the first 1 rows are shown"] };
  assert.equal(summary(answer), "1 row in 10 ms");
  assert.match(notices(answer)[0], /^Cut: only the first 1 rows/);
  assert.deepEqual(notices(answer).slice(1), ["label unknown"]);
  assert.match(notices({ ...answer, truncated: "bytes" })[0], /^Cut: .*smaller columns\.$/);
  assert.deepEqual(notices({ ...answer, truncated: null }), answer.notes);
  assert.deepEqual([seconds(0.0004), seconds(0.25), seconds(12.34)], ["0 ms", "250 ms", "12.3 s"]);
});

test("an estimate is rounded as what it is", () => {
  assert.deepEqual([null, 0.2, 7, 20274, 4.11e8, 8.3e12, 1e18].map((rows) => estimate(rows, false).replace("goes through about ", "")), ["", "1 row", "7 rows", "20,000 rows", "410 million rows", "8.3 trillion rows", "1 · 10^18 rows"]);
});

test("the size of a label is no estimate of rows, and said to the last node", () => {
  assert.deepEqual([null, 1, 3040].map((rows) => estimate(rows, true)), ["", "starts from at most 1 node", "starts from at most 3,040 nodes"]);
});

test("a map on which nothing would light up says why, in good English", () => {
  assert.match(noneOnMap(1, 1), /^The model in this answer is not on the map: .* it has no relative, or is not in this snapshot\.$/);
  assert.match(noneOnMap(50, 50), /^None of 50 models in this answer is on the map: .* these have no relative/);
  assert.match(noneOnMap(2000, 3500), /^None of the first 2,000 of 3,500 models in this answer is on the map/);
});

test("a statement that had too little time may have more; what else failed has its own hint", () => {
  assert.equal(helpAfter({ message: "the statement ran out of time: it had 5 s", hint: "narrow it" }), "narrow it, or give it more: Time, beside Run.");
  assert.equal(helpAfter({ message: "the statement needs more than 0.5 seconds or 800 MB of memory", hint: "narrow it" }), "narrow it, or give it more: Time, beside Run.");
  assert.equal(helpAfter({ message: "SET is refused", hint: "only read" }), "only read");
});
