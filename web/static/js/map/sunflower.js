/**
 * The sunflower of a circle's leaves: the same formula as `lineage/frozen/map/layout.py`, checked against the same table.
 * Lengths are in map units.
 */

export const DOT = 0.66;
const GOLDEN_TURN = 0.3819660112501051;
const HEART = 1.6;
const HEART_SHARE = 0.07;

/** Where a leaf's angle points, for every index asked so far. */
let cosines = new Float64Array(0);
let sines = new Float64Array(0);

/**
 * The area kept free at a core's centre, in dots.
 * @param {number} leaves
 */
function heart(leaves) {
  return HEART + HEART_SHARE * leaves;
}

/**
 * The radius of the disc that stands for the model itself.
 * @param {number} leaves
 */
export function heartRadius(leaves) {
  return Math.sqrt(heart(leaves)) - 0.4;
}

/**
 * The radius of the whole sunflower, dots included.
 * @param {number} leaves
 */
export function coreRadius(leaves) {
  return Math.sqrt(heart(leaves) + leaves) + DOT;
}

/**
 * The radius within which the first `k` of the leaves lie: the border between two relations.
 * @param {number} leaves
 * @param {number} k
 */
export function ringRadius(leaves, k) {
  return Math.sqrt(heart(leaves) + k);
}

/**
 * The distance of the k-th dot from the centre.
 * @param {number} leaves
 * @param {number} k
 */
export function leafDistance(leaves, k) {
  return Math.sqrt(heart(leaves) + k + 0.5);
}

/**
 * The centre of the k-th dot (from 0) of a sunflower of that many leaves at (x, y).
 * @param {number} x
 * @param {number} y
 * @param {number} leaves
 * @param {number} k
 * @returns {[number, number]}
 */
export function leafPosition(x, y, leaves, k) {
  const { cos, sin } = directions(k + 1);
  const distance = leafDistance(leaves, k);
  return [x + distance * cos[k], y + distance * sin[k]];
}

/**
 * The unit vectors of at least the first `count` leaves.
 * @param {number} count
 */
export function directions(count) {
  if (cosines.length < count) fill(Math.max(1024, 2 ** Math.ceil(Math.log2(count))));
  return { cos: cosines, sin: sines };
}

/**
 * The dots whose distance from the centre lies between `nearest` and `farthest`: [first, last), last excluded.
 * @param {number} leaves
 * @param {number} nearest
 * @param {number} farthest
 * @returns {[number, number]}
 */
export function leavesBetween(leaves, nearest, farthest) {
  const first = Math.ceil(nearest > 0 ? nearest * nearest - heart(leaves) - 0.5 : 0);
  const last = Math.floor(farthest * farthest - heart(leaves) - 0.5) + 1;
  return [Math.min(leaves, Math.max(0, first)), Math.max(0, Math.min(leaves, last))];
}

/**
 * The dot under a point given relative to the core's centre, or -1.
 * @param {number} leaves
 * @param {number} dx
 * @param {number} dy
 * @param {number} reach how far from a dot's centre still counts
 */
export function leafAt(leaves, dx, dy, reach = DOT) {
  const distance = Math.hypot(dx, dy);
  const [first, last] = leavesBetween(leaves, distance - reach, distance + reach);
  let best = -1;
  let least = reach * reach;
  for (let k = first; k < last; k++) {
    const [x, y] = leafPosition(0, 0, leaves, k);
    const square = (x - dx) ** 2 + (y - dy) ** 2;
    if (square <= least) [best, least] = [k, square];
  }
  return best;
}

/** @param {number} count */
function fill(count) {
  cosines = new Float64Array(count);
  sines = new Float64Array(count);
  for (let k = 0; k < count; k++) {
    const turn = k * GOLDEN_TURN;
    const angle = 2 * Math.PI * (turn - Math.floor(turn));
    cosines[k] = Math.cos(angle);
    sines[k] = Math.sin(angle);
  }
}
