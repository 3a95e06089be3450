/** An answer as a small graph: an SVG whose nodes are links to their models, walked with the arrow keys too. */

import { h, mark, svg } from "../dom.js";
import { pageOf } from "../links.js";
import { count, relationWord, splitId } from "../words.js";
import { graphOf } from "./graph.js";
import { layout } from "./layout.js";
import { several } from "./words.js";

const NOTHING = "Nothing to draw: this answer holds no nodes, relationships or paths. Return them whole, as in RETURN path, or ids as child and parent.";
const NAME_LENGTH = 26;
const LEAST_SCALE = 0.85; // a wide graph shrinks so far to fit, then it scrolls
const STEPS = /** @type {Record<string, [number, number]>} */ ({ ArrowRight: [1, 0], ArrowLeft: [-1, 0], ArrowDown: [0, 1], ArrowUp: [0, -1] });

/**
 * @param {import("./values.js").Answer} answer
 * @returns {Node[]}
 */
export function picture(answer) {
  const graph = graphOf(answer);
  if (!graph.nodes.length) return [h("p", { class: "empty" }, NOTHING)];
  const laid = layout(graph);
  const label = `Graph of ${several(graph.nodes.length, "node")} and ${several(laid.edges.length, "relationship")}, parents on the left`;
  const [width, height] = [Math.ceil(laid.width), Math.ceil(laid.height)];
  const box = { class: "graph", width, height, viewBox: `0 0 ${width} ${height}`, role: "group", "aria-label": label };
  const nodes = laid.nodes.map((node) => drawn(node, laid.edges));
  const drawing = svg("svg", box, tips(laid.edges), ...laid.edges.map(line), ...nodes);
  drawing.style.minWidth = `${Math.min(width, width * LEAST_SCALE)}px`;
  walk(drawing, nodes, laid.nodes);
  return [h("p", { class: "graph-legend small" }, ...legend(graph)), h("div", { class: "graph-scroll" }, drawing)];
}

/** @param {import("./graph.js").Graph} graph */
function legend({ nodes, edges, total, totalEdges, loose }) {
  const cut = total > nodes.length;
  const nodesSaid = cut ? `The first ${count(nodes.length)} of ${several(total, "node")} are drawn` : several(nodes.length, "node");
  const edgesSaid = cut ? `with ${count(edges.length)} of ${several(totalEdges, "relationship")}` : several(totalEdges, "relationship");
  const relations = [...new Set(edges.map(({ relation }) => relation))].sort();
  const unknown = loose ? [`${several(loose, "relationship")} left out: the answer does not hold their models.`] : [];
  return [h("strong", {}, `${nodesSaid}, ${edgesSaid}.`), ...unknown, ...relations.map((relation) => mark(relation))];
}

/**
 * An arrow's tip for every relation: a tip cannot take its line's colour by itself.
 * @param {import("./graph.js").GraphEdge[]} edges
 */
function tips(edges) {
  const relations = [...new Set(edges.map(({ relation }) => relation))];
  return svg("defs", {}, ...relations.map((relation) => {
    const box = { id: `tip-${relation}`, class: `of-${relation}`, viewBox: "0 0 8 8", refX: 7, refY: 4, markerWidth: 7, markerHeight: 7, orient: "auto-start-reverse" };
    return svg("marker", box, svg("path", { class: "graph-tip", d: "M0 0.6 7.4 4 0 7.4Z" }));
  }));
}

/** @param {import("./layout.js").PlacedEdge} edge */
function line({ path, relation, type, from, to }) {
  const title = svg("title");
  title.textContent = `${from} → ${to}${type ? `, :${type}` : ""}, ${relationWord(relation)}`;
  const guessed = type === "INFERRED_FROM" ? " graph-guessed" : "";
  return svg("path", { class: `graph-line of-${relation}${guessed}`, d: path, "marker-start": `url(#tip-${relation})` }, title);
}

/**
 * @param {import("./layout.js").PlacedNode} node
 * @param {import("./graph.js").GraphEdge[]} edges
 */
function drawn(node, edges) {
  const { x, y, width, height, model } = node;
  const { owner, name } = splitId(node.text);
  const around = { class: `graph-node of-${node.relation ?? "root"}`, transform: `translate(${Math.round(x - width / 2)} ${Math.round(y - height / 2)})` };
  const parts = [
    svg("rect", { class: "graph-box", width, height, rx: 6 }),
    svg("rect", { class: "graph-bar", width: 4, height, rx: 2 }),
    words(owner ? `${owner}/` : node.label ? `:${node.label}` : "", 14, "graph-owner"),
    words(name, 28, "graph-name"),
    title(node, edges),
  ];
  const link = { ...around, href: model === null ? null : pageOf("models", model), "aria-label": sentence(node, edges), "data-key": node.key };
  return svg("a", model === null ? { ...link, tabindex: "0", role: "note" } : link, ...parts);
}

/**
 * @param {string} text
 * @param {number} y
 * @param {string} style
 */
function words(text, y, style) {
  const element = svg("text", { x: 13, y, class: style });
  element.textContent = text.length > NAME_LENGTH ? `${text.slice(0, NAME_LENGTH - 1)}…` : text;
  return element;
}

/**
 * @param {import("./graph.js").GraphNode} node
 * @param {import("./graph.js").GraphEdge[]} edges
 */
function title(node, edges) {
  const element = svg("title");
  element.textContent = sentence(node, edges);
  return element;
}

/**
 * @param {import("./graph.js").GraphNode} node
 * @param {import("./graph.js").GraphEdge[]} edges
 */
function sentence({ key, text }, edges) {
  const up = edges.filter(({ from }) => from === key).map(({ relation, to }) => `${relationWord(relation)} of ${to}`);
  return [text, ...up].join(", ");
}

/**
 * Arrow keys go to the nearest node in their direction.
 * @param {SVGElement} drawing
 * @param {SVGAElement[]} elements
 * @param {import("./layout.js").PlacedNode[]} nodes
 */
function walk(drawing, elements, nodes) {
  drawing.addEventListener("keydown", (event) => {
    const step = STEPS[event.key];
    const at = elements.findIndex((element) => element === event.target);
    if (!step || at < 0 || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    const to = nearest(nodes, at, step);
    if (to < 0) return;
    elements[to].focus();
    elements[to].scrollIntoView({ block: "nearest", inline: "nearest" });
  });
}

/**
 * The nearest node in a direction, -1 for none; what lies aside counts as farther away.
 * @param {{x: number, y: number}[]} nodes
 * @param {number} at
 * @param {[number, number]} direction
 */
export function nearest(nodes, at, [dx, dy]) {
  let best = -1;
  let least = Infinity;
  nodes.forEach(({ x, y }, i) => {
    const ahead = (x - nodes[at].x) * dx + (y - nodes[at].y) * dy;
    const aside = Math.abs((x - nodes[at].x) * dy) + Math.abs((y - nodes[at].y) * dx);
    const far = ahead + 2 * aside;
    if (ahead > 1 && far < least) [best, least] = [i, far];
  });
  return best;
}
