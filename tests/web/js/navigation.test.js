/** Moving over the map: what hands do to the camera, and when the map says that it has come to rest. */

import assert from "node:assert/strict";
import { test } from "node:test";

globalThis.matchMedia = () => ({ matches: true }); // a visitor who wants no motion: flights arrive at once
globalThis.requestAnimationFrame = (draw) => (draw(performance.now() + 1e6), 1);
globalThis.cancelAnimationFrame = () => {};

const { Navigation } = await import("../../../web/static/js/map/navigation.js");
const { parseView } = await import("../../../web/static/js/map/url.js");

const EXTENT = { x: 0, y: 0, width: 400, height: 400 };
const SIZE = { width: 800, height: 600 };
const NO_PANEL = { top: 0, right: 0, bottom: 0, left: 0 };

function navigation(insets = () => NO_PANEL) {
  const calls = [];
  const hooks = { moved: () => calls.push("moved"), settled: () => calls.push("settled"), rested: (view) => calls.push(view) };
  return { map: new Navigation(() => EXTENT, () => SIZE, insets, hooks), calls };
}

test("a map begins where the URL says, else with everything", () => {
  const { map } = navigation();
  assert.equal(map.begin("10,20,5"), true);
  assert.deepEqual([map.camera, map.view], [{ x: 10, y: 20, scale: 5 }, "10,20,5"]);
  const { map: whole } = navigation();
  assert.equal(whole.begin(null), false);
  assert.deepEqual([whole.camera, whole.view], [whole.whole, null]);
  whole.stop();
  map.stop();
});

test("what a hand does moves the camera, and the map says when it has paused and where it rests", (t) => {
  t.mock.timers.enable({ apis: ["setTimeout"] });
  const { map, calls } = navigation();
  map.begin(null);
  map.pan(10, 0);
  map.zoom(400, 300, 2);
  assert.deepEqual(calls, ["moved", "moved"]);
  assert.equal(map.moving, true);
  t.mock.timers.tick(200);
  assert.deepEqual([calls.at(-1), map.moving], ["settled", false]);
  t.mock.timers.tick(50);
  assert.deepEqual(parseView(calls.at(-1)), parseView(map.view));
  t.mock.timers.tick(1000);
  assert.equal(calls.length, 4, "once each, however often the hand moved");
});

test("a hand that was kept waiting by a slow frame has not paused", (t) => {
  t.mock.timers.enable({ apis: ["setTimeout"] });
  let now = 1000;
  t.mock.method(performance, "now", () => now);
  const { map, calls } = navigation();
  map.begin(null);
  map.pan(10, 0);
  now += 600;
  t.mock.timers.tick(200);
  assert.deepEqual([calls.includes("settled"), map.moving], [false, true]);
  now += 120;
  t.mock.timers.tick(120);
  assert.deepEqual([calls.at(-1), map.moving], ["settled", false]);
  map.stop();
});

test("the time that a frame takes to draw is no pause of the hand", (t) => {
  t.mock.timers.enable({ apis: ["setTimeout"] });
  const { map, calls } = navigation();
  map.begin(null);
  map.pan(10, 0);
  t.mock.timers.tick(190);
  map.drawn();
  t.mock.timers.tick(190);
  assert.deepEqual([calls.includes("settled"), map.moving], [false, true]);
  t.mock.timers.tick(10);
  assert.deepEqual([calls.includes("settled"), map.moving], [true, false]);
  map.drawn();
  t.mock.timers.tick(1000);
  assert.equal(calls.filter((call) => call === "settled").length, 1, "at rest a frame waits for nothing");
  map.stop();
});

test("what is gone to arrives exactly, the whole map as the whole map; nobody can leave the map", () => {
  const { map } = navigation();
  map.begin(null);
  map.flyTo({ x: 100, y: 100, scale: 20 });
  assert.deepEqual(map.camera, { x: 100, y: 100, scale: 20 });
  map.show(null);
  assert.equal(map.view, null);
  map.pan(1e6, 1e6);
  assert.deepEqual([map.camera.x, map.camera.y], [0, 0]);
  map.refit();
  assert.equal(map.view === null, false, "a map that was moved stays where it is when its canvas changes");
  map.stop();
});

test("the pointer's place on the map is known without measuring panels, as it is asked for every frame", () => {
  const { map } = navigation(() => assert.fail("measured"));
  map.jump({ x: 10, y: 10, scale: 2 });
  assert.deepEqual(map.toMap(400, 300), [10, 10]);
  map.pan(5, 5);
  map.stop();
});
