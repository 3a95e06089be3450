/** The layered layout of a small graph. */

export { Graph, layout } from "@dagrejs/dagre";
