/** Which names stand on the map: its own, clear of those that the overlay draws; a model has only one of both. Pure. */

import { familyLabels, leafLabels, withoutCollisions } from "./labels.js";
import { namesAbove } from "./overlay.js";

/**
 * @typedef {import("./labels.js").Label} Label
 *
 * What there is to name: the scene with the names that are known, as the camera sees it, the selection and the lights.
 * @typedef {object} Nameable
 * @property {import("./scene.js").Scene} scene
 * @property {Map<number, import("./scene.js").Named>} names
 * @property {(circle: number, k: number) => { id: string } | undefined} leafOf
 * @property {import("./camera.js").Camera} camera
 * @property {import("./overlay.js").Selection | null} selected
 * @property {import("./overlay.js").Light[] | null} lit
 */

/** @type {{ labels: Label[], unknown: Map<number, number[]> }} */
const NO_LEAVES = { labels: [], unknown: new Map() };

/**
 * The labels, and the leaves that would have one were their ids known, by circle. While models are lit up, only
 * families are named.
 * @param {Nameable} showing
 * @param {import("./camera.js").Size} size
 * @returns {{ labels: Label[], unnamed: Map<number, number[]> }}
 */
export function labelsOf({ scene, names, leafOf, camera, selected, lit }, size) {
  const above = selected ? namesAbove(selected, camera, size) : [];
  const named = new Set([...above, ...(lit ?? [])].map(({ id }) => id));
  const families = familyLabels(scene, names, camera, size);
  const { labels: leaves, unknown } = lit ? NO_LEAVES : leafLabels(scene, names, leafOf, camera, size);
  const own = [...families, ...leaves].filter(({ id }) => !named.has(id));
  const labels = withoutCollisions([...above, ...own], size).filter(({ id }) => !named.has(id));
  return { labels, unnamed: unknown };
}
