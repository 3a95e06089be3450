/** What a growth chart shows of counts by month: as they are, added up, or as shares. Pure. */

/**
 * @typedef {import("../types.js").GrowthAnswer} GrowthAnswer
 * @typedef {"new" | "cumulative" | "share"} Measure
 */

/**
 * Counts by month as a measure has them; null where there is nothing to have a share of. What is not dated belongs to
 * no month, so that it is in none of them, not even added up.
 * @param {number[]} counts
 * @param {number[]} whole what shares are shares of
 * @param {Measure} measure
 * @returns {(number | null)[]}
 */
export function measured(counts, whole, measure) {
  if (measure === "share") return counts.map((count, i) => (whole[i] ? count / whole[i] : null));
  if (measure === "new") return counts;
  let sum = 0;
  return counts.map((count) => (sum += count));
}

/**
 * The columns of a chart: the months as seconds since 1970, then each series.
 * @param {GrowthAnswer} answer
 * @param {Measure} measure
 * @returns {(number | null)[][]}
 */
export function columns({ months, whole, series }, measure) {
  const lines = series.map(({ counts }) => measured(counts, whole.counts, measure));
  return [months.map((month) => Date.parse(`${month}-01T00:00:00Z`) / 1000), ...lines];
}

/**
 * A value as people read it.
 * @param {number | null} value
 * @param {Measure} measure
 */
export function written(value, measure) {
  if (value === null) return "–";
  return measure === "share" ? `${(100 * value).toFixed(value < 0.1 ? 2 : 1)} %` : value.toLocaleString("en");
}

/**
 * The address of the models behind a point: those of a series that were made in a month.
 * @param {string} list of all models of the series
 * @param {string} month
 */
export function listOf(list, month) {
  const [year, number] = month.split("-").map(Number);
  const last = new Date(Date.UTC(year, number, 0)).getUTCDate();
  return `${list}&created_from=${month}-01&created_to=${month}-${last}`;
}

/**
 * The line that lies nearest to a height, of those that are shown there; null where none is.
 * @param {(number | null)[]} values of each line at one month
 * @param {number} wanted
 */
export function nearest(values, wanted) {
  let best = null;
  for (let line = 0; line < values.length; line++) {
    const value = values[line];
    if (value === null) continue;
    if (best === null || Math.abs(value - wanted) < Math.abs(/** @type {number} */ (values[best]) - wanted)) best = line;
  }
  return best;
}
