/** One run of a statement as a pure state: not yet, under way, answered, failed, or cancelled. */

/**
 * @typedef {{phase: "idle"} |
 *   {phase: "running", token: string, since: number, cancelling: boolean} |
 *   {phase: "answered", answer: import("./values.js").Answer} |
 *   {phase: "failed", message: string, hint: string} |
 *   {phase: "cancelled", after: number}} Run
 */

/** @type {Run} */
export const IDLE = { phase: "idle" };

/**
 * @param {string} token that names the run to the server
 * @param {number} now in milliseconds
 * @returns {Run}
 */
export function started(token, now) {
  return { phase: "running", token, since: now, cancelling: false };
}

/**
 * Whether this run is still the one that is waited for.
 * @param {Run} run
 * @param {string} token
 */
function waitsFor(run, token) {
  return run.phase === "running" && run.token === token;
}

/**
 * The answer came. Of a run that was overtaken by another it changes nothing.
 * @param {Run} run
 * @param {string} token
 * @param {import("./values.js").Answer} answer
 * @returns {Run}
 */
export function answered(run, token, answer) {
  return waitsFor(run, token) ? { phase: "answered", answer } : run;
}

/**
 * An error came; after a request to cancel it is the cancelling that worked.
 * @param {Run} run
 * @param {string} token
 * @param {{message: string, hint: string}} error
 * @param {number} now
 * @returns {Run}
 */
export function failed(run, token, { message, hint }, now) {
  if (run.phase !== "running" || run.token !== token) return run;
  return run.cancelling ? { phase: "cancelled", after: (now - run.since) / 1000 } : { phase: "failed", message, hint };
}

/**
 * @param {Run} run
 * @returns {Run}
 */
export function cancelling(run) {
  return run.phase === "running" ? { ...run, cancelling: true } : run;
}

/**
 * A token for a run: twelve random bytes in hexadecimal.
 * @param {Uint8Array} bytes
 */
export function tokenOf(bytes) {
  return [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}
