/** What lies over the map and changes often: the hovered model, the selected one, its line to the root, its other parents. */

import { toScreen } from "./camera.js";
import { RELATIONS, ROOT } from "./palette.js";
import { crossedBy, drawLabels, label, withoutCollisions } from "./labels.js";
import { heart, lineage, outline } from "./place.js";
import { addCircle } from "./shapes.js";
import { DOT } from "./sunflower.js";

/**
 * @typedef {import("../types.js").Relation} Relation
 * @typedef {import("./camera.js").Camera} Camera
 * @typedef {import("./camera.js").Size} Size
 * @typedef {import("./palette.js").Palette} Palette
 * @typedef {import("./place.js").Place} Place
 * @typedef {import("./place.js").Ring} Ring
 * @typedef {Ring & { id: string, relation: number }} Light a model lit up: its dot or its heart, and its relation's code
 *
 * The selected model with its place, its relation to the model it is drawn under, and its other parents.
 * @typedef {{ id: string, place: Place, relation: Relation | null, others: { id: string, relation: Relation, place: Place }[] }} Selection
 */

const LEAST_PX = 5; // a ring is never smaller than this
const OWN_LABEL_PX = 40; // a larger circle has its own label
const NAME_PX = 12.5;
const LIGHT_PX = 4; // a light's least radius
const SEEN_PX = 6; // from this radius on a light is a ring round what lies there
export const MOST_LIT = 2000; // more lights hide what they are to show
const NAMED = 60; // more lights than these on screen have no names
const VEIL = 0.62; // how much of the ground lies over the map under the lights

/**
 * What lies over the map. Its own `names`, in the canvas's pixels, stay readable where the selected model's line crosses
 * them.
 * @param {CanvasRenderingContext2D} context
 * @param {Camera} camera
 * @param {Size} size
 * @param {Palette} palette
 * @param {{ hovered: Ring | null, selected: Selection | null, lit: Light[] | null, names: import("./labels.js").Label[], font: string }} what
 */
export function drawOverlay(context, camera, size, palette, { hovered, selected, lit, names, font }) {
  context.clearRect(0, 0, size.width, size.height);
  if (lit) drawLit(context, camera, size, palette, lit, font);
  if (selected) drawSelection(context, camera, size, palette, selected, names, font);
  if (hovered) ring(context, camera, size, hovered, palette.ink, 1.5);
}

/**
 * Models lit up: a veil over the map with a hole for each, ringed, or from afar a dot; and the names there is room for.
 * @param {CanvasRenderingContext2D} context
 * @param {Camera} camera
 * @param {Size} size
 * @param {Palette} palette
 * @param {Light[]} lit
 * @param {string} font
 */
function drawLit(context, camera, size, palette, lit, font) {
  context.globalAlpha = VEIL;
  context.fillStyle = palette.ground;
  context.fillRect(0, 0, size.width, size.height);
  context.globalAlpha = 1;
  const radius = Math.max(LIGHT_PX, DOT * camera.scale);
  const shown = lit.flatMap((light) => {
    const [x, y] = toScreen(camera, size, light.x, light.y);
    const near = x > -radius && y > -radius && x < size.width + radius && y < size.height + radius;
    return near ? [{ id: light.id, x, y, relation: light.relation }] : [];
  });
  if (radius >= SEEN_PX) seeThrough(context, shown, radius);
  else palette.relations.forEach((colour, code) => fillLights(context, shown.filter(({ relation }) => relation === code), radius, colour));
  addLights(context, shown, radius);
  context.strokeStyle = palette.ink;
  context.lineWidth = radius >= SEEN_PX ? 2.5 : 1;
  context.stroke();
  if (shown.length > NAMED) return;
  const names = shown.map(({ id, x, y }, i) => label(id, x, y - radius - NAME_PX * 0.8, [id], NAME_PX, shown.length - i));
  drawLabels(context, withoutCollisions(names, size), palette, font);
}

/** @typedef {{ x: number, y: number }} Point in pixels */

/**
 * What lies under the lights, as it is on the map: they are large enough to show it.
 * @param {CanvasRenderingContext2D} context
 * @param {Point[]} lights
 * @param {number} radius in pixels
 */
function seeThrough(context, lights, radius) {
  context.globalCompositeOperation = "destination-out";
  addLights(context, lights, radius);
  context.fill();
  context.globalCompositeOperation = "source-over";
}

/**
 * @param {CanvasRenderingContext2D} context
 * @param {Point[]} lights of one relation
 * @param {number} radius in pixels
 * @param {string} colour
 */
function fillLights(context, lights, radius, colour) {
  if (!lights.length) return;
  addLights(context, lights, radius);
  context.fillStyle = colour;
  context.fill();
}

/**
 * The lights as the context's path.
 * @param {CanvasRenderingContext2D} context
 * @param {Point[]} lights
 * @param {number} radius in pixels
 */
function addLights(context, lights, radius) {
  context.beginPath();
  for (const { x, y } of lights) addCircle(context, x, y, radius);
}

/**
 * The names over the selected model and its other parents; where they stand the map's own labels give way.
 * @param {Selection} selected
 * @param {Camera} camera
 * @param {Size} size
 * @returns {import("./labels.js").Label[]}
 */
export function namesAbove(selected, camera, size) {
  const small = outline(selected.place).r * camera.scale < OWN_LABEL_PX;
  return [...(small ? [selected] : []), ...selected.others].map((model) => nameAbove(camera, size, model));
}

/**
 * @param {CanvasRenderingContext2D} context
 * @param {Camera} camera
 * @param {Size} size
 * @param {Palette} palette
 * @param {Selection} selected
 * @param {import("./labels.js").Label[]} names
 * @param {string} font
 */
function drawSelection(context, camera, size, palette, selected, names, font) {
  const [x, y] = toScreen(camera, size, ...heart(selected.place));
  for (const other of selected.others) drawOther(context, camera, size, palette, [x, y], other);
  const steps = lineage(selected.place, selected.relation);
  drawLine(context, camera, size, palette, steps);
  drawLabels(context, crossedBy(names, steps.map((step) => toScreen(camera, size, step.x, step.y))), palette, font);
  ring(context, camera, size, outline(selected.place), palette.ground, 6);
  ring(context, camera, size, outline(selected.place), palette.chosen, 3);
  drawLabels(context, namesAbove(selected, camera, size), palette, font);
}

/**
 * @param {Camera} camera
 * @param {Size} size
 * @param {{ id: string, place: Place }} model
 */
function nameAbove(camera, size, { id, place }) {
  const around = outline(place);
  const [x, y] = toScreen(camera, size, around.x, around.y);
  const top = y - Math.max(LEAST_PX, around.r * camera.scale) - NAME_PX;
  const shown = Math.min(size.height - NAME_PX, Math.max(NAME_PX, top));
  return label(id, x, shown, [id], NAME_PX, Infinity);
}

/**
 * @param {CanvasRenderingContext2D} context
 * @param {Camera} camera
 * @param {Size} size
 * @param {Palette} palette
 * @param {{ x: number, y: number, relation: Relation | null }[]} steps
 */
function drawLine(context, camera, size, palette, steps) {
  const points = steps.map(({ x, y }) => toScreen(camera, size, x, y));
  context.setLineDash([]);
  context.lineCap = "round";
  for (const [width, own] of /** @type {const} */ ([[5, false], [2.2, true]])) {
    for (let i = 1; i < points.length; i++) {
      context.beginPath();
      context.moveTo(...points[i - 1]);
      context.lineTo(...points[i]);
      context.lineWidth = width;
      context.strokeStyle = own ? colour(palette, steps[i].relation) : palette.ground;
      context.stroke();
    }
  }
  for (const [i, [x, y]] of points.entries()) {
    context.beginPath();
    context.arc(x, y, i === points.length - 1 ? 4 : 3.4, 0, 2 * Math.PI);
    context.lineWidth = 2;
    context.strokeStyle = palette.ground;
    context.fillStyle = colour(palette, steps[i].relation);
    context.stroke();
    context.fill();
  }
}

/**
 * @param {CanvasRenderingContext2D} context
 * @param {Camera} camera
 * @param {Size} size
 * @param {Palette} palette
 * @param {[number, number]} from
 * @param {{ id: string, relation: Relation, place: Place }} other
 */
function drawOther(context, camera, size, palette, from, other) {
  const to = toScreen(camera, size, ...heart(other.place));
  const bend = 0.14;
  const [mx, my] = [(from[0] + to[0]) / 2 + (to[1] - from[1]) * bend, (from[1] + to[1]) / 2 - (to[0] - from[0]) * bend];
  context.beginPath();
  context.moveTo(...from);
  context.quadraticCurveTo(mx, my, ...to);
  context.setLineDash([]);
  context.lineWidth = 4.5;
  context.strokeStyle = palette.ground;
  context.stroke();
  context.setLineDash([7, 5]);
  context.lineWidth = 2;
  context.strokeStyle = colour(palette, other.relation);
  context.stroke();
  context.setLineDash([]);
  ring(context, camera, size, outline(other.place), colour(palette, other.relation), 1.6);
}

/**
 * @param {CanvasRenderingContext2D} context
 * @param {Camera} camera
 * @param {Size} size
 * @param {Ring} circle
 * @param {string} stroke
 * @param {number} width
 */
function ring(context, camera, size, circle, stroke, width) {
  const [x, y] = toScreen(camera, size, circle.x, circle.y);
  context.beginPath();
  context.arc(x, y, Math.max(LEAST_PX, circle.r * camera.scale + 1), 0, 2 * Math.PI);
  context.lineWidth = width;
  context.strokeStyle = stroke;
  context.stroke();
}

/**
 * @param {Palette} palette
 * @param {Relation | null} relation
 */
function colour(palette, relation) {
  return palette.relations[relation === null ? ROOT : RELATIONS.indexOf(relation)];
}
