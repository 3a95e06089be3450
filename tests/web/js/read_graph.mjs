/**
 * Prints what graphology reads in a file of a graph, as JSON: `nodes` as [id, attributes], `edges` as
 * [source, target, attributes].
 *
 * node read_graph.mjs graphml|gexf|json FILE
 */
import { readFileSync } from "node:fs";
import { DirectedGraph } from "graphology";
import gexf from "graphology-gexf";
import graphml from "graphology-graphml";

const [, , format, file] = process.argv;
const text = readFileSync(file, "utf8");
const graph = format === "json" ? nodeLink(JSON.parse(text)) : { graphml, gexf }[format].parse(DirectedGraph, text);
const nodes = graph.mapNodes((id, attributes) => [id, attributes]);
const edges = graph.mapEdges((_edge, attributes, source, target) => [source, target, attributes]);
console.log(JSON.stringify({ nodes, edges }));

/** graphology's own JSON is another: node-link is read as its users read it. */
function nodeLink(document) {
  const made = new DirectedGraph();
  for (const { id, ...attributes } of document.nodes) made.addNode(id, attributes);
  for (const { source, target, ...attributes } of document.edges) made.addEdge(source, target, attributes);
  return made;
}
