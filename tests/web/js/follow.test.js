/** Following a graph that grows: what the line says, and the camera that keeps what the eye rests on where it is. */

import assert from "node:assert/strict";
import { test } from "node:test";

import { toScreen } from "../../../web/static/js/map/camera.js";
import { anchorOf, following, proportional } from "../../../web/static/js/map/follow.js";
import { decode, names } from "../../../web/static/js/map/scene.js";
import { duration, paceWords, part, progressWords } from "../../../web/static/js/progress.js";

const CRAWL = {
  state: "running",
  subject: "what descends from the models of Qwen",
  hub: "https://huggingface.co",
  synthetic: false,
  requests: 312,
  planned: 1000,
  models: 145210,
  share: 0.731,
  share_low: 0.297,
  share_high: 0.928,
  pace: 61.2,
  quota: 500,
  window: 300,
  rests: null,
  left: 688,
  trouble: null,
};
const SIZE = { width: 800, height: 600 };

test("the line says how far it is, the estimate with its interval, the pace against the quota and the time left", () => {
  assert.equal(
    progressWords(CRAWL),
    "Reading what descends from the models of Qwen: 312 of 1,000 requests, 145,210 models, an estimated 73 % (30 to 93 %) of it by now; 11 min left.",
  );
  assert.equal(paceWords(CRAWL), "61 requests a minute, 500 are allowed in 5 min.");
});

test("a spent quota, a stop and the end are said as they are", () => {
  assert.equal(paceWords({ ...CRAWL, rests: 130 }), "The Hub's quota is spent: it goes on in 2 min.");
  assert.equal(paceWords({ ...CRAWL, state: "ended" }), "");
  assert.match(progressWords({ ...CRAWL, state: "stopped", trouble: "it answers 503" }), /was stopped \(it answers 503\): 312 of 1,000 .* `qwen-lineage run` goes on\.$/);
  assert.match(progressWords({ ...CRAWL, state: "ended" }), /^Read what descends from the models of Qwen: .* of it\.$/);
});

test("only all of it is 100 %", () => {
  const words = progressWords({ ...CRAWL, share: 0.9977, share_low: 0.0013, share_high: 1 });
  assert.match(words, /an estimated 99\.8 % \(0\.1 to 100 %\) of it/);
});

test("what nobody can say is left out", () => {
  const early = { ...CRAWL, requests: 1, planned: null, models: 1000, share: null, share_low: null, share_high: null, pace: null, left: null };
  assert.equal(progressWords(early), "Reading what descends from the models of Qwen: 1 request, 1,000 models.");
  assert.equal(paceWords(early), "");
  assert.equal(part(early), null);
  assert.equal(part({ ...early, share: 0.25 }), 0.25);
  assert.equal(part({ ...CRAWL, requests: 1001 }), 1);
});

test("seconds are minutes from one on", () => {
  assert.deepEqual([0, 1.4, 59.4, 59.5, 90, 3600].map(duration), ["1 s", "1 s", "59 s", "1 min", "2 min", "60 min"]);
});

test("what the eye rests on stays at its pixel and keeps its size, wherever the next map has it", () => {
  const camera = { x: 110, y: 45, scale: 2 };
  const [from, to] = [{ x: 100, y: 50, r: 10 }, { x: -300, y: 700, r: 40 }];
  const next = following(camera, from, to);
  assert.deepEqual(toScreen(next, SIZE, to.x, to.y), toScreen(camera, SIZE, from.x, from.y));
  assert.equal(next.scale * to.r, camera.scale * from.r);
});

test("without anything to rest on the place relative to the whole stays", () => {
  const before = { x: 0, y: 0, width: 100, height: 100 };
  const after = { x: -50, y: -50, width: 300, height: 300 };
  assert.deepEqual(proportional({ x: 25, y: 75, scale: 3 }, before, after), { x: 25, y: 175, scale: 1 });
});

test("the eye rests on the selected model, else on the one in the middle, else on nothing", async () => {
  const ANSWER = {
    extent: [0, 0, 400, 400], scale: 1, unit: 1, circle: [1], parent: [-1], x: [100], y: [100], r: [80], core_x: [0], core_y: [0],
    relation: "5", joined: "0", leaves: [[0], [0], [0], [0], [0]], inner: [3], elsewhere: 0, named: [0], id: ["o/base"], downloads: [7],
    descendants: [9], undercount: [0], missing: [0],
  };
  const scene = decode(ANSWER);
  const store = { scene, names: names(ANSWER, scene), leaf: () => undefined, wantNames: async () => {}, wantLeaves: async () => {} };
  const place = { x: 5, y: 6, r: 7, leaf: 3, chain: [] };
  assert.deepEqual(await anchorOf(store, { x: 0, y: 0, scale: 1 }, { id: "o/selected", place, relation: null, others: [] }), { id: "o/selected", ring: place });
  assert.deepEqual(await anchorOf(store, { x: 110, y: 100, scale: 1 }, null), { id: "o/base", ring: { x: 100, y: 100, r: 80 } });
  assert.equal(await anchorOf(store, { x: 390, y: 390, scale: 1 }, null), null);
});
