/** An answer as a small graph: its nodes and relationships, each once, no more nodes than can be read. Pure. */

import { idOf, read, relationOf } from "./values.js";

/**
 * @typedef {import("./values.js").Answer} Answer
 * @typedef {import("./values.js").Node} ValueNode
 * @typedef {import("./values.js").Relationship} ValueRelationship
 *
 * `model` is the id of a node that has a page. `relation` is that of its first relationship upwards, null without one.
 * @typedef {{key: string, label: string, text: string, model: string | null, relation: import("../types.js").Relation | null}} GraphNode
 * `from` is derived from `to`.
 * @typedef {{from: string, to: string, type: string, relation: import("../types.js").Relation, properties: Record<string, unknown>}} GraphEdge
 * `total` counts all nodes of the answer, `loose` the relationships whose ends it does not tell.
 * @typedef {{nodes: GraphNode[], edges: GraphEdge[], total: number, totalEdges: number, loose: number}} Graph
 */

export const MOST_NODES = 200;

const MODEL = "Model";
const CHILD = /^(child|derivative|descendant|from)(_?id)?$/i;
const PARENT = /^(parent|base|ancestor|to)(_?id)?$/i;

/** Nodes and relationships as they are met. */
class Meeting {
  constructor() {
    /** @type {Map<string, GraphNode>} */
    this.nodes = new Map();
    /** @type {Map<string, GraphEdge>} */
    this.edges = new Map();
    this.loose = 0;
  }

  /** @param {unknown} value */
  value(value) {
    const known = read(value);
    if (known.kind === "node") this.node(known.node);
    else if (known.kind === "relationship") this.relationship(known.relationship);
    else if (known.kind === "list") for (const item of known.items) this.value(item);
    else if (known.kind === "path") this.path(known.path.nodes, known.path.relationships);
  }

  /** @param {ValueNode} node */
  node(node) {
    const key = keyOf(node);
    if (!this.nodes.get(key)?.label) this.nodes.set(key, drawn(key, node));
    return key;
  }

  /**
   * A model known by its id alone.
   * @param {string} id
   */
  model(id) {
    if (!this.nodes.has(id)) this.nodes.set(id, { key: id, label: "", text: id, model: id, relation: null });
    return id;
  }

  /** @param {ValueRelationship} relationship */
  relationship(relationship) {
    const { start, end } = relationship;
    if (!start || !end) this.loose++;
    else this.edge(this.model(start), this.model(end), relationship);
  }

  /**
   * A path's relationships lie between its nodes; where an engine does not tell which way, they point onwards.
   * @param {ValueNode[]} nodes
   * @param {ValueRelationship[]} relationships
   */
  path(nodes, relationships) {
    const keys = nodes.map((node) => this.node(node));
    relationships.forEach((relationship, i) => {
      const back = relationship.start === keys[i + 1] && relationship.end === keys[i];
      this.edge(keys[back ? i + 1 : i], keys[back ? i : i + 1], relationship);
    });
  }

  /**
   * @param {string} from
   * @param {string} to
   * @param {ValueRelationship} relationship
   */
  edge(from, to, relationship) {
    const { type, properties } = relationship;
    const relation = relationOf(relationship);
    this.edges.set([from, type, relation, to].join("\n"), { from, to, type, relation, properties });
  }
}

/**
 * The answer's graph, cut to its first `most` nodes. Rows that name a child and a parent by id are relationships too.
 * @param {Answer} answer
 * @param {number} [most]
 * @returns {Graph}
 */
export function graphOf({ columns, rows }, most = MOST_NODES) {
  const met = new Meeting();
  const [child, parent] = [CHILD, PARENT].map((pattern) => columns.findIndex((name) => pattern.test(name)));
  const relation = columns.indexOf("relation");
  for (const row of rows) {
    for (const value of row) met.value(value);
    const [from, to] = [row[child], row[parent]];
    if (typeof from === "string" && typeof to === "string")
      met.edge(met.model(from), met.model(to), { type: "", properties: { relation: row[relation] } });
  }
  return cut([...met.nodes.values()], [...met.edges.values()], met.loose, most);
}

/**
 * @param {GraphNode[]} nodes
 * @param {GraphEdge[]} edges
 * @param {number} loose
 * @param {number} most
 * @returns {Graph}
 */
function cut(nodes, edges, loose, most) {
  const kept = nodes.slice(0, most);
  const keys = new Set(kept.map(({ key }) => key));
  const between = edges.filter(({ from, to }) => keys.has(from) && keys.has(to));
  /** @type {Map<string, import("../types.js").Relation>} */
  const up = new Map();
  for (const { from, relation } of between) if (!up.has(from)) up.set(from, relation);
  const shown = kept.map((node) => ({ ...node, relation: up.get(node.key) ?? null }));
  return { nodes: shown, edges: between, total: nodes.length, totalEdges: edges.length, loose };
}

/** @param {ValueNode} node */
function keyOf(node) {
  const id = idOf(node);
  const label = node.labels[0] ?? "";
  return label === MODEL && id !== null ? id : `${label}\n${id ?? JSON.stringify(node.properties)}`;
}

/**
 * @param {string} key
 * @param {ValueNode} node
 * @returns {GraphNode}
 */
function drawn(key, node) {
  const label = node.labels[0] ?? "";
  const id = idOf(node);
  return { key, label, text: id ?? label, model: label === MODEL ? id : null, relation: null };
}
