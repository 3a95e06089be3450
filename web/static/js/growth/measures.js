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
 * An answer from a month on; all of it where none is named.
 * @param {Monthly} answer
 * @param {string | undefined} month
 * @returns {Monthly}
 */
export function since(answer, month) {
  const at = month ? answer.months.indexOf(month) : 0;
  if (at < 1) return answer;
  const series = answer.series.map((one) => ({ ...one, counts: one.counts.slice(at), values: one.values?.slice(at) ?? null }));
  const months = answer.months.slice(at);
  return { ...answer, months, series, thin_months: answer.thin_months?.filter((thin) => months.includes(thin)) };
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
 * Values beside an axis as people read them, all with as many decimals.
 * @param {number[]} values at equal distances, from 0 on
 * @param {Measure} measure
 */
export function beside(values, measure) {
  if (measure !== "share") return values.map((value) => written(value, measure));
  const step = 100 * (values[1] ?? 1);
  const decimals = Math.max(0, -Math.floor(Math.log10(step) + 1e-9));
  return values.map((value) => `${(100 * value).toFixed(decimals)} %`);
}

/**
 * Round values from 0 on, at equal distances, the last of them the first that is no less than `most`.
 * @param {number} most
 * @param {Measure} measure counts have no halves
 */
export function steps(most, measure) {
  if (!(most > 0)) return [0];
  const rough = most / 5;
  const power = 10 ** Math.floor(Math.log10(rough));
  const round = [1, 2, 5, 10].map((factor) => factor * power).find((step) => step >= rough * (1 - 1e-9)) ?? 10 * power;
  const step = measure === "share" ? round : Math.max(1, Math.ceil(round));
  return Array.from({ length: Math.ceil(most / step - 1e-9) + 1 }, (_, i) => i * step);
}

/**
 * The places of the months that are named below a chart with room for `most`: the last one, and others before it at equal distances.
 * @param {number} months
 * @param {number} most
 */
export function marks(months, most) {
  const every = Math.max(1, Math.ceil(months / Math.max(1, most)));
  return Array.from({ length: Math.ceil(months / every) }, (_, i) => months - 1 - i * every).reverse();
}

/**
 * Which months are named below a chart: the first of each year, or of few years each quarter; not those that would
 * stand too near to the one before.
 * @param {string[]} months in order
 */
export function years(months) {
  const every = months.length > 30 ? ["01"] : ["01", "04", "07", "10"];
  const named = months.map((text, at) => ({ at, text })).filter(({ text }) => every.includes(text.slice(5)));
  const shown = named.length ? named : months.map((text, at) => ({ at, text })).slice(0, 1);
  return shown.map(({ at, text }) => ({ at, text: every.length === 1 ? text.slice(0, 4) : text }));
}

/**
 * The address of the models behind a point: those of a series that were made in a month, or added up until its end.
 * @param {string} list of all models of the series
 * @param {string} month
 * @param {Measure} measure
 */
export function listOf(list, month, measure) {
  const [year, number] = month.split("-").map(Number);
  const last = new Date(Date.UTC(year, number, 0)).getUTCDate();
  const from = measure === "cumulative" ? "" : `&created_from=${month}-01`;
  return `${list}${from}&created_to=${month}-${last}`;
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
