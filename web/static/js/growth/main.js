/** A chart of counts by month: a line a series, values under the pointer, and the list behind a point by a click. */

import { Chart } from "../../vendor/uplot-1.6.32/uplot.js";
import { go } from "../address.js";
import { ask } from "../api.js";
import { byId } from "../dom.js";
import { ROOT } from "../links.js";
import { alone, beside, columns, listOf, marks, nearest, partOf, since, steps, written } from "./measures.js";

/** @typedef {import("./measures.js").Measure} Measure */

const DASHES = [[], [9, 4], [3, 3], [12, 4, 3, 4]]; // told apart without colours
const COLOURS = 8;
const SIDE = 76; // pixels for the figures beside a chart
const ROOM = 64; // and for a month below it
const HOLLOW = 4; // the radius of a point of a month that is not complete

const host = byId("growth-chart", HTMLElement);
const trouble = byId("growth-trouble", HTMLElement);
const measure = /** @type {Measure} */ (host.dataset.measure);
const height = Number(host.dataset.height);

/**
 * A colour of the page, as scripts draw with it.
 * @param {string} name
 */
function read(name) {
  return getComputedStyle(host).getPropertyValue(name).trim();
}

/**
 * How a series is told from the others.
 * @param {number} i its place
 */
function strokeOf(i) {
  return { colour: read(`--series-${i % COLOURS}`), dash: DASHES[Math.floor(i / COLOURS) % DASHES.length] };
}

/** @param {import("./measures.js").Monthly} answer */
function draw(answer) {
  const [ink, line] = [read("--text-2"), read("--line")];
  const strokes = answer.series.map((_, i) => strokeOf(i));
  const data = columns(answer, measure);
  const axis = { stroke: ink, grid: { stroke: line, width: 1 }, ticks: { stroke: line, width: 1 } };
  const chart = new Chart(
    {
      width: host.clientWidth,
      height,
      scales: { x: { time: true }, y: { range: (_, __, most) => [0, steps(most, measure).at(-1) || 1] } },
      padding: [null, ROOM / 2, null, null],
      axes: [
        {
          ...axis,
          splits: ({ width }) => marks(answer.months.length, Math.floor((width - SIDE) / ROOM)).map((at) => /** @type {number} */ (data[0][at])),
          values: (_, splits) => splits.map((seconds) => answer.months[data[0].indexOf(seconds)]),
        },
        { ...axis, size: SIDE, splits: (_, __, ___, most) => steps(most, measure), values: (_, splits) => beside(splits, measure) },
      ],
      series: [
        { label: "month", value: (_, __, ___, index) => (index === null ? "" : answer.months[index]) },
        ...answer.series.map(({ name }, i) => ({
          label: name,
          stroke: strokes[i].colour,
          width: 2,
          dash: strokes[i].dash,
          points: {
            show: answer.months.length < 40,
            size: 5,
            fill: strokes[i].colour,
            filter: (/** @type {Chart} */ _, /** @type {number} */ __, /** @type {boolean} */ all) => (all ? null : alone(data[i + 1])),
          },
          value: (/** @type {Chart} */ _, /** @type {number | null} */ value, /** @type {number} */ __, /** @type {number | null} */ index) =>
            index === null ? "" : written(value, measure),
        })),
      ],
      cursor: { points: { size: 8 }, drag: { x: false, y: false }, focus: { prox: 24 } },
      focus: { alpha: 0.35 },
      legend: { live: true },
      hooks: { draw: host.dataset.open === answer.months.at(-1) ? [(chart) => hollow(chart, strokes, data)] : [] },
    },
    data,
    host,
  );
  chart.over.addEventListener("click", () => openList(chart, answer, data));
  return chart;
}

/**
 * Ring the points of the last month, which is not complete.
 * @param {Chart} chart
 * @param {{ colour: string }[]} strokes
 * @param {(number | null)[][]} data
 */
function hollow(chart, strokes, [seconds, ...lines]) {
  const { ctx: context } = chart;
  const x = chart.valToPos(/** @type {number} */ (seconds.at(-1)), "x", true);
  context.save();
  context.fillStyle = getComputedStyle(host.closest(".card") ?? host).backgroundColor;
  context.lineWidth = 2 * devicePixelRatio;
  lines.forEach((line, i) => {
    const value = line.at(-1) ?? null;
    if (value === null || !chart.series[i + 1].show) return;
    context.strokeStyle = strokes[i].colour;
    context.beginPath();
    context.arc(x, chart.valToPos(value, "y", true), HOLLOW * devicePixelRatio, 0, 2 * Math.PI);
    context.fill();
    context.stroke();
  });
  context.restore();
}

/**
 * What the chart shows, to be drawn as a picture: the lines that nobody has hidden.
 * @param {Chart} chart
 * @param {import("./measures.js").Monthly} answer
 */
function pictureOf(chart, answer) {
  const [, ...values] = columns(answer, measure);
  const series = answer.series.map(({ name }, i) => ({ name, values: values[i], ...strokeOf(i), shown: chart.series[i + 1].show }));
  const { color: ink, fontFamily: font } = getComputedStyle(document.body);
  const ground = getComputedStyle(document.documentElement).backgroundColor;
  const look = { ground, ink, soft: read("--text-2"), rule: read("--line"), font };
  const lines = [host.dataset.of ?? "", document.querySelector(".foot > :first-child")?.textContent ?? ""].filter(Boolean);
  return { picture: { title: host.dataset.title ?? document.title, lines, months: answer.months, open: host.dataset.open, measure, series: series.filter(({ shown }) => shown) }, look };
}

/**
 * Go to the models behind the point under the pointer.
 * @param {Chart} chart
 * @param {import("./measures.js").Monthly} answer
 * @param {(number | null)[][]} data
 */
function openList(chart, answer, data) {
  const { idx, top } = chart.cursor;
  if (idx === null) return;
  const heights = data.slice(1).map((line) => (line[idx] === null ? null : chart.valToPos(/** @type {number} */ (line[idx]), "y")));
  const line = nearest(heights, top);
  const list = line === null ? null : answer.series[line].list;
  if (list !== null) go(`${ROOT}${listOf(list, answer.months[idx], measure)}`);
}

async function start() {
  const answer = since(partOf(await ask(host.dataset.answer ?? ""), host.dataset.part ?? ""), host.dataset.from);
  let chart = draw(answer);
  new ResizeObserver(() => chart.setSize({ width: host.clientWidth, height })).observe(host);
  document.addEventListener("lineage:theme", () => {
    chart.destroy();
    chart = draw(answer);
  });
  for (const button of document.querySelectorAll("[data-picture]"))
    button.addEventListener("click", async () => {
      const { saveChart } = await import("./picture.js");
      const { picture, look } = pictureOf(chart, answer);
      await saveChart(picture, /** @type {HTMLElement} */ (button).dataset.picture === "png" ? "png" : "svg", look).catch(troubled);
    });
}

/** @param {Error} error */
function troubled(error) {
  trouble.textContent = String(error.message ?? error);
}

start().catch(troubled);
