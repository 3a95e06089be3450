/** What a chart of counts by month shows. Pure. */

/**
 * @typedef {{ months: string[], series: import("../types.js").GrowthSeries[], thin_months?: string[] }} Monthly
 * @typedef {"new" | "cumulative" | "share"} Measure
 */

/**
 * The columns of a chart: the months as seconds since 1970, then each series. A share of too few models has no point,
 * unless all months are of so few.
 * @param {Monthly} answer
 * @param {Measure} measure
 * @returns {(number | null)[][]}
 */
export function columns({ months, series, thin_months = [] }, measure) {
  const thin = new Set(measure === "share" && thin_months.length < months.length ? thin_months : []);
  const lines = series.map(({ counts, values }) => (values ?? counts).map((value, at) => (thin.has(months[at]) ? null : value)));
  return [months.map((month) => Date.parse(`${month}-01T00:00:00Z`) / 1000), ...lines];
}

/**
 * The places of the values that have no neighbour, and so no line.
 * @param {(number | null)[]} values
 * @returns {number[]}
 */
export function alone(values) {
  const isThere = (/** @type {number} */ at) => (values[at] ?? null) !== null;
  return [...values.keys()].filter((at) => isThere(at) && !isThere(at - 1) && !isThere(at + 1));
}

/**
 * The part of an answer that a path of names leads to.
 * @param {any} answer
 * @param {string} path as `portrait.months`; empty for the answer itself
 * @returns {Monthly}
 */
export function partOf(answer, path) {
  return path ? path.split(".").reduce((part, name) => part[name], answer) : answer;
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
