/** The tree as a picture to keep: an SVG of what is drawn, with a title and what it is of. The text of it is pure. */

import { escaped, offer, svgText } from "../download.js";
import { breakdown, count, madeWord, size, splitId } from "../words.js";
import { curve, linkWidth } from "./layout.js";

/** @typedef {import("./view.js").Placed} Placed */

const HEAD = 76;
const MARGIN = 20;
const NODE = 30;

/**
 * Offer the tree for download.
 * @param {import("./view.js").SubtreeView} drawn
 * @param {HTMLElement} host
 * @param {string} title
 * @param {string} status
 * @param {string} about
 */
export function saveTree(drawn, host, title, status, about) {
  const style = getComputedStyle(host);
  const read = (/** @type {string} */ name) => style.getPropertyValue(name).trim();
  const colours = { ground: read("--ground"), ink: read("--text"), soft: read("--text-3"), of: (/** @type {string} */ relation) => read(`--relation-${relation}`) };
  const text = treeInSvg(drawn.order, drawn.measures, colours, [title, status.split(". ")[0], about]);
  offer(new Blob([text], { type: "image/svg+xml" }), title, "svg");
}

/**
 * @param {Placed[]} placed
 * @param {{ node: number, width: number, height: number }} measures
 * @param {{ ground: string, ink: string, soft: string, of: (relation: string) => string }} colours
 * @param {string[]} lines the title first
 */
export function treeInSvg(placed, { node, width, height }, { ground, ink, soft, of }, lines) {
  const size = { width: Math.ceil(width + 2 * MARGIN), height: Math.ceil(height + HEAD + 2 * MARGIN) };
  const text = (/** @type {number} */ x, /** @type {number} */ y, /** @type {number} */ px, /** @type {string} */ colour, /** @type {string} */ words, more = "") =>
    `<text x="${x}" y="${y}" font-size="${px}" fill="${colour}"${more}>${escaped(words)}</text>`;
  const link = (/** @type {Placed} */ { parent, x, y, data }) =>
    parent && `<path d="${curve(parent.x + node, parent.y, x, y)}" fill="none" stroke="${data.kind === "model" ? of(data.item.relation ?? "root") : soft}" stroke-width="${data.kind === "model" ? linkWidth(data.item.descendants).toFixed(1) : 1}" stroke-opacity="0.55"/>`;
  const box = (/** @type {Placed} */ { x, y, data }) => {
    const colour = data.kind === "model" ? of(data.item.relation ?? "root") : soft;
    const [first, second] = wordsOf(data);
    return `<rect x="${x}" y="${y - NODE / 2}" width="${node}" height="${NODE}" rx="5" fill="${ground}" stroke="${colour}"/>${text(x + 9, y - 4, 10, soft, first)}${text(x + 9, y + 9, 12, ink, second)}`;
  };
  const head = lines.map((line, i) => text(MARGIN, 28 + 20 * i, i ? 12 : 18, i ? soft : ink, line, i ? "" : ' font-weight="600"'));
  const body = `<g transform="translate(${MARGIN} ${HEAD + MARGIN})">\n${[...placed.map(link), ...placed.map(box)].filter(Boolean).join("\n")}\n</g>`;
  return svgText(size, lines[0], [`<rect width="100%" height="100%" fill="${ground}"/>`, ...head, body]);
}

/**
 * A node's two lines.
 * @param {import("./state.js").Content} data
 */
function wordsOf(data) {
  if (data.kind === "counts") return ["", breakdown(data.by_relation)];
  if (data.kind === "more") return [breakdown(data.remainder.by_relation), `+${count(data.remainder.total)} more`];
  const { owner, name } = splitId(data.item.id);
  const derived = data.item.children ? `, ${size(data.item)} derived` : "";
  return [`${owner || "–"} · ${madeWord(data.item)}${derived}`, name];
}
