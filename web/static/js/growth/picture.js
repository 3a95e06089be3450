/** A chart as a picture to keep: its lines with axes, what each line is, and what it is a picture of. */

import { offer } from "../download.js";
import { canvasOf, contextOf, drawTitle, pngOf, svgOf } from "../pictures.js";
import { alone, beside, steps, years } from "./measures.js";

/**
 * What is drawn: `lines` below the title; of each series its values by month, null where there is none.
 * @typedef {{ name: string, values: (number | null)[], colour: string, dash: number[] }} Line
 * @typedef {{ title: string, lines: string[], months: string[], open?: string, measure: import("./measures.js").Measure, series: Line[] }} Picture
 * @typedef {{ ground: string, ink: string, soft: string, rule: string, font: string }} Look
 */

const WIDTH = 960;
const PLOT = { left: 76, right: 20, height: 380 };
const LETTERS = 130; // of a line below the title
const AXIS = 30; // below the plot, for the months
const ROW = 22;
const COLUMN = 300;
const MARGIN = 20;
const COLUMNS = Math.floor((WIDTH - 2 * MARGIN) / COLUMN); // of the legend
const DOT = 3;

/**
 * Offer a chart for download.
 * @param {Picture} picture
 * @param {"svg" | "png"} format
 * @param {Look} look
 */
export async function saveChart(picture, format, look) {
  const size = sizeOf(picture);
  offer(format === "svg" ? svgOf(size, picture.title, (context) => drawChart(context, picture, look)) : await asPng(picture, size, look), picture.title, format);
}

/**
 * @param {Picture} picture
 * @param {import("../map/camera.js").Size} size
 * @param {Look} look
 */
function asPng(picture, size, look) {
  const canvas = canvasOf(size);
  drawChart(contextOf(canvas), picture, look);
  return pngOf(canvas);
}

/** @param {Picture} picture */
export function sizeOf({ lines, series }) {
  const rows = Math.ceil(series.length / COLUMNS);
  return { width: WIDTH, height: topOf(lines) + PLOT.height + AXIS + MARGIN + ROW * rows };
}

/**
 * Where the plot begins, below the title and its lines.
 * @param {string[]} lines
 */
function topOf(lines) {
  return 52 + 18 * wrapped(lines).length;
}

/** @param {string[]} lines */
function wrapped(lines) {
  return lines.flatMap((line) => line.match(new RegExp(`.{1,${LETTERS}}(?:\\s|$)`, "gu")) ?? [line]).map((line) => line.trim());
}

/**
 * @param {CanvasRenderingContext2D} context
 * @param {Picture} picture
 * @param {Look} look
 */
export function drawChart(context, picture, look) {
  const { width, height } = sizeOf(picture);
  context.fillStyle = look.ground;
  context.fillRect(0, 0, width, height);
  context.textBaseline = "middle";
  drawTitle(context, { title: picture.title, lines: wrapped(picture.lines) }, look, MARGIN);
  const most = Math.max(0, ...picture.series.flatMap(({ values }) => values.map((value) => value ?? 0)));
  const ticks = steps(most, picture.measure);
  const top = Math.max(ticks[ticks.length - 1], most) || 1;
  const xOf = (/** @type {number} */ at) => PLOT.left + ((width - PLOT.left - PLOT.right) * (at + 0.5)) / Math.max(picture.months.length, 1);
  const yOf = (/** @type {number} */ value) => topOf(picture.lines) + PLOT.height * (1 - value / top);
  drawAxes(context, picture, look, ticks, xOf, yOf);
  for (const line of picture.series) drawLine(context, line, xOf, yOf);
  if (picture.open === picture.months.at(-1)) for (const line of picture.series) ring(context, line, look.ground, xOf, yOf);
  drawLegend(context, picture, look);
}

/**
 * @param {CanvasRenderingContext2D} context
 * @param {Picture} picture
 * @param {Look} look
 * @param {number[]} ticks
 * @param {(at: number) => number} xOf
 * @param {(value: number) => number} yOf
 */
function drawAxes(context, { months, measure }, look, ticks, xOf, yOf) {
  context.font = `400 12px ${look.font}`;
  context.fillStyle = look.soft;
  context.strokeStyle = look.rule;
  context.lineWidth = 1;
  context.setLineDash([]);
  context.textAlign = "right";
  const texts = beside(ticks, measure);
  ticks.forEach((tick, at) => {
    stroked(context, [PLOT.left, yOf(tick)], [WIDTH - PLOT.right, yOf(tick)]);
    context.fillText(texts[at], PLOT.left - 8, yOf(tick));
  });
  context.textAlign = "center";
  for (const { at, text } of years(months)) {
    stroked(context, [xOf(at), yOf(0)], [xOf(at), yOf(0) + 5]);
    context.fillText(text, xOf(at), yOf(0) + 16);
  }
}

/**
 * @param {CanvasRenderingContext2D} context
 * @param {[number, number]} from
 * @param {[number, number]} to
 */
function stroked(context, from, to) {
  context.beginPath();
  context.moveTo(...from);
  context.lineTo(...to);
  context.stroke();
}

/**
 * @param {CanvasRenderingContext2D} context
 * @param {Line} line
 * @param {(at: number) => number} xOf
 * @param {(value: number) => number} yOf
 */
function drawLine(context, { values, colour, dash }, xOf, yOf) {
  context.strokeStyle = context.fillStyle = colour;
  context.lineWidth = 2;
  context.setLineDash(dash);
  context.beginPath();
  let pen = false;
  values.forEach((value, at) => {
    if (value !== null) context[pen ? "lineTo" : "moveTo"](xOf(at), yOf(value));
    pen = value !== null;
  });
  context.stroke();
  context.setLineDash([]);
  for (const at of alone(values)) {
    context.beginPath();
    context.arc(xOf(at), yOf(values[at] ?? 0), DOT, 0, 2 * Math.PI);
    context.fill();
  }
}

/**
 * A hollow point in the last month, which is not complete.
 * @param {CanvasRenderingContext2D} context
 * @param {Line} line
 * @param {string} ground
 * @param {(at: number) => number} xOf
 * @param {(value: number) => number} yOf
 */
function ring(context, { values, colour }, ground, xOf, yOf) {
  const value = values.at(-1) ?? null;
  if (value === null) return;
  context.fillStyle = ground;
  context.strokeStyle = colour;
  context.lineWidth = 2;
  context.beginPath();
  context.arc(xOf(values.length - 1), yOf(value), DOT + 1, 0, 2 * Math.PI);
  context.fill();
  context.stroke();
}

/**
 * @param {CanvasRenderingContext2D} context
 * @param {Picture} picture
 * @param {Look} look
 */
function drawLegend(context, { lines, series }, look) {
  context.textAlign = "left";
  context.font = `400 12.5px ${look.font}`;
  series.forEach(({ name, colour, dash }, i) => {
    const x = MARGIN + COLUMN * (i % COLUMNS);
    const y = topOf(lines) + PLOT.height + AXIS + MARGIN / 2 + ROW * Math.floor(i / COLUMNS);
    context.strokeStyle = colour;
    context.lineWidth = 2;
    context.setLineDash(dash);
    stroked(context, [x, y], [x + 28, y]);
    context.setLineDash([]);
    context.fillStyle = look.ink;
    context.fillText(name, x + 36, y);
  });
}
