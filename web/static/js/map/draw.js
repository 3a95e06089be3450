/**
 * Drawing the circles: what is small is a disc, what is larger a family with its sunflower, as rings or as dots.
 *
 * Circles of one level never overlap, so each level is filled with one path a relation; sunflowers and discs lie over
 * all of them. A circle that joined its parent shares the parent's ground: a line from heart to heart tells the chain.
 */

import { visible } from "./camera.js";
import { drawContinents } from "./continents.js";
import { RELATIONS } from "./palette.js";
import { dominantRelation } from "./scene.js";
import { coreRadius, DOT, heartRadius, ringRadius } from "./sunflower.js";
import { eachLeaf, meets } from "./visibility.js";

/**
 * @typedef {import("./scene.js").Scene} Scene
 * @typedef {import("./camera.js").Camera} Camera
 * @typedef {import("./camera.js").Size} Size
 * @typedef {import("./palette.js").Palette} Palette
 * @typedef {{ discPx: number, dotPx: number, squarePx: number }} Detail radii on screen below which a family is a disc, leaves are rings, and dots are squares
 * @typedef {{ circles: number, discs: number, dots: number }} Drawn
 */

const KINDS = RELATIONS.length;
const TURN = 2 * Math.PI;
const SMALLEST_PX = 0.35;
const NAMED_PX = 12; // hearts above this radius make room for the name that lies over them
const NEAR_PX = 34; // and above this one a name fits in
const EDGED_PX = 9; // circles below this radius have no outline
const HAZE = 0.16;
const LINKED_PX = 70; // families above this radius show the lines to their sub-families
const JOINED_LINK = 4; // so much stronger is the line that makes a chain visible

/** @type {Detail} of a map at rest: nobody sees the corners of so small a square */
export const STILL = { discPx: 4, dotPx: 1.15, squarePx: 1.5 };
/** @type {Detail} of one that moves: twenty thousand round dots take a sixth of a second, squares a twelfth of that */
export const MOVING = { discPx: 6, dotPx: 2.3, squarePx: 2.9 };

/**
 * Draw the scene on a context whose unit is the CSS pixel; says how much was drawn.
 * @param {CanvasRenderingContext2D} context
 * @param {Scene} scene
 * @param {Camera} camera
 * @param {Size} size
 * @param {Palette} palette
 * @param {Detail} detail
 * @param {Iterable<import("./continents.js").Continent>} continents
 * @returns {Drawn}
 */
export function drawScene(context, scene, camera, size, palette, detail, continents) {
  context.globalAlpha = 1;
  context.fillStyle = palette.ground;
  context.fillRect(0, 0, size.width, size.height);
  const { levels, discs, shown } = sort(scene, camera, size, detail);
  context.save();
  context.translate(size.width / 2 - camera.x * camera.scale, size.height / 2 - camera.y * camera.scale);
  context.scale(camera.scale, camera.scale);
  drawContinents(context, continents, visible(camera, size), camera.scale, palette);
  for (const rows of levels) {
    drawGrounds(context, scene, rows, camera.scale, palette);
    drawLinks(context, scene, rows, camera.scale, palette);
  }
  drawDiscs(context, scene, discs, palette);
  const dots = drawCores(context, scene, shown, camera, size, palette, detail);
  context.restore();
  return { circles: shown.length, discs: discs.length, dots };
}

/**
 * Which rows are on the canvas, by level, and which of them are discs.
 * @param {Scene} scene
 * @param {Camera} camera
 * @param {Size} size
 * @param {Detail} detail
 */
function sort(scene, camera, size, detail) {
  /** @type {number[][]} */
  const levels = [];
  /** @type {number[]} */
  const discs = [];
  /** @type {number[]} */
  const shown = [];
  const opened = new Uint8Array(scene.length);
  const box = visible(camera, size);
  for (let i = 0; i < scene.length; i++) {
    const px = scene.r[i] * camera.scale;
    const parent = scene.parent[i];
    if (px < SMALLEST_PX || (parent >= 0 && !opened[parent]) || !meets(box, scene.x[i], scene.y[i], scene.r[i])) continue;
    if (px < detail.discPx) {
      discs.push(i);
      continue;
    }
    opened[i] = 1;
    shown.push(i);
    (levels[scene.level[i]] ??= []).push(i);
  }
  return { levels: levels.filter(Boolean), discs, shown };
}

/**
 * @param {CanvasRenderingContext2D} context
 * @param {Scene} scene
 * @param {number[]} rows of one level
 * @param {number} scale
 * @param {Palette} palette
 */
function drawGrounds(context, scene, rows, scale, palette) {
  context.lineWidth = 1 / scale;
  byRelation(scene, rows, (code, alike) => {
    const own = alike.filter((i) => !scene.joined[i]);
    const weight = (code === KINDS ? 0.55 : 1) / (1 + scene.level[rows[0]] / 4); // tints add up
    context.globalAlpha = palette.tint * weight;
    context.fillStyle = context.strokeStyle = palette.relations[code];
    for (const i of own) fillCircle(context, scene.x[i], scene.y[i], scene.r[i]);
    context.globalAlpha = palette.edge * weight;
    for (const i of own) if (scene.r[i] * scale > EDGED_PX) strokeCircle(context, scene.x[i], scene.y[i], scene.r[i]);
  });
  drawHaze(context, scene, rows, palette);
}

/**
 * A haze where sub-families are too small to be known yet: between the outermost known one and the rim.
 * @param {CanvasRenderingContext2D} context
 * @param {Scene} scene
 * @param {number[]} rows
 * @param {Palette} palette
 */
function drawHaze(context, scene, rows, palette) {
  context.globalAlpha = HAZE;
  context.fillStyle = palette.relations[0];
  for (const i of rows) {
    const rim = scene.r[i] * 0.985;
    if (scene.more[i]) fillRing(context, scene.x[i], scene.y[i], Math.min(scene.reach[i], rim), rim);
  }
}

/**
 * Lines from the hearts of large families to the hearts of their sub-families; the one to a joined family is stronger.
 * @param {CanvasRenderingContext2D} context
 * @param {Scene} scene
 * @param {number[]} rows of one level
 * @param {number} scale
 * @param {Palette} palette
 */
function drawLinks(context, scene, rows, scale, palette) {
  byRelation(scene, rows, (code, alike) => {
    const paths = [new Path2D(), new Path2D()];
    for (const i of alike) {
      const parent = scene.parent[i];
      if (parent < 0 || scene.r[parent] * scale < LINKED_PX) continue;
      paths[scene.joined[i]].moveTo(scene.coreX[parent], scene.coreY[parent]);
      paths[scene.joined[i]].lineTo(scene.coreX[i], scene.coreY[i]);
    }
    context.strokeStyle = palette.relations[code];
    context.globalAlpha = palette.link;
    context.stroke(paths[0]);
    context.globalAlpha = Math.min(1, palette.link * JOINED_LINK);
    context.stroke(paths[1]);
  });
}

/**
 * @param {CanvasRenderingContext2D} context
 * @param {Scene} scene
 * @param {number[]} rows
 * @param {Palette} palette
 */
function drawDiscs(context, scene, rows, palette) {
  /** @type {(i: number) => number} */
  const kind = (i) => dominantRelation(scene, i);
  context.globalAlpha = 0.42;
  grouped(rows, kind, (code, alike) => {
    context.fillStyle = palette.relations[code];
    for (const i of alike) fillCircle(context, scene.x[i], scene.y[i], scene.r[i] * 0.86);
  });
}

/**
 * Sunflowers and hearts. Between rings and dots one fades into the other. Returns the number of dots.
 * @param {CanvasRenderingContext2D} context
 * @param {Scene} scene
 * @param {number[]} rows
 * @param {Camera} camera
 * @param {Size} size
 * @param {Palette} palette
 * @param {Detail} detail
 */
function drawCores(context, scene, rows, camera, size, palette, detail) {
  const box = visible(camera, size);
  const seen = rows.filter((i) => meets(box, scene.coreX[i], scene.coreY[i], coreRadius(scene.leafCount[i])));
  const dotPx = DOT * camera.scale;
  const dotted = Math.min(1, Math.max(0, 1.25 * (dotPx / detail.dotPx - 1)));
  let dots = 0;
  context.globalAlpha = palette.fill * (1 - 0.83 * dotted * dotted);
  for (let code = 0; code < KINDS; code++) {
    context.fillStyle = palette.relations[code];
    drawRings(context, scene, seen, code);
  }
  context.globalAlpha = dotted * Math.min(1, palette.fill + 0.1);
  const draw = dotPx < detail.squarePx ? drawSquares : drawDots;
  for (let code = 0; dotted && code < KINDS; code++) {
    context.fillStyle = palette.relations[code];
    dots += draw(context, scene, seen, code, box);
  }
  drawHearts(context, scene, seen, camera.scale, dotted, palette);
  return dots;
}

/**
 * The annuli of one relation's leaves.
 * @param {CanvasRenderingContext2D} context
 * @param {Scene} scene
 * @param {number[]} rows
 * @param {number} code
 */
function drawRings(context, scene, rows, code) {
  for (const i of rows) {
    const count = scene.leaves[KINDS * i + code];
    if (!count) continue;
    const leaves = scene.leafCount[i];
    const before = leavesBefore(scene, i, code);
    const outer = before + count === leaves ? coreRadius(leaves) : ringRadius(leaves, before + count);
    const inner = before ? ringRadius(leaves, before) : heartRadius(leaves);
    fillRing(context, scene.coreX[i], scene.coreY[i], inner, outer);
  }
}

/**
 * @param {CanvasRenderingContext2D} context
 * @param {Scene} scene
 * @param {number[]} rows
 * @param {number} code
 * @param {import("./camera.js").Rectangle} box
 */
function drawSquares(context, scene, rows, code, box) {
  const side = DOT * 1.8;
  return eachDot(scene, rows, code, box, (x, y) => context.fillRect(x - side / 2, y - side / 2, side, side));
}

/**
 * @param {CanvasRenderingContext2D} context
 * @param {Scene} scene
 * @param {number[]} rows
 * @param {number} code
 * @param {import("./camera.js").Rectangle} box
 */
function drawDots(context, scene, rows, code, box) {
  return eachDot(scene, rows, code, box, (x, y) => fillCircle(context, x, y, DOT));
}

/**
 * Visit the dots of one relation that are inside the box; returns how many.
 * @param {Scene} scene
 * @param {number[]} rows
 * @param {number} code
 * @param {import("./camera.js").Rectangle} box
 * @param {(x: number, y: number, k: number, row: number) => void} visit
 */
function eachDot(scene, rows, code, box, visit) {
  let dots = 0;
  for (const i of rows) {
    const count = scene.leaves[KINDS * i + code];
    if (!count) continue;
    const before = leavesBefore(scene, i, code);
    dots += eachLeaf(scene, i, before, before + count, box, visit);
  }
  return dots;
}

/**
 * The models themselves: from afar the hole of their ring, among dots a dot, from near a disc with room for a name.
 * @param {CanvasRenderingContext2D} context
 * @param {Scene} scene
 * @param {number[]} rows
 * @param {number} scale
 * @param {number} dotted from 0, rings, to 1, dots
 * @param {Palette} palette
 */
function drawHearts(context, scene, rows, scale, dotted, palette) {
  byRelation(scene, rows, (code, alike) => {
    const dots = new Path2D();
    const discs = new Path2D();
    for (const i of alike) {
      const r = heartRadius(scene.leafCount[i]);
      const px = r * scale;
      if (px > NEAR_PX) addCircle(discs, scene.coreX[i], scene.coreY[i], r - 2.5 / scale);
      else if (px < NAMED_PX) addCircle(dots, scene.coreX[i], scene.coreY[i], r * 0.72);
    }
    context.globalAlpha = 1;
    context.fillStyle = palette.ground;
    context.fill(discs);
    context.fillStyle = context.strokeStyle = palette.relations[code];
    context.lineWidth = 2.5 / scale;
    context.stroke(discs);
    context.globalAlpha = dotted;
    context.fill(dots);
  });
}

/**
 * @param {Scene} scene
 * @param {number} row
 * @param {number} code
 */
function leavesBefore(scene, row, code) {
  let before = 0;
  for (let other = 0; other < code; other++) before += scene.leaves[KINDS * row + other];
  return before;
}

/**
 * @param {Scene} scene
 * @param {number[]} rows
 * @param {(code: number, rows: number[]) => void} visit
 */
function byRelation(scene, rows, visit) {
  grouped(rows, (i) => scene.relation[i], visit);
}

/**
 * @param {number[]} rows
 * @param {(row: number) => number} kind
 * @param {(code: number, rows: number[]) => void} visit
 */
function grouped(rows, kind, visit) {
  /** @type {number[][]} */
  const groups = [];
  for (const i of rows) (groups[kind(i)] ??= []).push(i);
  groups.forEach((alike, code) => visit(code, alike));
}

/**
 * @param {Path2D} path
 * @param {number} x
 * @param {number} y
 * @param {number} r
 */
function addCircle(path, x, y, r) {
  path.moveTo(x + r, y);
  path.arc(x, y, r, 0, TURN);
}

/**
 * A circle by itself. Thousands of small ones in one path take twice as long: its edges are sorted as a whole.
 * @param {CanvasRenderingContext2D} context
 * @param {number} x
 * @param {number} y
 * @param {number} r
 */
function fillCircle(context, x, y, r) {
  context.beginPath();
  context.arc(x, y, r, 0, TURN);
  context.fill();
}

/**
 * @param {CanvasRenderingContext2D} context
 * @param {number} x
 * @param {number} y
 * @param {number} r
 */
function strokeCircle(context, x, y, r) {
  context.beginPath();
  context.arc(x, y, r, 0, TURN);
  context.stroke();
}

/**
 * What lies between two circles of one centre.
 * @param {CanvasRenderingContext2D} context
 * @param {number} x
 * @param {number} y
 * @param {number} inner
 * @param {number} outer
 */
function fillRing(context, x, y, inner, outer) {
  context.beginPath();
  context.arc(x, y, outer, 0, TURN);
  context.moveTo(x + inner, y);
  context.arc(x, y, inner, 0, -TURN, true);
  context.fill();
}
