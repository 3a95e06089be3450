/** Which models were chosen to be compared. */

import assert from "node:assert/strict";
import { test } from "node:test";

import { MOST, choose, comparePage, parse } from "../../../web/static/js/compare/chosen.js";

const FOUR = ["a/1", "a/2", "a/3", "a/4"];

test("what is no list of ids is none; ids stand once, up to the most", () => {
  for (const text of [null, "", "{", "5", '{"a": 1}']) assert.deepEqual(parse(text), []);
  assert.deepEqual(parse('["a/1", "a/1", 7, "", "b"]'), ["a/1", "b"]);
  assert.equal(parse(JSON.stringify([...FOUR, "a/5"])).length, MOST);
});

test("a model is added, taken away, and refused where there are as many as may be", () => {
  assert.deepEqual(choose([], "a/1"), { ids: ["a/1"], words: "a/1 is compared, 1 of at most 4." });
  assert.deepEqual(choose(["a/1", "a/2"], "a/1").ids, ["a/2"]);
  assert.deepEqual(choose(FOUR, "a/5").ids, FOUR);
  assert.match(choose(FOUR, "a/5").words, /remove one first/);
  assert.deepEqual(choose(FOUR, "a/4", true).ids, FOUR);
  assert.deepEqual(choose(["a/1"], "a/2", false).ids, ["a/1"]);
});

test("the address is readable, and escapes what would end it", () => {
  assert.equal(comparePage(["a/1", "b/x&y"]), "/compare?ids=a/1,b/x%26y");
});
