/** Shapes on the map: those of relations are the ones of their marks elsewhere (`base.css`). */

/** @typedef {(context: CanvasRenderingContext2D, x: number, y: number, r: number) => void} Fill */

const TURN = 2 * Math.PI;
/** The radius on the screen from which on a dot's shape is seen. */
export const SHAPED_PX = 4;

/**
 * A circle by itself. Thousands of small ones in one path take twice as long: its edges are sorted as a whole.
 * @param {CanvasRenderingContext2D} context
 * @param {number} x
 * @param {number} y
 * @param {number} r
 */
export function fillCircle(context, x, y, r) {
  context.beginPath();
  context.arc(x, y, r, 0, TURN);
  context.fill();
}

/**
 * @param {CanvasPath} path
 * @param {number} x
 * @param {number} y
 * @param {number} r
 */
export function addCircle(path, x, y, r) {
  path.moveTo(x + r, y);
  path.arc(x, y, r, 0, TURN);
}

/**
 * What lies between two circles of one centre.
 * @param {CanvasRenderingContext2D} context
 * @param {number} x
 * @param {number} y
 * @param {number} inner
 * @param {number} outer
 */
export function fillRing(context, x, y, inner, outer) {
  context.beginPath();
  context.arc(x, y, outer, 0, TURN);
  context.moveTo(x + inner, y);
  context.arc(x, y, inner, 0, -TURN, true);
  context.fill();
}

/** @type {Fill} */
export function fillSquare(context, x, y, r) {
  context.fillRect(x - 0.9 * r, y - 0.9 * r, 1.8 * r, 1.8 * r);
}

/** Of finetunes, adapters, merges, quantisations and what states no relation, as `RELATIONS` has them. @type {Fill[]} */
export const OF_RELATIONS = [
  fillCircle,
  (context, x, y, r) => fillPolygon(context, [x, y - r, x + r, y + 0.8 * r, x - r, y + 0.8 * r]),
  (context, x, y, r) => fillPolygon(context, [x, y - 1.1 * r, x + 1.1 * r, y, x, y + 1.1 * r, x - 1.1 * r, y]),
  fillSquare,
  (context, x, y, r) => fillRing(context, x, y, 0.5 * r, r),
];

/**
 * @param {CanvasRenderingContext2D} context
 * @param {number[]} corners x and y in turn
 */
function fillPolygon(context, corners) {
  context.beginPath();
  context.moveTo(corners[0], corners[1]);
  for (let n = 2; n < corners.length; n += 2) context.lineTo(corners[n], corners[n + 1]);
  context.fill();
}
