/** The way from one camera to another: out, over and in again, as van Wijk and Nuij (2003) found it smoothest. */

/** @typedef {import("./camera.js").Camera} Camera */

const RHO = 1.3; // how far out the way leads; higher is farther
const SPEED = 1.6; // of perceived distance a second
const SHORTEST_MS = 220;
const LONGEST_MS = 1400;

/**
 * A flight: `at(t)` for t from 0 to 1 is the camera on the way, exactly `to` at 1.
 * @param {Camera} from
 * @param {Camera} to
 * @param {import("./camera.js").Size} size
 * @returns {{ milliseconds: number, at: (t: number) => Camera }}
 */
export function flight(from, to, size) {
  const extent = Math.max(size.width, size.height);
  const w0 = extent / from.scale;
  const w1 = extent / to.scale;
  const distance = Math.hypot(to.x - from.x, to.y - from.y);
  const path = distance < 1e-6 * Math.min(w0, w1) ? zoomOnly(w0, w1) : arc(w0, w1, distance);
  const milliseconds = Math.min(LONGEST_MS, Math.max(SHORTEST_MS, (1000 * path.length) / SPEED / RHO));
  return {
    milliseconds,
    at(t) {
      if (t >= 1) return to;
      const { along, w } = path.at(ease(t) * path.length);
      return { x: from.x + (to.x - from.x) * along, y: from.y + (to.y - from.y) * along, scale: extent / w };
    },
  };
}

/**
 * @param {number} w0
 * @param {number} w1
 */
function zoomOnly(w0, w1) {
  const length = Math.abs(Math.log(w1 / w0)) / RHO;
  const sign = Math.sign(w1 - w0);
  /** @param {number} s */
  const at = (s) => ({ along: length ? s / length : 1, w: w0 * Math.exp(sign * RHO * s) });
  return { length, at };
}

/**
 * @param {number} w0
 * @param {number} w1
 * @param {number} distance
 */
function arc(w0, w1, distance) {
  const b0 = (w1 * w1 - w0 * w0 + RHO ** 4 * distance * distance) / (2 * w0 * RHO * RHO * distance);
  const b1 = (w1 * w1 - w0 * w0 - RHO ** 4 * distance * distance) / (2 * w1 * RHO * RHO * distance);
  const r0 = Math.log(Math.sqrt(b0 * b0 + 1) - b0);
  const r1 = Math.log(Math.sqrt(b1 * b1 + 1) - b1);
  const length = (r1 - r0) / RHO;
  /** @param {number} s */
  const at = (s) => {
    const u = (w0 / (RHO * RHO)) * (Math.cosh(r0) * Math.tanh(RHO * s + r0) - Math.sinh(r0));
    return { along: u / distance, w: (w0 * Math.cosh(r0)) / Math.cosh(RHO * s + r0) };
  };
  return { length, at };
}

/** @param {number} t */
function ease(t) {
  return t * t * (3 - 2 * t);
}
