/** The map's pure modules: formula, camera, place in the URL, scene, picking, labels, flight. */

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

import { fit, keepNear, pan, toMap, toScreen, visible, zoom } from "../../../web/static/js/map/camera.js";
import { className } from "../../../web/static/js/map/class-words.js";
import { classPaint, coloursOf, decodeColours, dominant, relationPaint } from "../../../web/static/js/map/colours.js";
import { filtered, shownOf, toggledClass } from "../../../web/static/js/map/filter.js";
import { frameOf } from "../../../web/static/js/home/minimap.js";
import { SvgContext } from "../../../web/static/js/svg-context.js";
import { factorsOf, sizesOf } from "../../../web/static/js/map/sizes.js";
import { continentLabels, continentsOf } from "../../../web/static/js/map/continents.js";
import { MOVING, STILL } from "../../../web/static/js/map/draw.js";
import { flight } from "../../../web/static/js/map/fly.js";
import { callings, crossedBy, familyLabels, leafLabels, shortName, withoutCollisions } from "../../../web/static/js/map/labels.js";
import { namesAbove } from "../../../web/static/js/map/overlay.js";
import { RELATION_KEYS } from "../../../web/static/js/map/palette.js";
import { pick } from "../../../web/static/js/map/pick.js";
import { ahead, apronOf, onCanvas, placement, serves } from "../../../web/static/js/map/picture.js";
import { heart, lineage, outline } from "../../../web/static/js/map/place.js";
import { decode, leafRelation, merge, names, rowOf } from "../../../web/static/js/map/scene.js";
import { formatView, parseView } from "../../../web/static/js/map/url.js";
import { coreRadius, DOT, heartRadius, leafAt, leafPosition, leavesBetween } from "../../../web/static/js/map/sunflower.js";
import { meets } from "../../../web/static/js/map/visibility.js";
import { covers, windowFor } from "../../../web/static/js/map/windows.js";

const SIZE = { width: 800, height: 600 };
const CAMERA = { x: 10, y: -20, scale: 2 };
const NO_INSETS = { top: 0, right: 0, bottom: 0, left: 0 };
const TABLE = JSON.parse(readFileSync(new URL("sunflower.json", import.meta.url), "utf8"));

/** @param {number} a @param {number} b */
const near = (a, b, tolerance = 1e-9) => assert.ok(Math.abs(a - b) <= tolerance, `${a} is not ${b}`);

/** A root of 10 models (3 finetunes and 2 quantisations as leaves) with one shown sub-family of 3, at a coarse unit. */
const ANSWER = {
  extent: [0, 0, 100, 100],
  scale: 1,
  unit: 0.5,
  circle: [4, 3],
  parent: [-1, 1],
  x: [100, 20],
  y: [100, 0],
  r: [60, 10],
  core_x: [-10, 0],
  core_y: [0, 0],
  relation: "53",
  joined: "00",
  leaves: [[3, 1], [0, 0], [0, 0], [2, 1], [0, 0]],
  inner: [4, 0],
  elsewhere: 7,
  named: [0],
  id: ["Qwen/Qwen3-8B"],
  downloads: [null],
  descendants: [9],
  undercount: [2],
  missing: [1],
  continents: { continent: [2], name: ["Qwen"], x: [100], y: [100], r: [80], families: [3], union: [1234] },
};

const PALETTE = {
  relations: ["f", "a", "m", "q", "u", "root"],
  classes: ["one", "two"],
  neutral: { other: "other", unknown: "unknown", several: "several", undated: "undated", not_stated: "none" },
  scale: [[0.4, 0.1, 300], [0.9, 0.2, 100]],
};
const base64 = (/** @type {number[]} */ ...bytes) => btoa(String.fromCharCode(...bytes));

/** The classes of ANSWER's points: the root's five leaves counted, the two of its sub-family one by one. */
const COLOURS = { own: base64(0, 2), parts: base64(2, 255), part_class: base64(0, 1), part_leaves: base64(3, 0, 0, 0, 2, 0, 0, 0), leaves: base64(2, 0) };

test("the classes of points are counted from afar, and known one by one from near", () => {
  const scene = decode(ANSWER);
  const known = decodeColours(COLOURS, scene);
  const paint = classPaint(scene, ["one", "two", "three"], (circle) => known.get(circle), PALETTE);
  assert.deepEqual(paint.colours, ["one", "two", "three", "other"]);
  assert.deepEqual([...paint.own], [0, 2]);
  assert.deepEqual([...paint.counts], [3, 2, 0, 0, 1, 0, 1, 0]);
  assert.deepEqual(paint.leaves?.map((codes) => codes && [...codes]), [null, [2, 0]]);
  assert.deepEqual([0, 1].map((row) => dominant(paint, row)), [0, 0]);
});

test("a class is called by its name, downloads in thousands, what has no name by what that means", () => {
  const named = (/** @type {string} */ name, kind = "value", /** @type {any} */ colour = "maker") => className({ name, kind }, colour);
  assert.deepEqual(["0", "1-9", "1000-9999", "1000000-", "2025-04", "share_alike", "Qwen"].map((name) => named(name)), [
    "0", "1 to 9", "1k to 10k", "1M or more", "2025-04", "share-alike", "Qwen",
  ]);
  assert.equal(named("", "not_stated"), "not stated");
  assert.deepEqual(["0-999999999", "3000000000-5999999999", "100000000000-"].map((name) => named(name)), ["under 1B", "3B to 6B", "100B or more"]);
  assert.deepEqual(["maker", "task", "mass_upload"].map((colour) => named("", "other", colour)), ["other organisations", "other tasks", "of no mass upload"]);
});

test("a filter dims what it does not show, and a family of which something is shown is no dim disc", () => {
  const scene = decode(ANSWER);
  const paint = relationPaint(scene, PALETTE);
  assert.equal(filtered(paint, shownOf(RELATION_KEYS, []), "dim"), paint, "all are shown");
  assert.equal(shownOf(RELATION_KEYS, ["taste"]), null, "nothing of that name could be shown");
  const shown = shownOf(RELATION_KEYS, ["quantized", "root"]);
  const dimmed = filtered(paint, shown, "dim");
  assert.deepEqual(dimmed.colours.map((colour) => colour !== "dim"), [false, false, false, true, false, true]);
  assert.equal(dominant(dimmed, 0), 3, "the quantisations, though most of its leaves are others");
  assert.deepEqual(shownOf(["2024-12", "2025-01", "undated"], ["2025"]), [false, true, false], "a year is its months");
  assert.deepEqual(toggledClass(["a"], "b", 3), ["a", "b"]);
  assert.deepEqual(toggledClass(["a", "b"], "a", 3), ["b"]);
  assert.deepEqual(toggledClass(["a", "b"], "c", 3), [], "all of them is no filter");
});

test("marks grow in even steps of their area; rings have the area of their dots together, what is unknown is least", () => {
  const kinds = ["value", "value", "value", "not_stated"].map((kind) => ({ kind: /** @type {any} */ (kind) }));
  const factors = factorsOf(kinds);
  const areas = factors.map((factor) => Number((factor ** 2).toFixed(3)));
  assert.deepEqual(areas, [0.05, 0.525, 1, 0.05]);
  const scene = decode(ANSWER);
  const known = new Map([[scene.circle[0], { own: 2, parts: /** @type {[number, number][]} */ ([[0, 1], [2, 4]]), leaves: null }]]);
  const sizes = sizesOf(scene, kinds, (circle) => known.get(circle));
  assert.equal(sizes.unknown, 3);
  assert.deepEqual([...sizes.hearts], [1, 1], "what is being asked for has its full size");
  assert.equal(sizes.cores[0].toFixed(4), Math.sqrt((0.05 + 4) / 5).toFixed(4));
});

test("points whose class is under way are neutral, and none is lost", () => {
  const scene = decode(ANSWER);
  const paint = classPaint(scene, ["one"], () => undefined, PALETTE);
  assert.deepEqual([...paint.own], [1, 1]);
  assert.deepEqual([...paint.counts], [0, 5, 0, 2]);
});

test("what has an order has even steps of lightness, what is not stated has no colour of a value", () => {
  const item = (/** @type {string} */ name, kind = "value") => ({ name, kind, models: 1 });
  const months = coloursOf({ colour: "month", classes: [item("2025-01"), item("2025-02"), item("2025-03"), item("", "undated"), item("", "not_stated")] }, PALETTE);
  assert.deepEqual(months, ["oklch(0.4000 0.1000 300.00)", "oklch(0.6500 0.1500 200.00)", "oklch(0.9000 0.2000 100.00)", "undated", "none"]);
  const makers = coloursOf({ colour: "maker", classes: [item("Qwen"), item("Meta"), item("", "other")] }, PALETTE);
  assert.deepEqual(makers, ["one", "two", "other"]);
  const licenses = coloursOf({ colour: "license", classes: [item("permissive"), item("share_alike"), item("", "not_stated")] }, PALETTE);
  assert.deepEqual(licenses, ["two", "one", "none"]);
});

test("a continent is named on its shore, with its count where there is room, and not at all where there is none", () => {
  const continents = continentsOf(ANSWER);
  assert.deepEqual([...continents.keys()], [2]);
  const at = (/** @type {number} */ scale) => continentLabels(continents.values(), { x: 50, y: 50, scale }, SIZE);
  assert.deepEqual(at(4)[0].lines, ["Qwen · 1,234 descend"]);
  assert.deepEqual([at(4)[0].x, at(4)[0].y], [400, 300 - 4 * 40]);
  assert.deepEqual(at(1)[0].lines, ["Qwen"]);
  assert.deepEqual(at(0.5), []);
  assert.deepEqual([...continentsOf({ ...ANSWER, continents: undefined })], [], "an answer kept from an older server");
});

test("the sunflower is the server's, number for number", () => {
  for (const { x, y, leaves, k, at } of TABLE.positions) {
    const [px, py] = leafPosition(x, y, leaves, k);
    near(px, at[0]);
    near(py, at[1]);
  }
  for (const { leaves, core, heart } of TABLE.radii) {
    near(coreRadius(leaves), core);
    near(heartRadius(leaves), heart);
  }
});

test("the dot at a dot's centre is that dot, and the heart has none", () => {
  for (const k of [0, 1, 57, 998, 999]) {
    const [x, y] = leafPosition(0, 0, 1000, k);
    assert.equal(leafAt(1000, x + DOT / 2, y), k);
  }
  assert.equal(leafAt(1000, 0, 0), -1);
});

test("dots between two distances are found without looking at the others", () => {
  const [first, last] = leavesBetween(1000, 20, 22);
  for (let k = 0; k < 1000; k++) {
    const distance = Math.hypot(...leafPosition(0, 0, 1000, k));
    assert.equal(k >= first && k < last, distance >= 20 && distance <= 22, `dot ${k} at ${distance}`);
  }
  assert.deepEqual(leavesBetween(5, 100, 200), [5, 5]);
});

test("screen and map are each other's inverse", () => {
  const [px, py] = toScreen(CAMERA, SIZE, 30, 40);
  assert.deepEqual(toMap(CAMERA, SIZE, px, py), [30, 40]);
  assert.deepEqual(visible(CAMERA, SIZE), { x: -190, y: -170, width: 400, height: 300 });
});

test("zooming keeps the point under the pointer, within its limits", () => {
  const before = toMap(CAMERA, SIZE, 700, 100);
  const nearer = zoom(CAMERA, SIZE, 700, 100, 3, 0.1);
  const after = toMap(nearer, SIZE, 700, 100);
  near(after[0], before[0]);
  near(after[1], before[1]);
  assert.equal(zoom(CAMERA, SIZE, 0, 0, 1e-9, 0.5).scale, 0.5);
  assert.ok(zoom(CAMERA, SIZE, 0, 0, 1e9, 0.5).scale < 1000);
});

test("panning follows the hand, and the map cannot be lost", () => {
  assert.deepEqual(pan(CAMERA, 20, -10), { x: 0, y: -15, scale: 2 });
  assert.deepEqual(keepNear({ x: 900, y: -900, scale: 1 }, { x: 0, y: 0, width: 50, height: 50 }), { x: 50, y: 0, scale: 1 });
});

test("what is fitted lies wholly where no panel covers it", () => {
  const box = { x: -5, y: -5, width: 10, height: 10 };
  const insets = { ...NO_INSETS, right: 300 };
  const camera = fit(box, SIZE, insets);
  const [left, top] = toScreen(camera, SIZE, -5, -5);
  const [right, bottom] = toScreen(camera, SIZE, 5, 5);
  assert.ok(left >= 0 && right <= 500 && top >= 0 && bottom <= 600);
  near((left + right) / 2, 250);
});

test("a place survives the URL to a tenth of a pixel", () => {
  const camera = { x: 123.456789, y: -0.00001, scale: 12.34567 };
  const back = parseView(formatView(camera));
  assert.ok(back);
  near(back.x, camera.x, 0.05 / camera.scale);
  near(back.y, camera.y, 0.05 / camera.scale);
  assert.equal(formatView(back), formatView(camera));
});

test("a place that makes no sense is none", () => {
  for (const text of [null, "", "1,2", "1,2,0", "1,2,-3", "a,b,c", "1,2,3,4", "1e99,0,1", "NaN,0,1", "<b>,1,1"]) {
    assert.equal(parseView(text), null, String(text));
  }
});

test("an answer's differences are added up and its lengths are in map units", () => {
  const scene = decode(ANSWER);
  assert.deepEqual([...scene.circle], [4, 7]);
  assert.deepEqual([...scene.parent], [-1, 0]);
  assert.deepEqual([...scene.x], [50, 60]);
  assert.deepEqual([...scene.coreX], [45, 60]);
  assert.deepEqual([...scene.r], [30, 5]);
  assert.deepEqual([...scene.level], [0, 1]);
  assert.deepEqual([...scene.size], [10, 3]);
  assert.deepEqual([...scene.more], [1, 0], "10 models: itself, 5 leaves, 3 in the sub-family, and 1 not shown");
  assert.deepEqual(names(ANSWER, scene).get(4), { id: "Qwen/Qwen3-8B", downloads: null, descendants: 9, undercount: 2, missing: true });
});

test("leaves know their relation by their index", () => {
  const scene = decode(ANSWER);
  assert.deepEqual([0, 2, 3, 4].map((k) => leafRelation(scene, 0, k)), [0, 0, 3, 3]);
  assert.equal(dominant(relationPaint(scene, PALETTE), 0), 0);
});

test("two answers are one scene: every circle once, the finer one's numbers, the sums conserved", () => {
  const coarse = decode(ANSWER);
  const fine = decode({ ...ANSWER, unit: 0.25, circle: [4, 5], x: [201, 41], y: [200, 0], r: [121, 21], inner: [4, 0] });
  const both = merge(coarse, fine);
  assert.deepEqual([...both.circle], [4, 7, 9]);
  assert.equal(both.x[0], 50.25);
  assert.equal(both.r[0], 30.25);
  assert.equal(both.r[1], 5);
  assert.deepEqual([...both.parent], [-1, 0, 0]);
  assert.equal(both.more[0], 10 - 1 - 5 - 3 - 3);
  assert.equal(rowOf(both, 9), 2);
  assert.equal(rowOf(both, 8), -1);
});

test("the innermost model under the pointer is picked", () => {
  const scene = decode(ANSWER);
  assert.deepEqual(pick(scene, 60, 50, 10), { row: 1, leaf: null });
  assert.deepEqual(pick(scene, 70, 60, 10), { row: 0, leaf: null });
  assert.deepEqual(pick(scene, ...leafPosition(45, 50, 5, 4), 10), { row: 0, leaf: 4 });
  assert.deepEqual(pick(scene, ...leafPosition(45, 50, 5, 4), 1), { row: 0, leaf: null }, "too small to be meant");
  assert.equal(pick(scene, 0, 0, 10), null);
});

/** Of the answer's family, the sub-family joined its parent: its circle holds the parent's core too. */
const JOINED = { ...ANSWER, joined: "01", r: [60, 36] };

test("of a chain the core under the pointer is picked, and the ground is the model's that did not join another", () => {
  const scene = decode(JOINED);
  assert.deepEqual([...scene.level], [0, 0], "what joined lies on its parent's ground");
  assert.deepEqual(pick(scene, 60, 50, 10), { row: 1, leaf: null });
  assert.deepEqual(pick(scene, 45, 50, 10), { row: 0, leaf: null }, "inside the joined circle, but the parent's heart");
  assert.deepEqual(pick(scene, ...leafPosition(45, 50, 5, 4), 10), { row: 0, leaf: 4 });
  assert.deepEqual(pick(scene, 60, 60, 10), { row: 0, leaf: null });
});

test("what joined another keeps that when two answers are merged", () => {
  const scene = decode(JOINED);
  assert.deepEqual([...merge(scene, scene).joined], [0, 1]);
});

/** A picture of the camera above with an apron of a quarter of the canvas on every side. */
const PICTURE = { camera: CAMERA, size: { width: 1200, height: 900 } };
const EVERYWHERE = { x: -1e6, y: -1e6, width: 2e6, height: 2e6 };

test("a picture lies where the camera that moved sees it", () => {
  assert.deepEqual(placement(PICTURE, CAMERA), { dx: 0, dy: 0, scale: 1 });
  for (const camera of [pan(CAMERA, 70, -30), zoom(CAMERA, SIZE, 700, 100, 1.7, 0.1), zoom(pan(CAMERA, 5, 9), SIZE, 0, 0, 0.6, 0.1)]) {
    const { dx, dy, scale } = placement(PICTURE, camera);
    const [px, py] = toScreen(CAMERA, PICTURE.size, 30, 40);
    const [x, y] = toScreen(camera, SIZE, 30, 40);
    near(SIZE.width / 2 + dx + (px - PICTURE.size.width / 2) * scale, x, 1e-9);
    near(SIZE.height / 2 + dy + (py - PICTURE.size.height / 2) * scale, y, 1e-9);
  }
});

test("a picture serves while its apron lasts and it is neither a blur nor too small", () => {
  const serving = (camera, extent = EVERYWHERE) => serves(PICTURE, camera, SIZE, extent);
  assert.ok(serving(CAMERA) && serving(pan(CAMERA, 200, -150)) && serving(pan(CAMERA, -200, 150)));
  assert.ok(!serving(pan(CAMERA, 201, 0)) && !serving(pan(CAMERA, 0, -151)) && !serving(pan(CAMERA, -201, 0)) && !serving(pan(CAMERA, 0, 151)));
  const zoomed = (factor) => zoom(CAMERA, SIZE, 400, 300, factor, 0.01);
  assert.ok(serving(zoomed(2)) && !serving(zoomed(2.01)));
  assert.ok(serving(zoomed(0.67)) && !serving(zoomed(0.66)), "the apron ends");
});

test("where the map ends no apron is needed", () => {
  const extent = { x: -90, y: -90, width: 200, height: 140 };
  assert.ok(serves(PICTURE, pan(CAMERA, 390, 0), SIZE, extent));
  assert.ok(serves(PICTURE, zoom(CAMERA, SIZE, 400, 300, 0.5, 0.01), SIZE, extent));
  assert.ok(!serves(PICTURE, zoom(CAMERA, SIZE, 400, 300, 0.49, 0.01), SIZE, extent), "what was too small to be drawn is not");
});

test("what is painted on the way shows all that is seen, and serves for as long as the hand goes on alike", () => {
  const apron = { width: 200, height: 150 };
  const serving = (painted, camera) => serves({ camera: painted, size: PICTURE.size }, camera, SIZE, EVERYWHERE);
  const zoomed = (factor) => zoom(CAMERA, SIZE, 700, 100, factor, 0.01);
  for (const now of [pan(CAMERA, 90, -5), pan(CAMERA, -1, 1), zoomed(1.2), zoomed(0.8)]) assert.ok(serving(ahead(CAMERA, now, SIZE, apron), now));
  const dragged = ahead(CAMERA, pan(CAMERA, -10, 5), SIZE, apron);
  assert.ok(serving(dragged, pan(CAMERA, -10 - 345, 5 + 170)) && serving(dragged, pan(CAMERA, 35, 0)), "far ahead, and a little back");
  assert.ok(serving(ahead(CAMERA, zoomed(1.1), SIZE, apron), zoomed(2.9)));
  assert.ok(serving(ahead(CAMERA, zoomed(0.9), SIZE, apron), zoomed(0.6)));
  assert.deepEqual(ahead(CAMERA, CAMERA, SIZE, apron), CAMERA);
});

test("an apron is whole pixels of the screen, narrower on a large screen, never less than none", () => {
  assert.deepEqual(apronOf(SIZE, 1), { width: 100, height: 75 });
  const { width, height } = apronOf({ width: 801, height: 601 }, 1.5);
  assert.ok(Number.isInteger(width * 1.5) && Number.isInteger(height * 1.5) && width >= 100 && height >= 75);
  const large = apronOf({ width: 3440, height: 1440 }, 1.6);
  assert.ok(large.width < 430 && large.width > 0);
  assert.ok((3440 + 2 * large.width) * (1440 + 2 * large.height) * 2.56 < 16.1e6);
  assert.deepEqual(apronOf({ width: 5120, height: 2880 }, 2), { width: 0, height: 0 });
});

test("a window is larger than the canvas, serves small moves, and is the same for a place nearby", () => {
  const box = visible(CAMERA, SIZE);
  const asked = windowFor(box, CAMERA.scale);
  assert.ok(asked.scale >= CAMERA.scale && asked.scale < CAMERA.scale * 1.5);
  assert.ok(covers(asked, box, CAMERA.scale));
  assert.ok(covers(asked, visible(pan(CAMERA, 150, -150), SIZE), CAMERA.scale));
  assert.ok(!covers(asked, visible(pan(CAMERA, 900, 0), SIZE), CAMERA.scale));
  assert.ok(!covers(asked, box, CAMERA.scale * 2));
  assert.ok(!covers(null, box, 1));
  assert.deepEqual(windowFor(visible(pan(CAMERA, 1, 1), SIZE), CAMERA.scale), asked);
});

test("a line goes through the labels that it enters, wherever it ends", () => {
  const label = (id, x, y) => ({ id, x, y, weight: 1, lines: ["name"], px: 12, width: 60, height: 20 });
  const labels = [label("through", 100, 100), label("beside", 100, 140), label("at its end", 220, 100), label("behind its end", 300, 100)];
  const crossed = (...points) => crossedBy(labels, points).map(({ id }) => id);
  assert.deepEqual(crossed([0, 100], [220, 100]), ["through", "at its end"]);
  assert.deepEqual(crossed([100, 0], [100, 125]), ["through"]);
  assert.deepEqual(crossed([100, 0], [100, 200]), ["through", "beside"]);
  assert.deepEqual(crossed([0, 160], [60, 100], [0, 40]), [], "a corner before it");
  assert.deepEqual(crossed([95, 98], [105, 102]), ["through"], "all of it inside");
  assert.deepEqual(crossed([0, 100]), []);
});

test("labels of a picture lie where the camera that moved sees what they name", () => {
  for (const camera of [CAMERA, pan(CAMERA, 70, -30), zoom(CAMERA, SIZE, 700, 100, 1.7, 0.1)]) {
    const [x, y] = toScreen(CAMERA, PICTURE.size, 30, 40);
    const [moved] = onCanvas([{ id: "", x, y, weight: 1, lines: [""], px: 10, width: 60, height: 20 }], PICTURE, camera, SIZE);
    const [shownX, shownY] = toScreen(camera, SIZE, 30, 40);
    near(moved.x, shownX, 1e-9);
    near(moved.y, shownY, 1e-9);
    near(moved.width / 60, camera.scale / CAMERA.scale, 1e-9);
    near(moved.px / 10, moved.height / 20, 1e-9);
  }
});

test("labels give way to heavier ones and none lies over another", () => {
  const label = (x, y, weight) => ({ id: "", x, y, weight, lines: ["name"], px: 12, width: 60, height: 20 });
  const kept = withoutCollisions([label(100, 100, 1), label(130, 105, 5), label(300, 100, 2), label(-500, 0, 9)], SIZE);
  assert.deepEqual(kept.map(({ weight }) => weight), [5, 2]);
  assert.equal(withoutCollisions([label(100, 100, 1), label(300, 300, 2)], SIZE, 1).length, 1);
  const moved = withoutCollisions([{ ...label(100, 100, 1), room: 25 }, label(130, 100, 5)], SIZE);
  assert.deepEqual(moved.map(({ y }) => y), [100, 123], "where its core leaves room, a label moves");
});

test("families are labelled once they are large enough, leaves once their ids are known", () => {
  const scene = decode(ANSWER);
  const known = names(ANSWER, scene);
  const camera = { x: 50, y: 50, scale: 8 };
  assert.deepEqual(familyLabels(scene, known, camera, SIZE).map(({ lines }) => lines), [["Qwen/Qwen3-8B", "9 + 2 derived"]]);
  const small = { ...camera, scale: 0.1 };
  assert.deepEqual(familyLabels(scene, known, small, SIZE).map(({ lines }) => lines), [["Qwen3-8B", "Qwen"]], "the largest always, in the least room");
  const many = { ...scene, length: 12, size: new Int32Array(12).fill(9), ...Object.fromEntries(["parent", "circle", "x", "y", "r", "coreX", "coreY", "joined", "leafCount"].map((name) => [name, scene[name].constructor.from(Array(12).fill(scene[name][0]))])) };
  assert.equal(familyLabels(many, known, small, SIZE).length, 8, "but no more of them");
  const close = { x: 45, y: 50, scale: 30 };
  const { labels, unknown } = leafLabels(scene, known, (circle, k) => (k === 0 ? { id: "o/Qwen3-8B-sft" } : undefined), close, SIZE);
  assert.deepEqual(labels.map(({ lines }) => lines), [["o/…sft"]]);
  assert.deepEqual(unknown.get(4), [1, 2, 3, 4]);
});

test("a model that joined another is named by its core, not by the room it shares", () => {
  const known = new Map([...names(ANSWER, decode(ANSWER)), [7, { id: "o/Qwen3-8B-chat", downloads: 1, descendants: 2, undercount: 0 }]]);
  const camera = { x: 50, y: 50, scale: 6 };
  const named = (answer) => familyLabels(decode(answer), known, camera, SIZE).map(({ id }) => id);
  assert.deepEqual(named(JOINED), ["Qwen/Qwen3-8B"]);
  assert.deepEqual(named({ ...JOINED, joined: "00" }), ["Qwen/Qwen3-8B", "o/Qwen3-8B-chat"]);
});

test("beside its parent a model is called by what differs", () => {
  assert.equal(shortName("lab/Qwen3-8B-AWQ", "Qwen/Qwen3-8B"), "…AWQ");
  assert.equal(shortName("lab/Qwen3-8B", "Qwen/Qwen3-8B"), "Qwen3-8B");
  assert.equal(shortName("lab/Other", "Qwen/Qwen3-8B"), "Other");
  assert.equal(shortName("lab/Other", undefined), "Other");
});

test("on the map a model is called with its owner, in the most words there is room for", () => {
  assert.deepEqual(callings("lab/Qwen3-8B-AWQ", "Qwen/Qwen3-8B", "3 derived"), [["lab/Qwen3-8B-AWQ", "3 derived"], ["Qwen3-8B-AWQ", "lab · 3 derived"], ["…8B-AWQ", "lab · 3 derived"]]);
  assert.deepEqual(callings("gpt2", undefined), [["gpt2"], ["gpt2"], ["gpt2"]]);
});

test("a picture in SVG has what a canvas would show: circles, rings with their holes, lines and escaped text", () => {
  const svg = new SvgContext({ width: 100, height: 50 }, (colour) => `hex-${colour}`);
  svg.save();
  svg.translate(10, 20);
  svg.scale(2);
  svg.fillStyle = "red";
  svg.globalAlpha = 0.5;
  svg.beginPath();
  svg.arc(0, 0, 5, 0, 7);
  svg.moveTo(3, 0);
  svg.arc(0, 0, 3, 0, -7, true);
  svg.fill();
  assert.deepEqual(svg.getTransform(), { a: 2, e: 10, f: 20 });
  svg.setTransform(1, 0, 0, 1, 0, 0);
  svg.beginPath();
  svg.arc(10, 20, 1, 0, 7);
  svg.fill();
  svg.restore();
  svg.beginPath();
  svg.stroke();
  svg.font = "600 12px sans";
  svg.fillText("a<b & c", 5, 6);
  const text = svg.toText("t");
  assert.match(text, /<path d="M20 20A10 10 0 1 1 0 20A10 10 0 1 1 20 20M16 20A6 6 0 1 0 4 20A6 6 0 1 0 16 20" fill="hex-red" fill-opacity="0.5"\/>/);
  assert.match(text, /<path d="M11 20A1 1 0 1 1 9 20A1 1 0 1 1 11 20"/);
  assert.equal(text.match(/<path/g)?.length, 2, "an empty path is nothing");
  assert.match(text, /font-size="12" font-weight="600"[^>]*>a&lt;b &amp; c</);
});

test("the minimap's frame lies on whole pixels: from near a hand that goes on moves none of it", () => {
  const whole = { x: 0, y: 0, scale: 0.01 };
  const frame = frameOf({ x: 500, y: 400, width: 30, height: 20 }, whole);
  assert.deepEqual(frame, { left: 87, top: 66, width: 6, height: 6 });
  assert.deepEqual(frameOf({ x: 520, y: 410, width: 30, height: 20 }, whole), frame);
  assert.deepEqual(frameOf({ x: 500, y: 400, width: 4004, height: 2000 }, whole), { left: 90, top: 69, width: 40, height: 20 });
});

test("a moving map is painted coarser than one at rest", () => {
  assert.ok(MOVING.dotPx > STILL.dotPx && MOVING.discPx > STILL.discPx && MOVING.squarePx > STILL.squarePx);
});

test("a circle meets the window when any part of it lies inside", () => {
  const box = { x: 0, y: 0, width: 10, height: 10 };
  assert.ok(meets(box, 12, 5, 3) && meets(box, 5, 5, 1) && meets(box, 5, 5, 100));
  assert.ok(!meets(box, 12, 12, 2.5));
});

test("a flight begins where the map is and ends exactly where it should", () => {
  for (const to of [{ x: 500, y: 80, scale: 9 }, { x: 10, y: -20, scale: 8 }, CAMERA]) {
    const { at, milliseconds } = flight(CAMERA, to, SIZE);
    assert.ok(milliseconds > 0 && milliseconds < 2000);
    near(at(0).x, CAMERA.x, 1e-6);
    near(at(0).scale, CAMERA.scale, 1e-6);
    near(at(0.999999).x, to.x, 0.05);
    near(at(0.999999).scale, to.scale, 0.01);
    assert.equal(at(1), to);
  }
});

const link = (circle, relation, joined = false) => {
  return { circle, x: 0, y: 0, r: 9, core_x: circle, core_y: 0, core_r: 2, id: `o/${circle}`, relation, joined };
};

test("a lineage runs from the root's heart to the model, each step in its own relation", () => {
  const chain = [link(1, null), link(2, "finetune")];
  const leaf = { x: 7, y: 7, r: 1, leaf: 3, chain };
  assert.deepEqual(lineage(leaf, "merge").map(({ relation }) => relation), [null, "finetune", "merge"]);
  assert.deepEqual(heart(leaf), [7, 7]);
  assert.deepEqual(heart({ ...leaf, leaf: null }), [2, 0]);
});

test("a model is ringed where it stands: its dot, its circle, or its core where the circle is shared", () => {
  const place = (...chain) => ({ x: 0, y: 0, r: 9, leaf: null, chain });
  const ring = ({ x, y, r }) => [x, y, r];
  assert.deepEqual(ring(outline(place(link(1, null), link(2, "merge")))), [0, 0, 9]);
  assert.deepEqual(ring(outline(place(link(1, null), link(2, "merge", true)))), [2, 0, 2]);
  assert.deepEqual(ring(outline({ x: 7, y: 7, r: 1, leaf: 0, chain: [link(1, null, true)] })), [7, 7, 1]);
});

test("the selected model and its other parents are named once, above themselves; a large one has its name inside", () => {
  const place = { x: 0, y: 0, r: 9, leaf: null, chain: [link(1, null)] };
  const selected = { id: "o/merge", place, relation: null, others: [{ id: "o/base", relation: "merge", place }] };
  const ids = (scale) => namesAbove(selected, { x: 0, y: 0, scale }, SIZE).map(({ id }) => id);
  assert.deepEqual(ids(1), ["o/merge", "o/base"]);
  assert.deepEqual(ids(10), ["o/base"]);
});
