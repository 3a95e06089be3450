/** The drawing loop: when the picture is painted, and when it is moved. */

import assert from "node:assert/strict";
import { test } from "node:test";

let next = () => {};
globalThis.requestAnimationFrame = (frame) => ((next = frame), 1);
globalThis.cancelAnimationFrame = () => {};

const { pan } = await import("../../../web/static/js/map/camera.js");
const { DrawingLoop } = await import("../../../web/static/js/map/frames.js");
const { emptyScene } = await import("../../../web/static/js/map/scene.js");

const PALETTE = { relations: [] };
const CANVAS = { size: { width: 800, height: 600 }, apron: { width: 200, height: 150 }, whole: { width: 1200, height: 900 }, font: "" };
const EXTENT = { x: -1e4, y: -1e4, width: 2e4, height: 2e4 };

/** A loop, what it shows, and what it did so far: "painted", a text that it wrote, or where the picture was put. */
function loop() {
  const did = [];
  const calls = { fillRect: () => did.push("painted"), fillText: (text) => did.push(text), getTransform: () => ({ a: 1, e: 0, f: 0 }) };
  const context = new Proxy(calls, { get: (_, name) => calls[name] ?? (() => {}), set: () => true });
  const showing = { scene: emptyScene(1), names: new Map(), continents: [], leafOf: () => undefined, extent: EXTENT, camera: { x: 0, y: 0, scale: 1 }, moving: true };
  Object.assign(showing, { selected: null, lit: null, hovered: null, palette: PALETTE, paint: { kinds: 0, colours: [], haze: "", own: new Uint8Array(1), counts: new Int32Array(0), leaves: null } });
  const stage = {
    ...CANVAS,
    paper: () => context,
    place: ({ dx, dy, scale }) => did.push([dx, dy, scale]),
    over: (shown) => (did.push(shown ? "over" : "nothing over"), shown ? context : null),
  };
  return { loop: new DrawingLoop(stage, () => showing, () => did.push("framed")), showing, did: () => did.splice(0) };
}

test("a hand moves the picture that was painted once, until its apron ends; then what lies ahead of it is painted", () => {
  const { loop: map, showing, did } = loop();
  showing.moving = false;
  map.drawNow();
  assert.deepEqual(did(), ["painted", [0, 0, 1], "framed", "nothing over"]);
  showing.moving = true;
  const dragged = (dx) => {
    showing.camera = pan({ x: 0, y: 0, scale: 1 }, dx, 0);
    map.move();
    next();
    return did();
  };
  for (const dx of [50, 200]) assert.deepEqual(dragged(dx), [[dx, 0, 1], "framed", "nothing over"]);
  assert.deepEqual(dragged(201), ["painted", [-150, 0, 1], "framed", "nothing over"]);
  assert.deepEqual(dragged(551).slice(0, 1), [[200, 0, 1]], "as far as the apron on both sides is wide");
  assert.deepEqual(dragged(552).slice(0, 1), ["painted"]);
});

test("what changed is painted at rest, once however often it changed; a moving hand is not kept waiting", () => {
  const { loop: map, showing, did } = loop();
  map.drawNow();
  did();
  map.draw();
  next();
  assert.deepEqual(did(), [[0, 0, 1], "framed", "nothing over"]);
  showing.moving = false;
  map.draw();
  map.move();
  next();
  assert.deepEqual(did(), ["painted", [0, 0, 1], "framed", "nothing over"]);
  map.move();
  next();
  assert.deepEqual(did(), [[0, 0, 1], "framed", "nothing over"]);
});

/** A family of radius 100 at that place, its core's radius 2.92, in the middle of what the loop shows at rest. */
function family(scene, row, x) {
  scene.circle[row] = row;
  [scene.x[row], scene.coreX[row], scene.r[row]] = [x, x, 100];
}

test("names that come later are added to the map at rest, and nothing is painted where none is to be seen", () => {
  const { loop: map, showing, did } = loop();
  Object.assign(showing, { scene: emptyScene(2), moving: false });
  family(showing.scene, 0, -150);
  family(showing.scene, 1, 150);
  Object.assign(showing.paint, { own: new Uint8Array(2), colours: ["red"] });
  showing.names.set(0, { id: "a/first", downloads: 1, descendants: 2, undercount: 0, missing: false });
  map.drawNow();
  assert.deepEqual(did().slice(0, 3), ["painted", "a/first", "2 derived"]);
  map.draw();
  next();
  assert.deepEqual(did(), [[0, 0, 1], "framed", "nothing over"]);
  showing.names.set(1, { id: "a/second", downloads: 1, descendants: 2, undercount: 0, missing: false });
  map.draw();
  next();
  assert.deepEqual(did().slice(0, 3), ["a/second", "2 derived", [0, 0, 1]]);
  assert.equal(map.last.drawn.labels, 2);
});

test("a name that is no more, and whatever else changed, is painted anew", () => {
  const { loop: map, showing, did } = loop();
  Object.assign(showing, { scene: emptyScene(1), moving: false });
  family(showing.scene, 0, 0);
  showing.paint.colours = ["red"];
  showing.names.set(0, { id: "a/first", downloads: 1, descendants: 2, undercount: 0, missing: false });
  map.drawNow();
  for (const change of [() => showing.names.clear(), () => (showing.paint = { ...showing.paint }), () => (showing.palette = { ...PALETTE }), () => (showing.camera = { ...showing.camera })]) {
    did();
    change();
    map.draw();
    next();
    assert.equal(did()[0], "painted");
  }
});

test("before there is a scene everything is painted as it comes", () => {
  const { loop: map, showing, did } = loop();
  showing.scene = emptyScene();
  map.drawNow();
  showing.scene = emptyScene(1);
  did();
  map.draw();
  next();
  assert.equal(did()[0], "painted");
});

test("what lies over the map is drawn for the camera of each frame; where there is nothing there is no canvas for it", () => {
  const { loop: map, showing, did } = loop();
  map.drawNow();
  showing.hovered = { x: 0, y: 0, r: 5 };
  did();
  map.drawOver();
  assert.deepEqual(did(), ["over"]);
  map.move();
  next();
  assert.equal(did().at(-1), "over");
  showing.hovered = null;
  map.drawOver();
  assert.deepEqual(did(), ["nothing over"]);
});
