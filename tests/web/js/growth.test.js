/** What a growth chart shows of counts by month. */

import assert from "node:assert/strict";
import { test } from "node:test";

import { alone, columns, listOf, nearest, partOf, written } from "../../../web/static/js/growth/measures.js";

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

test("a click goes to the line that lies nearest and is drawn there", () => {
  assert.equal(nearest([10, null, 42], 40), 2);
  assert.equal(nearest([null, null], 0), null);
  assert.equal(nearest([5, 5], 5), 0, "the first of equals");
});

test("the list behind a point holds the whole month, leap days too", () => {
  assert.equal(listOf("/table?task=x", "2024-02"), "/table?task=x&created_from=2024-02-01&created_to=2024-02-29");
  assert.equal(listOf("/table?task=x", "2023-12"), "/table?task=x&created_from=2023-12-01&created_to=2023-12-31");
});
