/** Where a model stands, as the API tells it: what is ringed, where its line ends, what is around it. Pure. */

/**
 * @typedef {import("../types.js").PlaceOnMap} Place
 * @typedef {import("../types.js").Relation} Relation
 * @typedef {{ x: number, y: number, r: number }} Ring a circle in map units
 */

/**
 * The model that a place lies in: the one it is drawn under, null at roots.
 * @param {Place} place
 */
export function modelAround(place) {
  return (place.leaf === null ? place.chain.at(-2) : place.chain.at(-1)) ?? null;
}

/**
 * Where a selected model's line ends: the heart of its core, or its dot.
 * @param {Place} place
 * @returns {[number, number]}
 */
export function heart(place) {
  const own = place.leaf === null ? place.chain.at(-1) : undefined;
  return own ? [own.core_x, own.core_y] : [place.x, place.y];
}

/**
 * What is ringed for a model: its dot; its circle; its core where it shares its parent's room.
 * @param {Place} place
 * @returns {Ring}
 */
export function outline(place) {
  const own = place.leaf === null ? place.chain.at(-1) : undefined;
  return own?.joined ? { x: own.core_x, y: own.core_y, r: own.core_r } : place;
}

/**
 * The hearts from the root down to the model, each with the relation of the step that leads there.
 * @param {Place} place
 * @param {Relation | null} relation of the model itself
 * @returns {{ x: number, y: number, relation: Relation | null }[]}
 */
export function lineage(place, relation) {
  const steps = place.chain.map((link) => ({ x: link.core_x, y: link.core_y, relation: link.relation }));
  if (place.leaf !== null) steps.push({ x: place.x, y: place.y, relation });
  return steps;
}
