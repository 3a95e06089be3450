/**
 * How large the marks of models are: the area of a mark grows in even steps with the classes of a colouring that has an
 * order (powers of ten of downloads or likes), within the room that the layout gives it. What is unknown is as small as
 * the least, and hollow. Pure.
 */

/**
 * @typedef {import("./scene.js").Scene} Scene
 * @typedef {import("./colours.js").CircleColours} CircleColours
 * @typedef {import("./colours.js").Sizes} Sizes
 */

const LEAST_AREA = 0.05;

/**
 * The factor of each class's radius.
 * @param {Pick<import("../types.js").ClassItem, "kind">[]} classes in their order
 */
export function factorsOf(classes) {
  const steps = classes.filter(({ kind }) => kind === "value").length;
  return classes.map(({ kind }, i) => Math.sqrt(kind === "value" ? LEAST_AREA + ((1 - LEAST_AREA) * i) / Math.max(1, steps - 1) : LEAST_AREA));
}

/**
 * The rings of a core have the area of its dots together.
 * @param {Scene} scene
 * @param {Pick<import("../types.js").ClassItem, "kind">[]} classes
 * @param {(circle: number) => CircleColours | undefined} known
 * @returns {Sizes}
 */
export function sizesOf(scene, classes, known) {
  const factors = [...factorsOf(classes), 1];
  const hearts = new Float64Array(scene.length).fill(1);
  const cores = new Float64Array(scene.length).fill(1);
  const leaves = Array.from({ length: scene.length }, (_, i) => {
    const found = known(scene.circle[i]);
    if (!found) return null;
    hearts[i] = factors[found.own];
    cores[i] = scene.leafCount[i] ? Math.sqrt(areaOf(found, factors) / scene.leafCount[i]) : 1;
    return found.leaves;
  });
  return { factors, unknown: classes.findIndex(({ kind }) => kind === "not_stated"), hearts, cores, leaves };
}

/**
 * The area of all leaves, one of full size being 1.
 * @param {CircleColours} colours
 * @param {number[]} factors
 */
function areaOf({ parts, leaves }, factors) {
  let area = 0;
  for (const [code, count] of parts) area += count * factors[code] ** 2;
  for (const code of leaves ?? []) area += factors[code] ** 2;
  return area;
}
