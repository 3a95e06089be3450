/** Where a small graph's nodes and lines stand: layers from left to right, parents before what was made from them. */

import { Graph, layout as place } from "../../vendor/dagre-3.1.3/dagre.js";

/**
 * @typedef {import("./graph.js").GraphNode & {x: number, y: number, width: number, height: number}} PlacedNode its middle
 * @typedef {import("./graph.js").GraphEdge & {path: string}} PlacedEdge an SVG path, from the parent to the child
 * @typedef {{nodes: PlacedNode[], edges: PlacedEdge[], width: number, height: number}} Layout nodes in reading order
 */

export const NODE = { width: 216, height: 36 };
const LOOP = 44; // how far a loop reaches out, in pixels

/**
 * @param {import("./graph.js").Graph} graph
 * @returns {Layout}
 */
export function layout({ nodes, edges }) {
  const laid = new Graph({ directed: true, multigraph: true });
  laid.setGraph({ rankdir: "LR", nodesep: 14, ranksep: 66, edgesep: 8, marginx: 14, marginy: 14 });
  laid.setDefaultEdgeLabel(() => ({}));
  for (const { key } of nodes) laid.setNode(key, { ...NODE });
  edges.forEach(({ from, to }, i) => from !== to && laid.setEdge(to, from, {}, String(i)));
  place(laid);
  const { width = 0, height = 0 } = laid.graph();
  const loops = edges.filter(({ from, to }) => from === to);
  const placed = nodes.map((node) => ({ ...node, ...laid.node(node.key) }));
  placed.sort((a, b) => a.x - b.x || a.y - b.y);
  const lines = laid.edges().map((edge) => ({ ...edges[Number(edge.name)], path: smooth(laid.edge(edge).points) }));
  const round = loops.map((edge) => ({ ...edge, path: loop(laid.node(edge.from)) }));
  return { nodes: placed, edges: [...lines, ...round], width: width + (loops.length ? LOOP : 0), height };
}

/**
 * The way of a model that names itself: out at the node's right side and in again.
 * @param {{x: number, y: number, width: number, height: number}} node
 */
function loop({ x, y, width, height }) {
  const [right, step] = [Math.round(x + width / 2), Math.round(height / 4)];
  const up = Math.round(y) - step;
  return `M${right} ${up}C${right + LOOP} ${up - step} ${right + LOOP} ${up + 3 * step} ${right} ${up + 2 * step}`;
}

/**
 * A smooth line through the points, as an SVG path.
 * @param {{x: number, y: number}[]} points
 */
export function smooth(points) {
  const [first, ...rest] = points.map(({ x, y }) => ({ x: Math.round(x), y: Math.round(y) }));
  const steps = rest.map(({ x, y }, i) => {
    const before = i ? rest[i - 1] : first;
    const middle = Math.round((before.x + x) / 2);
    return `C${middle} ${before.y} ${middle} ${y} ${x} ${y}`;
  });
  return `M${first.x} ${first.y}${steps.join("")}`;
}
