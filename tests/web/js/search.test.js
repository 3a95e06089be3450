/** The search palette's state. */

import assert from "node:assert/strict";
import { test } from "node:test";

import { START, activeItem, closed, failed, found, matched, moved, typed } from "../../../web/static/js/search/state.js";

const items = [{ id: "a/x" }, { id: "b/x" }];

test("results arrive for the text that is there, the first one active", () => {
  const state = found(typed(START, " x "), "x", items);
  assert.deepEqual([state.query, state.active, state.open, state.items.length], ["x", 0, true, 2]);
});

test("a late answer to an earlier text changes nothing", () => {
  const state = typed(found(typed(START, "x"), "x", items), "xy");
  assert.equal(found(state, "x", []), state);
  assert.equal(failed(state, "x", "no"), state);
});

test("the active result wraps round both ends; without results it stays", () => {
  const state = found(typed(START, "x"), "x", items);
  assert.equal(moved(state, -1).active, 1);
  assert.equal(moved(moved(state, 1), 1).active, 0);
  assert.equal(moved(typed(START, "x"), 1).active, -1);
});

test("the owner whose name is typed comes first, before the items", () => {
  const owner = { name: "X", level: /** @type {const} */ ("organisation"), descendants: 3 };
  const state = found(typed(START, "x"), "x", items, owner);
  assert.deepEqual([state.active, activeItem(state)], [0, undefined]);
  assert.equal(activeItem(moved(state, 1)), items[0]);
  assert.equal(activeItem(moved(state, -1)), items[1]);
  assert.equal(moved(moved(state, 2), 1).active, 0);
  assert.equal(found(typed(START, "x"), "x", [], owner).active, 0);
});

test("an empty text starts anew; closing keeps what was found", () => {
  const state = found(typed(START, "x"), "x", items);
  assert.deepEqual(typed(state, "  "), START);
  assert.deepEqual([closed(state).open, closed(state).items], [false, items]);
});

test("each word that was typed is cut out wherever it stands, whatever its capitals; no match leaves the text whole", () => {
  assert.deepEqual(matched("Qwen/Qwen3", "WEN3"), ["Qwen/Q", "wen3", ""]);
  assert.deepEqual(matched("Qwen/Qwen2.5-7B-Instruct", "qwen 2.5 instruct"), ["", "Qwen", "/", "Qwen", "", "2.5", "-7B-", "Instruct", ""]);
  assert.deepEqual(matched("a<b>", "z"), ["a<b>"]);
  assert.deepEqual(matched("a/b(c)", "b(c) ("), ["a/", "b(c)", ""]);
  assert.deepEqual(matched("a.b", " "), ["a.b"]);
});
