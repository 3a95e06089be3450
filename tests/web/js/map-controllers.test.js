/** The map's controllers, as far as they are pure: walking, framing, keys, notes, names, words about a selection. */

import assert from "node:assert/strict";
import { test } from "node:test";

import { toScreen } from "../../../web/static/js/map/camera.js";
import { around, aroundPlace, farthest, over, wholeMap } from "../../../web/static/js/map/framing.js";
import { idOf, learnId, ringOf } from "../../../web/static/js/map/hit.js";
import { Hover, neighbours, noteOf } from "../../../web/static/js/map/hover.js";
import { press } from "../../../web/static/js/map/keyboard.js";
import { labelsOf } from "../../../web/static/js/map/naming.js";
import { modelAround } from "../../../web/static/js/map/place.js";
import { decode, names } from "../../../web/static/js/map/scene.js";
import { announcement, otherParents, selectionOf } from "../../../web/static/js/map/selection.js";
import { DOT, leafPosition } from "../../../web/static/js/map/sunflower.js";
import { target } from "../../../web/static/js/map/walk.js";

const SIZE = { width: 800, height: 600 };
const FRAME = { size: SIZE, insets: { top: 0, right: 200, bottom: 0, left: 0 } };
const NO_APRON = { width: 0, height: 0 };
const EXTENT = { x: 0, y: 0, width: 400, height: 400 };

/** Two families: circle 1 with five leaves and the sub-families 3 and 4, circle 2 alone. */
const ANSWER = {
  extent: [0, 0, 400, 400],
  scale: 1,
  unit: 1,
  circle: [1, 1, 1, 1],
  parent: [-1, 0, 1, 0],
  x: [100, 300, 20, -20],
  y: [100, 100, 0, 0],
  r: [80, 40, 10, 8],
  core_x: [0, 0, 0, 0],
  core_y: [0, 0, 0, 0],
  relation: "5501",
  joined: "0000",
  leaves: [[3, 1, 1, 0], [0, 0, 0, 0], [0, 0, 0, 0], [2, 0, 0, 0], [0, 0, 0, 0]],
  inner: [3, 0, 0, 0],
  elsewhere: 0,
  named: [0],
  id: ["o/base"],
  downloads: [7],
  descendants: [9],
  undercount: [2],
  missing: [1],
};
const SCENE = decode(ANSWER);
const STORE = {
  scene: SCENE,
  names: names(ANSWER, SCENE),
  classesOf: () => [],
  leaf: (circle, k) => (circle === 1 && k === 0 ? { id: "o/first", relation: "finetune", downloads: 5 } : undefined),
};

const link = (circle) => ({ circle, x: 0, y: 0, r: 9, core_x: 0, core_y: 0, core_r: 2, id: `o/${circle}`, relation: null, joined: false });
const selected = (leaf, ...circles) => ({ id: "o/selected", place: { x: 0, y: 0, r: 9, leaf, chain: circles.map(link) }, relation: null, others: [] });

test("a walk goes to the parent, into the largest sub-family, and round its siblings", () => {
  const inner = selected(null, 1, 3);
  assert.deepEqual(target("parent", SCENE, inner), { id: "o/1" });
  assert.deepEqual(target("child", SCENE, selected(null, 1)), { row: 2, leaf: null });
  assert.deepEqual(target("next", SCENE, inner), { row: 3, leaf: null });
  assert.deepEqual(target("next", SCENE, selected(null, 1, 4)), { row: 2, leaf: null });
  assert.deepEqual(target("previous", SCENE, selected(null, 1)), { row: 1, leaf: null });
});

test("among leaves a walk goes from one to the next and round; up is the model whose leaf it is, down is nothing", () => {
  assert.deepEqual(target("next", SCENE, selected(4, 1)), { row: 0, leaf: 0 });
  assert.deepEqual(target("previous", SCENE, selected(0, 1)), { row: 0, leaf: 4 });
  assert.deepEqual(target("parent", SCENE, selected(0, 1)), { id: "o/1" });
  assert.equal(target("child", SCENE, selected(0, 1)), null);
});

test("without a selection a walk begins at the largest family; where nothing lies it ends", () => {
  for (const step of ["next", "previous", "child"]) assert.deepEqual(target(step, SCENE, null), { row: 0, leaf: null });
  assert.equal(target("parent", SCENE, null), null);
  assert.equal(target("parent", SCENE, selected(null, 1)), null);
  assert.equal(target("child", SCENE, selected(null, 2)), null);
  assert.equal(target("child", SCENE, selected(null, 99)), null, "not in the scene");
});

test("keys ask for what they are known for, and leave the others to the page", () => {
  const asked = [];
  const keys = { pan: (...by) => asked.push(by), zoom: (...to) => asked.push(to), command: (name) => asked.push(name) };
  const pressed = (key, shiftKey = false) => press({ key, shiftKey }, SIZE, keys);
  for (const key of ["0", "Enter", "Escape", "]", "["]) assert.ok(pressed(key));
  assert.ok(pressed("ArrowUp", true) && pressed("ArrowDown", true));
  assert.deepEqual(asked.splice(0), ["whole", "open", "out", "next", "previous", "parent", "child"]);
  assert.ok(pressed("ArrowLeft") && pressed("ArrowDown") && pressed("+") && pressed("-"));
  assert.deepEqual(asked.splice(0), [[90, 0], [0, -90], [400, 300, 1.5], [400, 300, 1 / 1.5]]);
  for (const key of ["a", "Tab", "F5", "1"]) assert.equal(pressed(key), false, key);
  assert.deepEqual(asked, []);
});

test("a place is framed where no panel covers it; a leaf with its neighbours", () => {
  const camera = around({ x: 50, y: 50, r: 10 }, FRAME);
  const [left] = toScreen(camera, SIZE, 40, 50);
  const [right] = toScreen(camera, SIZE, 60, 50);
  assert.ok(left >= 0 && right <= 600);
  const place = { x: 50, y: 50, r: DOT, chain: [] };
  assert.ok(aroundPlace({ ...place, leaf: 3 }, FRAME).scale < aroundPlace({ ...place, leaf: null }, FRAME).scale);
});

test("lights are framed together, one alone not too near, and many on the whole map", () => {
  const whole = wholeMap(EXTENT, FRAME);
  const light = (x, y) => ({ x, y, r: DOT });
  const near = over([light(10, 10), light(20, 10)], EXTENT, FRAME);
  assert.ok(near && near.scale > whole.scale);
  assert.equal(over([light(10, 10)], EXTENT, FRAME)?.scale, over([light(10, 10), light(11, 10)], EXTENT, FRAME)?.scale);
  assert.equal(over([light(0, 0), light(400, 400)], EXTENT, FRAME), null);
  assert.ok(farthest(EXTENT, FRAME) < whole.scale);
});

test("what is hit is ringed: its circle, the heart of one that shares its room, a dot", () => {
  assert.deepEqual(ringOf(SCENE, { row: 0, leaf: null }), { x: 100, y: 100, r: 80 });
  assert.equal(ringOf(decode({ ...ANSWER, joined: "0010" }), { row: 2, leaf: null }).x, 120);
  const [x, y] = leafPosition(100, 100, 5, 2);
  assert.deepEqual(ringOf(SCENE, { row: 0, leaf: 2 }), { x, y, r: DOT });
});

test("a hit model's id is what is known of it, else it is asked for once", async () => {
  assert.deepEqual([idOf(STORE, { row: 0, leaf: null }), idOf(STORE, { row: 0, leaf: 0 }), idOf(STORE, { row: 1, leaf: null }), idOf(STORE, null)], ["o/base", "o/first", null, null]);
  const asked = [];
  const known = new Map();
  const store = { scene: SCENE, names: known, wantNames: async (circles) => (asked.push(circles), known.set(circles[0], { id: "o/late" })) };
  assert.equal(await learnId(store, { row: 1, leaf: null }), "o/late");
  assert.deepEqual(asked, [[2]]);
});

test("a note says what is known of a model, how much more is inside, and nothing it does not know", () => {
  assert.deepEqual(noteOf(STORE, { row: 0, leaf: null }, 10), { id: "o/base", relation: null, downloads: 7, descendants: 9, undercount: 2, missing: true, more: 0, classes: [] });
  assert.equal(noteOf(STORE, { row: 0, leaf: null }, 0.5).more, SCENE.more[0]);
  assert.deepEqual(noteOf(STORE, { row: 0, leaf: 0 }, 10), { id: "o/first", relation: "finetune", downloads: 5, descendants: null, undercount: 0, missing: false, more: 0, classes: [] });
  assert.deepEqual(noteOf(STORE, { row: 0, leaf: 4 }, 10), { id: null, relation: "quantized", downloads: null, descendants: null, undercount: 0, missing: false, more: 0, classes: [] });
});

test("with a leaf those are asked for that the pointer may reach next, each of them once and none beyond the end", () => {
  const near = neighbours(1, 6);
  assert.deepEqual([...near].sort(), [0, 1, 2, 3, 4]);
  assert.equal(new Set(neighbours(500, 1000)).size, neighbours(500, 1000).length);
});

const parent = (id, relation = "merge") => ({ id, relation });

test("a selection knows the relation it is drawn by, and its other parents that have a place", () => {
  const { place } = selected(null, 1, 3);
  const parents = [parent("o/1", "finetune"), parent("o/x"), parent("o/nowhere"), parent("o/selected")];
  assert.deepEqual(otherParents("o/selected", place, parents).map(({ id }) => id), ["o/x", "o/nowhere"]);
  const selection = selectionOf("o/selected", place, parents, [{ place }, { place: null }]);
  assert.equal(selection.relation, "finetune");
  assert.deepEqual(selection.others, [{ id: "o/x", relation: "merge", place }]);
  assert.equal(modelAround(place)?.id, "o/1");
  assert.equal(modelAround(selected(null, 1).place), null);
  assert.equal(modelAround(selected(5, 1).place)?.id, "o/1");
});

test("a selection is told in one sentence", () => {
  assert.equal(announcement(selected(null, 1)), "o/selected, without a known parent.");
  assert.equal(announcement({ ...selected(null, 1, 3), relation: "merge", others: [{}, {}] }), "o/selected, merge of o/1, and made from 2 more.");
});

test("the selected model's name is the overlay's, and among lights only families are named", () => {
  const shown = { scene: SCENE, names: STORE.names, continents: [], leafOf: STORE.leaf, camera: { x: 100, y: 100, scale: 55 }, selected: null, lit: null };
  const all = labelsOf(shown, SIZE, NO_APRON);
  assert.deepEqual(all.labels.map(({ id }) => id).sort(), ["o/base", "o/first"]);
  assert.deepEqual(all.unnamed.get(1), [1, 2, 3, 4]);
  const chosen = { ...selected(0, 1), id: "o/first", place: { ...selected(0, 1).place, x: 100, y: 100, r: DOT } };
  assert.deepEqual(labelsOf({ ...shown, selected: chosen }, SIZE, NO_APRON).labels.map(({ id }) => id), ["o/base"]);
  const lit = labelsOf({ ...shown, lit: [] }, SIZE, NO_APRON);
  assert.deepEqual([lit.labels.map(({ id }) => id), lit.unnamed.size], [["o/base"], 0]);
});

test("what is named on the canvas is the same with an apron; what is on the apron is named where it leaves that alone", () => {
  const leafOf = (circle, k) => ({ id: `o/leaf-of-${circle}-${k}`, relation: "finetune", downloads: 5 });
  const shown = { scene: SCENE, names: STORE.names, continents: [], leafOf, camera: { x: 101.5, y: 100, scale: 55 }, selected: null, lit: null };
  const small = { width: 160, height: 120 };
  const apron = { width: 60, height: 45 };
  const where = ({ id, x, y }) => `${id} ${x} ${y}`;
  const plain = labelsOf(shown, small, NO_APRON);
  const wide = labelsOf(shown, small, apron);
  const onCanvas = plain.labels.map((label) => where({ ...label, x: label.x + apron.width, y: label.y + apron.height }));
  assert.ok(onCanvas.length > 0 && wide.labels.length > onCanvas.length);
  const all = wide.labels.map(where);
  assert.deepEqual(all.filter((label) => onCanvas.includes(label)), onCanvas);
  const beyond = wide.labels.filter((label) => !onCanvas.includes(where(label)));
  for (const { x, y, width, height } of beyond) {
    assert.ok(Math.abs(x - 140) * 2 >= width + small.width || Math.abs(y - 105) * 2 >= height + small.height, "none reaches the canvas");
  }
  assert.deepEqual(wide.unnamed, plain.unnamed, "nothing is asked for that nobody sees");
});

test("what lies under the pointer is told at rest, where the map has come to lie under it or the pointer has gone", () => {
  const told = [];
  const tooltip = { show: ({ id }, x, y) => told.push([id, x, y]), move: (x, y) => told.push([x, y]), hide: () => told.push("hidden") };
  const navigation = { moving: false, camera: { scale: 10 } };
  let under = null;
  const hover = new Hover(STORE, tooltip, navigation, { at: () => under, changed: (id) => told.push(id) });
  hover.refresh();
  hover.move(10, 10);
  assert.deepEqual(told.splice(0), [], "empty ground");
  navigation.moving = true;
  hover.move(50, 60);
  under = { row: 0, leaf: null };
  hover.refresh();
  assert.deepEqual(told.splice(0), []);
  navigation.moving = false;
  hover.refresh();
  assert.deepEqual(told.splice(0), [["o/base", 50, 60], "o/base"]);
  hover.move(51, 60);
  assert.deepEqual(told.splice(0), [[51, 60]]);
  under = null;
  hover.refresh();
  assert.deepEqual([told.splice(0), hover.picked], [["hidden", null], null]);
  hover.leave();
  under = { row: 0, leaf: null };
  hover.refresh();
  assert.deepEqual(told, [], "the pointer is elsewhere");
});
