/**
 * Drawing the circles: what is small is a disc, what is larger a family with its sunflower, as rings or as dots.
 *
 * Circles of one level never overlap, so each level is filled with one path a colour; sunflowers and discs lie over
 * all of them. A circle that joined its parent shares the parent's ground: a line from heart to heart tells the chain.
 */

import { visible } from "./camera.js";
import { dominant } from "./colours.js";
import { drawContinents } from "./continents.js";
import { addCircle, fillCircle, fillRing, fillSquare, OF_RELATIONS, SHAPED_PX } from "./shapes.js";
import { coreRadius, DOT, heartRadius, ringRadius } from "./sunflower.js";
import { eachLeaf, meets } from "./visibility.js";

/**
 * @typedef {import("./scene.js").Scene} Scene
 * @typedef {import("./camera.js").Camera} Camera
 * @typedef {import("./camera.js").Size} Size
 * @typedef {import("./palette.js").Palette} Palette
 * @typedef {import("./colours.js").Paint} Paint
 * @typedef {{ discPx: number, dotPx: number, squarePx: number }} Detail radii on screen below which a family is a disc, leaves are rings, and dots are squares
 * @typedef {{ circles: number, discs: number, dots: number }} Drawn
 */

const TURN = 2 * Math.PI;
const SMALLEST_PX = 0.35;
const NAMED_PX = 12; // hearts above this radius make room for the name that lies over them
const NEAR_PX = 34; // and above this one a name fits in
const EDGED_PX = 9; // circles below this radius have no outline
const HAZE = 0.16;
const SEAM_PX = 0.3;
const MANY = 16; // classes
const THIN_PX = 1;
const HOLLOW = 0.16; // of a dot's radius is the outline of one that is hollow
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
 * @param {Paint} paint of the scene
 * @param {Detail} detail
 * @param {Iterable<import("./continents.js").Continent>} continents
 * @returns {Drawn}
 */
export function drawScene(context, scene, camera, size, palette, paint, detail, continents) {
  context.globalAlpha = 1;
  context.fillStyle = palette.ground;
  context.fillRect(0, 0, size.width, size.height);
  const { levels, discs, shown } = sort(scene, camera, size, detail);
  context.save();
  context.translate(size.width / 2 - camera.x * camera.scale, size.height / 2 - camera.y * camera.scale);
  context.scale(camera.scale, camera.scale);
  drawContinents(context, continents, visible(camera, size), camera.scale, palette);
  for (const rows of levels) {
    drawGrounds(context, scene, rows, camera.scale, palette, paint);
    drawLinks(context, scene, rows, camera.scale, palette, paint);
  }
  drawDiscs(context, scene, discs, paint);
  const dots = drawCores(context, scene, shown, camera, size, palette, paint, detail);
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
 * @param {Paint} paint
 */
function drawGrounds(context, scene, rows, scale, palette, paint) {
  context.lineWidth = 1 / scale;
  const level = scene.level[rows[0]];
  const weight = level ? 1 / (1 + level / 4) : 0.55; // tints add up
  byColour(paint, rows, (colour, alike) => {
    const own = alike.filter((i) => !scene.joined[i]);
    context.globalAlpha = palette.tint * weight;
    context.fillStyle = context.strokeStyle = colour;
    for (const i of own) fillCircle(context, scene.x[i], scene.y[i], scene.r[i]);
    context.globalAlpha = palette.edge * weight;
    for (const i of own) if (scene.r[i] * scale > EDGED_PX) strokeCircle(context, scene.x[i], scene.y[i], scene.r[i]);
  });
  drawHaze(context, scene, rows, paint);
}

/**
 * A haze where sub-families are too small to be known yet: between the outermost known one and the rim.
 * @param {CanvasRenderingContext2D} context
 * @param {Scene} scene
 * @param {number[]} rows
 * @param {Paint} paint
 */
function drawHaze(context, scene, rows, paint) {
  context.globalAlpha = HAZE;
  context.fillStyle = paint.haze;
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
 * @param {Paint} paint
 */
function drawLinks(context, scene, rows, scale, palette, paint) {
  byColour(paint, rows, (colour, alike) => {
    const linked = alike.filter((i) => scene.parent[i] >= 0 && scene.r[scene.parent[i]] * scale >= LINKED_PX);
    context.strokeStyle = colour;
    for (const joined of [0, 1]) {
      context.beginPath();
      for (const i of linked) if (scene.joined[i] === joined) addLine(context, scene, scene.parent[i], i);
      context.globalAlpha = Math.min(1, palette.link * (joined ? JOINED_LINK : 1));
      context.stroke();
    }
  });
}

/**
 * @param {CanvasPath} path
 * @param {Scene} scene
 * @param {number} from
 * @param {number} to
 */
function addLine(path, scene, from, to) {
  path.moveTo(scene.coreX[from], scene.coreY[from]);
  path.lineTo(scene.coreX[to], scene.coreY[to]);
}

/**
 * @param {CanvasRenderingContext2D} context
 * @param {Scene} scene
 * @param {number[]} rows
 * @param {Paint} paint
 */
function drawDiscs(context, scene, rows, paint) {
  context.globalAlpha = 0.42;
  inPixels(context, (unit, left, top) => {
    grouped(rows, (i) => dominant(paint, i), (code, alike) => {
      context.fillStyle = paint.colours[code];
      for (const i of alike) {
        fillCircle(context, left + unit * scene.x[i], top + unit * scene.y[i], unit * scene.r[i] * 0.86 * (paint.sizes?.cores[i] ?? 1));
      }
    });
  });
}

/**
 * Draw marks by the thousand in pixels of the screen: a map point (x, y) is (left + unit * x, top + unit * y). A circle on
 * a context that scales is recorded as a path, which takes a quarter longer and ten times the script.
 * @param {CanvasRenderingContext2D} context whose unit is the map's
 * @param {(unit: number, left: number, top: number) => void} draw
 */
function inPixels(context, draw) {
  const { a: unit, e: left, f: top } = context.getTransform();
  context.save();
  context.setTransform(1, 0, 0, 1, 0, 0);
  draw(unit, left, top);
  context.restore();
}

/**
 * Sunflowers and hearts. Between rings and dots one fades into the other. Returns the number of dots.
 * @param {CanvasRenderingContext2D} context
 * @param {Scene} scene
 * @param {number[]} rows
 * @param {Camera} camera
 * @param {Size} size
 * @param {Palette} palette
 * @param {Paint} paint
 * @param {Detail} detail
 */
function drawCores(context, scene, rows, camera, size, palette, paint, detail) {
  const box = visible(camera, size);
  const seen = rows.filter((i) => meets(box, scene.coreX[i], scene.coreY[i], coreRadius(scene.leafCount[i])));
  const dotPx = DOT * camera.scale;
  const dotted = Math.min(1, Math.max(0, 1.25 * (dotPx / detail.dotPx - 1)));
  let dots = 0;
  context.globalAlpha = palette.fill * (1 - 0.83 * dotted * dotted);
  drawRings(context, scene, seen, camera.scale, paint, dotted);
  context.globalAlpha = dotted * Math.min(1, palette.fill + 0.1);
  if (dotted) dots = drawDots(context, scene, seen, paint, box, fillsOf(paint, dotPx, detail));
  drawHearts(context, scene, seen, camera.scale, paint.sizes ? 1 : dotted, palette, paint);
  return dots;
}

/**
 * The annuli of the leaves' classes. Where one follows they lie over each other a little, so that no gap is seen. Of many
 * classes, which differ little, those that are too thin to be seen have the colour of the next.
 * @param {CanvasRenderingContext2D} context
 * @param {Scene} scene
 * @param {number[]} rows
 * @param {number} scale
 * @param {Paint} paint
 * @param {number} dotted from 0, rings, to 1, dots, which leave little of the rings to be seen
 */
function drawRings(context, scene, rows, scale, { kinds, counts, colours, sizes }, dotted) {
  const thinnest = kinds > MANY ? (THIN_PX * (1 + 4 * dotted)) / scale : 0;
  const before = new Int32Array(rows.length);
  const painted = Float64Array.from(rows, (i) => heartRadius(scene.leafCount[i]));
  for (let code = 0; code < kinds; code++) {
    context.fillStyle = colours[code];
    rows.forEach((i, at) => {
      const count = counts[kinds * i + code];
      if (!count) return;
      const leaves = scene.leafCount[i];
      before[at] += count;
      const last = before[at] === leaves;
      const outer = last ? coreRadius(leaves) : ringRadius(leaves, before[at]);
      if (!last && outer - painted[at] < thinnest) return;
      const part = sizes?.cores[i] ?? 1;
      fillRing(context, scene.coreX[i], scene.coreY[i], painted[at] * part, (last ? outer : outer + SEAM_PX / scale) * part);
      painted[at] = outer;
    });
  }
}

/**
 * How dots are filled: squares where they are too small for more, and a shape each where a relation's is seen.
 * @param {Paint} paint
 * @param {number} dotPx
 * @param {Detail} detail
 * @returns {(code: number) => import("./shapes.js").Fill}
 */
function fillsOf({ shaped }, dotPx, { squarePx }) {
  if (dotPx < squarePx) return () => fillSquare;
  return shaped && dotPx >= SHAPED_PX ? (code) => OF_RELATIONS[code] : () => fillCircle;
}

/**
 * The dots inside the box, one colour after the other; returns how many.
 * @param {CanvasRenderingContext2D} context
 * @param {Scene} scene
 * @param {number[]} rows
 * @param {Paint} paint
 * @param {import("./camera.js").Rectangle} box
 * @param {(code: number) => import("./shapes.js").Fill} fills
 */
function drawDots(context, scene, rows, paint, box, fills) {
  const places = dotsOf(scene, rows, paint, box);
  const step = paint.sizes ? 3 : 2;
  inPixels(context, (unit, left, top) => {
    const r = DOT * unit;
    context.lineWidth = HOLLOW * r;
    places.forEach((at, code) => {
      const fill = fills(code);
      context.fillStyle = context.strokeStyle = paint.colours[code];
      for (let n = 0; n < at.length; n += step) {
        const factor = paint.sizes ? at[n + 2] : 1;
        if (factor < 0) strokeCircle(context, left + unit * at[n], top + unit * at[n + 1], -factor * r);
        else fill(context, left + unit * at[n], top + unit * at[n + 1], factor * r);
      }
    });
  });
  return places.reduce((sum, at) => sum + at.length / step, 0);
}

/**
 * For each code x and y of the dots inside the box; where marks have sizes also the factor of the radius, below 0 of
 * hollow ones. Where nobody knows the dots' classes there are none.
 * @param {Scene} scene
 * @param {number[]} rows
 * @param {Paint} paint
 * @param {import("./camera.js").Rectangle} box
 */
function dotsOf(scene, rows, paint, box) {
  /** @type {number[][]} */
  const places = Array.from({ length: paint.kinds }, () => []);
  for (const i of rows) {
    const codes = paint.leaves?.[i];
    const factor = paint.sizes && dotFactor(paint.sizes, i);
    const add = (/** @type {number} */ code, /** @type {number} */ x, /** @type {number} */ y, /** @type {number} */ k) =>
      factor ? places[code].push(x, y, factor(k)) : places[code].push(x, y);
    if (codes) eachLeaf(scene, i, 0, codes.length, box, (x, y, k) => add(codes[k], x, y, k));
    for (let code = 0, first = 0; !paint.leaves && code < paint.kinds; code++) {
      const last = first + paint.counts[paint.kinds * i + code];
      if (last > first) eachLeaf(scene, i, first, last, box, (x, y, k) => add(code, x, y, k));
      first = last;
    }
  }
  return places;
}

/**
 * What the radius of a row's dots is multiplied by, below 0 where they are hollow.
 * @param {import("./sizes.js").Sizes} sizes
 * @param {number} i
 * @returns {(k: number) => number}
 */
function dotFactor({ leaves, cores, factors, unknown }, i) {
  const codes = leaves[i];
  if (!codes) return () => cores[i];
  return (k) => (codes[k] === unknown ? -1 : 1) * factors[codes[k]];
}

/**
 * The models themselves: from afar the hole of their ring, among dots a dot, from near a disc with room for a name.
 * @param {CanvasRenderingContext2D} context
 * @param {Scene} scene
 * @param {number[]} rows
 * @param {number} scale
 * @param {number} dotted from 0, rings, to 1, dots
 * @param {Palette} palette
 * @param {Paint} paint
 */
function drawHearts(context, scene, rows, scale, dotted, palette, paint) {
  const pxOf = (/** @type {number} */ i) => heartRadius(scene.leafCount[i]) * scale;
  byColour(paint, rows, (colour, alike) => {
    context.globalAlpha = 1;
    context.beginPath();
    for (const i of alike) if (pxOf(i) > NEAR_PX) addCircle(context, scene.coreX[i], scene.coreY[i], (pxOf(i) - 2.5) / scale);
    context.fillStyle = palette.ground;
    context.fill();
    context.fillStyle = context.strokeStyle = colour;
    context.lineWidth = 2.5 / scale;
    context.stroke();
    context.globalAlpha = dotted;
    context.beginPath();
    for (const i of alike) if (pxOf(i) < NAMED_PX) addCircle(context, scene.coreX[i], scene.coreY[i], (pxOf(i) / scale) * 0.72 * (paint.sizes?.hearts[i] ?? 1));
    context.fill();
  });
}

/**
 * @param {Paint} paint
 * @param {number[]} rows
 * @param {(colour: string, rows: number[]) => void} visit
 */
function byColour({ own, colours }, rows, visit) {
  grouped(rows, (i) => own[i], (code, alike) => visit(colours[code], alike));
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
