/** Which names stand on the map: its own, clear of those that the overlay draws; a model has only one of both. Pure. */

import { continentLabels } from "./continents.js";
import { familyLabels, inside, leafLabels, withoutCollisions } from "./labels.js";
import { namesAbove } from "./overlay.js";

/**
 * @typedef {import("./labels.js").Label} Label
 * @typedef {import("./camera.js").Size} Size
 *
 * What there is to name: the scene with the names that are known, as the camera sees it, the selection and the lights.
 * @typedef {object} Nameable
 * @property {import("./scene.js").Scene} scene
 * @property {Map<number, import("./scene.js").Named>} names
 * @property {(circle: number, k: number) => { id: string } | undefined} leafOf
 * @property {import("./continents.js").Continent[]} continents
 * @property {import("./camera.js").Camera} camera
 * @property {import("./overlay.js").Selection | null} selected
 * @property {import("./overlay.js").Light[] | null} lit
 */

/** @type {{ labels: Label[], unknown: Map<number, number[]> }} */
const NO_LEAVES = { labels: [], unknown: new Map() };

const NO_APRON = { width: 0, height: 0 };

/**
 * The labels of a picture that shows the canvas and an apron round it, in the picture's pixels, and the leaves on the
 * canvas that would have one were their ids known, by circle. What stands on the canvas is the same without an apron;
 * on the apron there are the labels that leave it as it is. While models are lit up, only families are named.
 * @param {Nameable} showing
 * @param {Size} size of the canvas
 * @param {Size} [apron]
 * @returns {{ labels: Label[], unnamed: Map<number, number[]> }}
 */
export function labelsOf(showing, size, apron = NO_APRON) {
  const { camera, selected, lit } = showing;
  const above = selected ? namesAbove(selected, camera, size) : [];
  const named = new Set([...above, ...(lit ?? [])].map(({ id }) => id));
  const { labels, unknown } = ownLabels(showing, named, size);
  const onCanvas = withoutCollisions([...above, ...labels], size);
  const all = apron.width || apron.height ? withBeyond(onCanvas, showing, named, size, apron) : onCanvas;
  return { labels: all.filter(({ id }) => !named.has(id)), unnamed: unknown };
}

/**
 * The labels on the canvas, which stay where they are, and those on the apron that they leave room for.
 * @param {Label[]} onCanvas in the canvas's pixels
 * @param {Nameable} showing
 * @param {Set<string>} named by the overlay
 * @param {Size} size of the canvas
 * @param {Size} apron
 */
function withBeyond(onCanvas, showing, named, size, apron) {
  const whole = { width: size.width + 2 * apron.width, height: size.height + 2 * apron.height };
  const beyond = ownLabels(showing, named, whole).labels.filter((label) => !inside(moved(label, apron, -1), size));
  const first = onCanvas.map((label) => moved({ ...label, weight: Infinity }, apron, 1));
  return withoutCollisions([...first, ...beyond.map((label) => ({ ...label, room: 0 }))], whole, Infinity);
}

/**
 * A label in the pixels of the picture instead of the canvas's, or the other way round; it stays where it is put.
 * @param {Label} label
 * @param {Size} apron
 * @param {1 | -1} by
 * @returns {Label}
 */
function moved(label, { width, height }, by) {
  return { ...label, x: label.x + by * width, y: label.y + by * height, room: 0 };
}

/**
 * The labels of continents, families and leaves that the overlay does not name.
 * @param {Nameable} showing
 * @param {Set<string>} named by the overlay
 * @param {Size} size
 */
function ownLabels({ scene, names, leafOf, continents, camera, lit }, named, size) {
  const lands = continentLabels(continents, camera, size);
  const families = familyLabels(scene, names, camera, size);
  const { labels: leaves, unknown } = lit ? NO_LEAVES : leafLabels(scene, names, leafOf, camera, size);
  return { labels: [...lands, ...families, ...leaves].filter(({ id }) => !named.has(id)), unknown };
}
