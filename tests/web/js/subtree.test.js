/** The subtree's pure parts: layout, what is shown, and the URL. */

import assert from "node:assert/strict";
import { test } from "node:test";

import { beginning, layout, linkWidth } from "../../../web/static/js/subtree/layout.js";
import { treeInSvg } from "../../../web/static/js/subtree/picture.js";
import { MOST, fetchKey, firstOf, fromQuery, more, onlyOf, relationFor, toQuery, toggled, tree } from "../../../web/static/js/subtree/state.js";

const MEASURES = { column: 100, row: 10, gap: 4 };

const leaf = (key) => ({ key, data: key, children: [] });
const item = (id, children = 0, relation = "finetune") => ({ id, children, relation, descendants: children, parents: 1, status: "listed" });
const fetchedOf = (items, by_relation = {}) => {
  const total = Object.values(by_relation).reduce((a, b) => a + b, 0);
  const all = items.reduce((sums, { relation }) => ({ ...sums, [relation]: (sums[relation] ?? 0) + 1 }), by_relation);
  return { items, total: items.length + total, remainder: { total, by_relation }, by_relation: all };
};
const ALL = { sort: "descendants", size: 10, open: null, relation: null, only: new Map(), fit: false };
const under = (pairs) => new Map(pairs.map(([id, children]) => [`:${id}`, children]));

test("leaves stand in rows, a parent midway between its first and last child", () => {
  const { placed, width } = layout({ key: "r", data: "r", children: [leaf("a"), leaf("b"), leaf("c")] }, MEASURES);
  const y = Object.fromEntries(placed.map((p) => [p.key, p.y]));
  assert.deepEqual([y.b - y.a, y.c - y.b], [10, 10]);
  assert.equal(y.r, y.b);
  assert.equal(width, 200);
});

test("nothing overlaps: two nodes of a column are a row apart at least", () => {
  const deep = { key: "r", data: "r", children: [1, 2, 3].map((i) => ({ key: `p${i}`, data: "", children: Array.from({ length: i }, (_, k) => leaf(`${i}.${k}`)) })) };
  const { placed, height } = layout(deep, MEASURES);
  for (const column of [0, 100, 200]) {
    const ys = placed.filter((p) => p.x === column).map((p) => p.y).sort((a, b) => a - b);
    ys.slice(1).forEach((y, i) => assert.ok(y - ys[i] >= MEASURES.row));
    assert.ok(ys.every((y) => y > 0 && y < height));
  }
});

test("nodes come in reading order and know their place among siblings", () => {
  const { placed } = layout({ key: "r", data: "", children: [{ key: "a", data: "", children: [leaf("a1")] }, leaf("b")] }, MEASURES);
  assert.deepEqual(placed.map((p) => p.key), ["r", "a", "a1", "b"]);
  assert.deepEqual(placed.map((p) => [p.depth, p.position, p.siblings]), [[0, 1, 1], [1, 1, 2], [2, 1, 1], [1, 2, 2]]);
});

test("links grow with what they carry, within bounds", () => {
  assert.ok(linkWidth(0) >= 1 && linkWidth(0) < linkWidth(100) && linkWidth(1e9) <= 7);
});

test("a view survives the URL, ids with colons, commas and markup included", () => {
  const open = new Map([["a/b", 10], ["x:y/<script>&,z", 5]]);
  const only = new Map([["a/b", "merge"], ["x:y/<script>&,z", null]]);
  for (const view of [{ ...ALL, sort: "downloads", size: 50, open }, { ...ALL, open: new Map(), relation: "adapter", only, fit: true }, { ...ALL, sort: "likes", size: 5 }])
    assert.deepEqual(fromQuery(new URLSearchParams(toQuery(view).toString())), view);
});

test("nonsense in the URL is as if it were absent", () => {
  const view = fromQuery(new URLSearchParams("sort=evil&size=7&open=x&open=0:a&open=99999:b&open=9999:c&relation=taste&only=b&only=taste:c&fit=no"));
  assert.deepEqual(view, { ...ALL, open: new Map([["c", MOST]]) });
});

test("toggling opens with the page size and closes again; more adds a page to what stands there", () => {
  const start = { ...ALL, sort: "likes", size: 20, open: new Map() };
  const opened = toggled(start, "a");
  assert.equal(opened.open.get("a"), 20);
  assert.equal(toggled(opened, "a").open.has("a"), false);
  assert.equal(more(opened, "a", 20).open.get("a"), 40);
  assert.equal(start.open.size, 0);
});

test("an incomplete list ends in a pill with the exact remainder; a complete one has none", () => {
  const fetched = under([["r", fetchedOf([item("a"), item("b")], { merge: 3, adapter: 4 })], ["a", fetchedOf([item("c")])]]);
  const drawn = tree(item("r", 9), new Map([["r", 2], ["a", 5]]), fetched, ALL);
  assert.deepEqual(drawn.children.map((n) => n.data.kind), ["counts", "model", "model", "more"]);
  assert.deepEqual(drawn.children[0].data.by_relation, { merge: 3, adapter: 4, finetune: 2 }, "how many of each come first");
  assert.deepEqual(drawn.children[3].data.remainder, { total: 7, by_relation: { merge: 3, adapter: 4 } });
  assert.deepEqual(drawn.children[1].children.map((n) => n.data.kind), ["model"], "of one relation there is nothing to tell");
});

test("a model's children are shown of one relation, of all again, and else as everywhere", () => {
  const merges = onlyOf(ALL, "r", "merge");
  assert.deepEqual([relationFor(merges, "r"), relationFor(merges, "a")], ["merge", null]);
  assert.deepEqual(onlyOf(merges, "r", "merge"), ALL, "chosen twice is not chosen");
  const adapters = { ...ALL, relation: "adapter" };
  assert.equal(relationFor(onlyOf(adapters, "r", "adapter"), "r"), null, "all of one model where else there are adapters");
  const fetched = new Map([[fetchKey(merges, "r"), fetchedOf([item("m", 0, "merge")], {})]]);
  const drawn = tree(item("r", 9), new Map([["r", 5]]), fetched, merges);
  assert.deepEqual(drawn.children.map((n) => n.data.kind), ["counts", "model"], "the way back stands there");
  assert.equal(drawn.children[0].data.chosen, "merge");
});

test("a tree in SVG has every node, a link less, and names as text", () => {
  const fetched = under([["r/<b>", fetchedOf([item("o/a"), item("o/m", 0, "merge")])]]);
  const { placed, width, height } = layout(tree(item("r/<b>", 2), new Map([["r/<b>", 5]]), fetched, ALL), MEASURES);
  const text = treeInSvg(placed, { node: 80, width, height }, { ground: "g", ink: "i", soft: "s", of: (relation) => `of-${relation}` }, ["T & t", "about"]);
  assert.equal(text.match(/<path /g).length, 3);
  assert.equal(text.match(/<rect x/g).length, 4);
  assert.match(text, /<title>T &amp; t<\/title>/);
  assert.match(text, />&lt;b&gt;<.*\n/);
  assert.match(text, /stroke="of-merge"/);
});

test("showing fewer than were fetched counts the rest into the remainder: shown and remainder add up", () => {
  const children = fetchedOf([item("a", 0, "merge"), item("b", 0, "adapter"), item("c", 0, "adapter")], { merge: 2 });
  for (const shown of [1, 2, 3, 9]) {
    const part = firstOf(children, shown);
    assert.equal(part.items.length + part.remainder.total, children.total);
    assert.equal(Object.values(part.remainder.by_relation).reduce((a, b) => a + b, 0), part.remainder.total);
  }
  assert.deepEqual(firstOf(children, 1).remainder.by_relation, { merge: 2, adapter: 2 });
});

test("a cycle is marked where it closes and never opened again; keys stay unique where a merge stands twice", () => {
  const fetched = under([["r", fetchedOf([item("a", 1), item("b", 1)])], ["a", fetchedOf([item("r", 2), item("m")])], ["b", fetchedOf([item("m")])]]);
  const drawn = tree(item("r", 2), new Map([["r", 9], ["a", 9], ["b", 9]]), fetched, ALL);
  const [again] = drawn.children[0].children;
  assert.equal(again.data.again, true);
  assert.deepEqual(again.children, []);
  const { placed } = layout(drawn, MEASURES);
  assert.equal(new Set(placed.map((p) => p.key)).size, placed.length);
});

test("a view begins with the root in the middle, or with its first child, and never without the root", () => {
  assert.equal(beginning(1000, null, 600), 700);
  assert.equal(beginning(1000, 900, 600), 700); // both are in it
  assert.equal(beginning(1000, 600, 600), 560); // the child at the edge
  assert.equal(beginning(1000, 20, 600), 440); // too far away: the root at the other edge
});
