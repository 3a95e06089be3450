/** The map's colours, read from the page's CSS variables so that themes need no script. */

export const RELATIONS = /** @type {const} */ (["finetune", "adapter", "merge", "quantized", "unknown"]);
export const ROOT = RELATIONS.length;
/** What the classes of the relation are called, by code. */
export const RELATION_KEYS = [...RELATIONS, "root"];
const CLASSES = 7;

/**
 * Colours as CSS writes them; `relations` by code, the root's last. Opacities are numbers from 0 to 1.
 * @typedef {object} Palette
 * @property {string} ground
 * @property {string} ink
 * @property {string} soft
 * @property {string} focus
 * @property {string} chosen of the ring round the selected model
 * @property {string} dim of what a filter does not show
 * @property {string[]} relations
 * @property {string[]} classes of a colouring that has no order
 * @property {Record<"other" | "unknown" | "several" | "undated" | "not_stated", string>} neutral
 * @property {[number[], number[]]} scale of a colouring that has one: lightness, chroma and hue of both ends
 * @property {number} fill of a sunflower's rings
 * @property {number} tint of a circle's disc
 * @property {number} edge of a circle's outline
 * @property {number} land of a continent's ground
 * @property {number} shore of its outline
 * @property {number} link of the lines from a heart to its sub-families
 */

/**
 * @param {Element} element
 * @returns {Palette}
 */
export function readPalette(element) {
  const style = getComputedStyle(element);
  /** @param {string} name */
  const read = (name) => style.getPropertyValue(name).trim();
  return {
    ground: read("--map-ground"),
    ink: read("--map-ink"),
    soft: read("--map-ink-soft"),
    focus: read("--map-focus"),
    chosen: read("--map-chosen"),
    dim: read("--map-dim"),
    relations: RELATION_KEYS.map((name) => read(`--relation-${name}`)),
    classes: Array.from({ length: CLASSES }, (_, i) => read(`--class-${i + 1}`)),
    neutral: { other: read("--class-other"), unknown: read("--class-unknown"), several: read("--class-several"), undated: read("--class-undated"), not_stated: read("--class-not-stated") },
    scale: [numbers(read("--scale-from")), numbers(read("--scale-to"))],
    fill: Number(read("--map-fill")),
    tint: Number(read("--map-tint")),
    edge: Number(read("--map-edge")),
    land: Number(read("--map-land")),
    shore: Number(read("--map-shore")),
    link: Number(read("--map-link")),
  };
}

/** @param {string} text */
function numbers(text) {
  return text.split(" ").map(Number);
}
