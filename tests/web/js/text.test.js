/** Words, numbers and addresses. */

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

import { idsIn, linesWithoutIds } from "../../../web/static/js/home/list.js";
import { fromQuery, isPlace, toAddress, unknownIn } from "../../../web/static/js/home/url.js";
import { apiRoute, encodeId, pageOf } from "../../../web/static/js/links.js";
import { absent, breakdown, count, leftOut, licence, relationWord, snapshotWords, splitId } from "../../../web/static/js/words.js";

const EVERYTHING = fromQuery(new URLSearchParams());

test("counts are grouped, and unknown is said", () => {
  assert.equal(count(1234567), "1,234,567");
  assert.equal(count(0), "0");
  assert.equal(count(null), "not stated");
});

test("a licence is called by its name where its id says other, or nothing", () => {
  assert.equal(licence({ license: "other", license_name: "qwen-research" }), "qwen-research");
  assert.equal(licence({ license: "Other", license_name: null }), "Other");
  assert.equal(licence({ license: null, license_name: "qwen" }), "qwen");
  assert.equal(licence({ license: "mit", license_name: "qwen" }), "mit");
  assert.equal(licence({ license: null, license_name: null }), "not stated");
});

test("what is not there is not stated only where somebody could have stated it", () => {
  const snapshot = snapshotWords({ part: "this sample", notInSource: "license likes" });
  assert.equal(absent(snapshot, "license", "listed"), "not in this source");
  assert.equal(absent(snapshot, "downloads", "listed"), "not stated");
  assert.equal(absent(snapshot, "downloads", "missing"), "not in this sample");
  assert.equal(absent(snapshotWords({}), "license", "removed"), "not stated");
});

test("what a count leaves out is said in words", () => {
  const snapshot = snapshotWords({ part: "this sample" });
  assert.equal(leftOut(snapshot, { models: 1662, copies: 12 }), "and 1,662 more hang on copies that are not in this sample");
  assert.equal(leftOut(snapshot, { models: 1, copies: 1 }), "and 1 more hangs on a copy that is not in this sample");
});

test("a breakdown keeps the relations' order, uses plurals and leaves zeros out", () => {
  assert.equal(breakdown({ merge: 1, finetune: 4846, adapter: 0 }), "4,846 finetunes, 1 merge");
  assert.equal(relationWord(null), "root");
});

test("an id's slash separates path segments and everything else is escaped", () => {
  assert.equal(encodeId("a b/c?d#e%<"), "a%20b/c%3Fd%23e%25%3C");
  assert.equal(pageOf("models", "Qwen/Qwen3-8B"), "/models/Qwen/Qwen3-8B");
  assert.equal(apiRoute("children", "a/b", { sort: "likes", offset: 0, relation: null }), "/api/v1/children/a/b?sort=likes&offset=0");
});

test("an id without an owner is all name", () => {
  assert.deepEqual(splitId("gpt2"), { owner: "", name: "gpt2" });
  assert.deepEqual(splitId("a/b/c"), { owner: "a", name: "b/c" });
});

test("the home page's state survives its URL, readable where it can be", () => {
  const lit = { ...EVERYTHING, ids: ["Qwen/Qwen3-8B", "gpt2"] };
  const filtered = { ...EVERYTHING, colour: "license", size: "likes", only: ["permissive", "not_stated"], hits: "coder 9b & more" };
  for (const state of [EVERYTHING, { ...EVERYTHING, model: "a/b&c=<d>", view: "0.1,-2,33", colour: "month" }, lit, filtered]) {
    const { searchParams, hash } = new URL(toAddress("/", state), "http://x");
    assert.deepEqual(fromQuery(searchParams, hash), state);
  }
  assert.equal(toAddress("/", { ...EVERYTHING, model: "Qwen/Qwen3", view: "1,2,3" }), "/?model=Qwen/Qwen3&view=1,2,3");
  const many = Array.from({ length: 2_000 }, (_, i) => `owner/name-${i}`);
  const long = new URL(toAddress("/", { ...EVERYTHING, size: "likes", ids: many }), "http://x");
  assert.equal(`${long.pathname}${long.search}`, "/?size=likes", "no server sees a long list");
  assert.deepEqual(fromQuery(long.searchParams, long.hash), { ...EVERYTHING, size: "likes", ids: many });
  assert.deepEqual([isPlace(long.hash), isPlace("#content"), isPlace("")], [false, true, false]);
  const nonsense = new URLSearchParams("colour=taste&size=weight");
  assert.deepEqual(fromQuery(nonsense), EVERYTHING, "nothing is coloured by that: as without");
  assert.match(unknownIn(nonsense) ?? "", /no colour “taste”.*by relation.*licen[sc]e/);
  assert.equal(unknownIn(new URLSearchParams("colour=relation&size=likes")), null);
});

test("the ids of a pasted list are read from lines, tables, quotes and addresses, each once", () => {
  const text = 'id,downloads\n"Qwen/Qwen3-8B", 12\nhttps://huggingface.co/unsloth/x_1.5-GGUF/tree/main\ngpt2\nQwen/Qwen3-8B\ntwo words\n[a/b](c)';
  assert.deepEqual(idsIn(text), ["Qwen/Qwen3-8B", "unsloth/x_1.5-GGUF", "gpt2", "a/b"]);
  assert.deepEqual(idsIn(""), []);
  assert.deepEqual(linesWithoutIds("a/b\r\n\n two words\nx/y, z\n;;\n"), [" two words", ";;"]);
});

test("a pasted text names the model that it names elsewhere", () => {
  const pasted = JSON.parse(readFileSync(new URL("../../pasted_ids.json", import.meta.url), "utf8"));
  for (const [text, id] of Object.entries(pasted)) assert.deepEqual(idsIn(text), id ? [id] : [], text);
});
