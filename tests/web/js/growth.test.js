/** What a growth chart shows of counts by month. */

import assert from "node:assert/strict";
import { test } from "node:test";

import { drawChart, sizeOf } from "../../../web/static/js/growth/picture.js";
import { SvgContext } from "../../../web/static/js/svg-context.js";
import { alone, beside, columns, listOf, marks, nearest, partOf, since, steps, written, years } from "../../../web/static/js/growth/measures.js";

test("a chart's columns are the months' beginnings, then each series as it is measured", () => {
  const series = [{ counts: [1, 1], values: [0.5, null] }, { counts: [0, 3], values: null }];
  const [months, ...lines] = columns({ months: ["2024-12", "2025-01"], series }, "share");
  assert.deepEqual(months.map((seconds) => new Date(seconds * 1000).toISOString().slice(0, 10)), ["2024-12-01", "2025-01-01"]);
  assert.deepEqual(lines, [[0.5, null], [0, 3]]);
});

test("a share of too few models has no point, unless all months are of so few", () => {
  const answer = { months: ["2024-12", "2025-01"], series: [{ counts: [1, 9], values: [0.5, 0.1] }], thin_months: ["2024-12"] };
  assert.deepEqual(columns(answer, "share")[1], [null, 0.1]);
  assert.deepEqual(columns(answer, "cumulative")[1], [0.5, 0.1]);
  assert.deepEqual(columns({ ...answer, thin_months: answer.months }, "share")[1], [0.5, 0.1]);
});

test("a value between gaps is told apart, since no line leads to it", () => {
  assert.deepEqual(alone([0, null, 1, null, 2, 3, null, 4]), [0, 2, 7]);
  assert.deepEqual(alone([]), []);
});

test("a chart may show a part of an answer", () => {
  const months = { months: [], series: [] };
  assert.equal(partOf({ portrait: { months } }, "portrait.months"), months);
  assert.equal(partOf(months, ""), months);
});

test("shares are written in per cent, counts with commas, and what is not there as a dash", () => {
  assert.deepEqual([written(0.0123, "share"), written(0.5, "share"), written(1234, "new"), written(null, "share")], ["1.23 %", "50.0 %", "1,234", "–"]);
});

test("shares beside an axis have as many decimals as their distance needs", () => {
  assert.deepEqual(beside(steps(0.13, "share"), "share"), ["0 %", "5 %", "10 %", "15 %"]);
  assert.deepEqual(beside(steps(0.021, "share"), "share"), ["0.0 %", "0.5 %", "1.0 %", "1.5 %", "2.0 %", "2.5 %"]);
  assert.deepEqual(beside(steps(1, "share"), "share"), ["0 %", "20 %", "40 %", "60 %", "80 %", "100 %"]);
  assert.deepEqual(beside(steps(1200, "new"), "new"), ["0", "500", "1,000", "1,500"]);
});

test("a click goes to the line that lies nearest and is drawn there", () => {
  assert.equal(nearest([10, null, 42], 40), 2);
  assert.equal(nearest([null, null], 0), null);
  assert.equal(nearest([5, 5], 5), 0, "the first of equals");
});

test("the list behind a point holds the whole month, leap days too", () => {
  assert.equal(listOf("/table?task=x", "2024-02", "new"), "/table?task=x&created_from=2024-02-01&created_to=2024-02-29");
  assert.equal(listOf("/table?task=x", "2023-12", "share"), "/table?task=x&created_from=2023-12-01&created_to=2023-12-31");
  assert.equal(listOf("/table?task=x", "2023-12", "cumulative"), "/table?task=x&created_to=2023-12-31");
});

test("the values beside a chart are round, from 0 to the first that holds all", () => {
  assert.deepEqual(steps(7, "new"), [0, 2, 4, 6, 8]);
  assert.deepEqual(steps(3, "new"), [0, 1, 2, 3], "counts have no halves");
  assert.deepEqual(steps(1000, "cumulative"), [0, 200, 400, 600, 800, 1000]);
  assert.deepEqual(steps(0, "new"), [0]);
  for (const most of [0.003, 0.1, 0.37, 1]) assert.ok(steps(most, "share").at(-1) >= most - 1e-9 && steps(most, "share").length <= 7);
});

test("below a chart stand months at equal distances, the last one always", () => {
  assert.deepEqual(marks(3, 5), [0, 1, 2]);
  assert.deepEqual(marks(49, 10), [3, 8, 13, 18, 23, 28, 33, 38, 43, 48]);
  assert.deepEqual([marks(1, 5), marks(7, 0)], [[0], [6]]);
});

test("a chart may begin with a later month, and what is told of months with it", () => {
  const answer = { months: ["2025-01", "2025-02", "2025-03"], series: [{ name: "a", counts: [1, 2, 3], values: null }], thin_months: ["2025-01", "2025-03"] };
  const later = since(/** @type {any} */ (answer), "2025-02");
  assert.deepEqual([later.months, later.series[0].counts, later.thin_months], [["2025-02", "2025-03"], [2, 3], ["2025-03"]]);
  assert.equal(since(/** @type {any} */ (answer), undefined), answer);
});

test("below a chart stand years, and of few months quarters", () => {
  const months = Array.from({ length: 40 }, (_, at) => `${2022 + Math.floor(at / 12)}-${String((at % 12) + 1).padStart(2, "0")}`);
  assert.deepEqual(years(months), [{ at: 0, text: "2022" }, { at: 12, text: "2023" }, { at: 24, text: "2024" }, { at: 36, text: "2025" }]);
  assert.deepEqual(years(["2025-03", "2025-04", "2025-05"]), [{ at: 1, text: "2025-04" }]);
  assert.deepEqual(years(["2025-05"]), [{ at: 0, text: "2025-05" }]);
  assert.deepEqual(years([]), []);
});

test("a chart as a picture holds its title, what it is of, each line with its gaps, and a legend", () => {
  const series = [
    { name: "Qwen <b>", values: [1, null, 3, 4], colour: "#111111", dash: [] },
    { name: "Meta", values: [0, 2, 2, 8], colour: "#222222", dash: [9, 4] },
  ];
  const picture = { title: "New models", lines: ["of all", "Snapshot x"], months: ["2025-01", "2025-02", "2025-03", "2025-04"], open: "2025-04", measure: /** @type {const} */ ("new"), series };
  const svg = new SvgContext(sizeOf(picture), (colour) => colour);
  drawChart(/** @type {any} */ (svg), picture, { ground: "#fff", ink: "#000", soft: "#555", rule: "#ccc", font: "serif" });
  const text = svg.toText(picture.title);
  for (const said of ["New models", "of all", "Snapshot x", "Qwen &lt;b&gt;", "Meta", "2025-01", ">8<"]) assert.ok(text.includes(said), said);
  const [first, other] = ["#111111", "#222222"].map((colour) => text.split("\n").filter((part) => part.startsWith("<path") && part.includes(`stroke="${colour}"`)));
  assert.deepEqual([first.length, other.length], [3, 3], "the line, the ring of a month that is not complete, and its sample in the legend");
  assert.deepEqual(first[0].match(/[ML]/g), ["M", "L"], "a value alone has a dot, and no line");
  assert.ok(text.includes('A3 3') && text.includes('A4 4') && other.filter((part) => !part.includes("A4 4")).every((part) => part.includes('stroke-dasharray="9 4"')));
  assert.equal(sizeOf({ ...picture, series: Array(7).fill(series[0]) }).height - sizeOf(picture).height, 44, "three lines in a row of the legend");
});
