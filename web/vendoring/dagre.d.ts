/** The types of what the query console uses of dagre, no more. */

export interface Point {
  x: number;
  y: number;
}

export interface Edge {
  v: string;
  w: string;
  name?: string;
}

export class Graph {
  constructor(options?: { directed?: boolean; multigraph?: boolean });
  setGraph(label: { rankdir?: "LR" | "TB"; nodesep?: number; ranksep?: number; edgesep?: number; marginx?: number; marginy?: number }): this;
  graph(): { width?: number; height?: number };
  setDefaultEdgeLabel(label: () => object): this;
  setNode(name: string, label: { width: number; height: number }): this;
  setEdge(v: string, w: string, label: object, name?: string): this;
  node(name: string): { x: number; y: number; width: number; height: number };
  edges(): Edge[];
  edge(edge: Edge): { points: Point[] };
}

export function layout(graph: Graph): void;
