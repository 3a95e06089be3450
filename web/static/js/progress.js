/** How far a crawl is, in words and as a part of what it was to read. Pure. */

import { count } from "./words.js";

/** @typedef {import("./types.js").CrawlProgress} CrawlProgress */

/**
 * The line that says how far a crawl is.
 * @param {CrawlProgress} crawl
 */
export function progressWords(crawl) {
  const { state, subject } = crawl;
  if (state === "ended") return `Read ${subject}: ${amount(crawl)}${estimate(crawl)}.`;
  if (state === "stopped") return `Reading ${subject} was stopped${because(crawl)}: ${amount(crawl)}${estimate(crawl)}. \`qwen-lineage run\` goes on.`;
  const now = crawl.share === null ? "" : " by now"; // beside the estimate of the graph that is shown, of when it was made
  return `Reading ${subject}: ${amount(crawl)}${estimate(crawl)}${now}${crawl.left === null ? "" : `; ${duration(crawl.left)} left`}.`;
}

/**
 * The pace of a crawl against the Hub's quota; nothing where it does not go on, or nobody can say yet.
 * @param {CrawlProgress} crawl
 */
export function paceWords({ state, pace, quota, window, rests }) {
  if (state !== "running") return "";
  if (rests !== null) return `The Hub's quota is spent: it goes on in ${duration(rests)}.`;
  if (pace === null) return "";
  const allowed = quota && window ? `, ${count(quota)} are allowed in ${duration(window)}` : "";
  return `${count(Math.round(pace))} requests a minute${allowed}.`;
}

/**
 * The part of its requests that a crawl has sent, of what it was to read where it reads everything; null where nobody
 * can say.
 * @param {CrawlProgress} crawl
 */
export function part({ requests, planned, share }) {
  return planned ? Math.min(1, requests / planned) : share;
}

/**
 * Seconds as people say them: to the minute from one on.
 * @param {number} seconds
 */
export function duration(seconds) {
  return seconds < 59.5 ? `${Math.max(1, Math.round(seconds))} s` : `${Math.round(seconds / 60)} min`;
}

/** @param {CrawlProgress} crawl */
function amount({ requests, planned, models }) {
  const of = planned ? ` of ${count(planned)}` : "";
  return `${count(requests)}${of} ${requests === 1 && !planned ? "request" : "requests"}, ${count(models)} models`;
}

/** @param {CrawlProgress} crawl */
function estimate({ share, share_low: low, share_high: high }) {
  if (share === null) return "";
  return `, an estimated ${percent(share)} %${low === null || high === null ? "" : ` (${percent(low)} to ${percent(high)} %)`} of it`;
}

/** @param {CrawlProgress} crawl */
function because({ trouble }) {
  return trouble ? ` (${trouble})` : "";
}

/** @param {number} share in hundredths, to a tenth where whole ones would say all or hardly anything */
function percent(share) {
  const whole = share === 0 || share === 1 || (share >= 0.1 && share < 0.99);
  return (100 * share).toFixed(whole ? 0 : 1);
}
