"""Texts of edges: two ids a line with a blank or an arrow between them, Graphviz's DOT, and Mermaid's flow charts."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from ingest.rows.rejections import RAW_LENGTH
from ingest.sources.cell_values import structure
from ingest.sources.graph import Graph
from ingest.sources.header_words import names_columns
from ingest.sources.mostly import mostly
from ingest.sources.packing import LONGEST_ROW
from lineage.text.hub_ids import ID

_DRAWING = re.compile(
    r"\s*(?:(?://|#|%%)[^\n]*\n\s*)*"
    r"(?:(?:strict\s+)?(?:di)?graph\b[^{\n]*\{|(?:graph|flowchart)\s+(?:TD|TB|BT|RL|LR)\b)",
    re.IGNORECASE,
)
_NOTE = re.compile(r"(?m)^\s*(?:#|//|%%)[^\n]*|\s//[^\n]*|/\*.*?\*/", re.DOTALL)
_TOKEN = re.compile(
    r"(?P<arrow><?--?[->.xo]|-\.+->|={2,}>|--)"
    r"|(?P<label>\[[^\]]*\]|\(+[^()]*\)+|\|[^|]*\|)"
    r'|(?P<word>"(?:[^"\\]|\\.)*"|[^\s"\[\](){};|<>]+?(?=--|->|-\.|==>|[\s"\[\](){};|<>]|$))'
    r"|(?P<end>[;\n{}])"
)
_ATTRIBUTE = re.compile(r'(\w+)\s*=\s*("(?:[^"\\]|\\.)*"|[^\s,;\]]+)')
_STATEMENTS = frozenset({"node", "edge", "graph", "subgraph", "end", "direction", "classDef", "class", "style"})

_FORWARDS = r"[-=~.]{1,3}>|\u2192|\u21d2"
_BACKWARDS = r"<[-=~]{1,3}(?!>)|\u2190"
_BETWEEN = re.compile(rf"\s*(?:{_FORWARDS}|{_BACKWARDS})\s*| +")
_LOOKED_AT = 50

Line = tuple[list[str], dict[str, Any]]


def is_drawing(text: str) -> bool:
    """Whether a text begins as DOT or Mermaid does."""
    return bool(_DRAWING.match(text))


@dataclass
class _Drawing:
    """What is read of a drawing, one token after the other. Of the statement that is being read: the node `before`, the
    `arrow` behind it with what is said of that, and what is said of each of the `edges` so far."""

    graph: Graph = field(default_factory=Graph)
    before: str | None = None
    arrow: dict[str, Any] | None = None
    edges: list[dict[str, Any]] = field(default_factory=list)

    def take(self, kind: str | None, token: str) -> None:
        match kind:
            case "word":
                self._word(token)
            case "arrow" if self.before is not None:
                self.arrow = {}
            case "label" if self.arrow is not None:
                self.arrow["label"] = token.strip("|[]() ")
            case "label" if self.before is not None:
                self._describe(self.before, token)
            case "end":
                self.before, self.arrow, self.edges = None, None, []

    def _word(self, token: str) -> None:
        """A node: the end of an edge, or the first of a statement."""
        node = _unquoted(token)
        if self.before is not None and self.arrow is not None:
            self.graph.edges.append((self.before, node, self.arrow))
            self.edges.append(self.arrow)
            self.before, self.arrow = node, None
        elif self.before is None and "=" not in token and token not in _STATEMENTS:
            self.before = node

    def _describe(self, node: str, token: str) -> None:
        """What stands in brackets behind a node or an edge: `[label="...", relation=merge]`, or a node's label."""
        given = {name: _unquoted(value) for name, value in _ATTRIBUTE.findall(token)} if token[0] == "[" else {}
        for edge in self.edges if given else ():
            edge.update(given)
        if not given or not self.edges:
            self.graph.nodes.setdefault(node, {}).update(given or {"label": token.strip('[](){}" ')})


def drawn_graph(text: str) -> Graph:
    """The nodes and edges of a drawing; attributes in brackets are the edge's behind an edge, else the node's."""
    text = _NOTE.sub("", text)
    first = _DRAWING.match(text)
    drawing = _Drawing()
    for match in _TOKEN.finditer(text, first.end() if first else 0):
        drawing.take(match.lastgroup, match[0])
    graph = drawing.graph
    for key in [end for edge in graph.edges for end in edge[:2]]:
        graph.nodes.setdefault(key, {})
    return graph


def _unquoted(text: str) -> str:
    return text[1:-1].replace('\\"', '"') if text[:1] == '"' else text


def is_edge_text(text: str) -> bool:
    """Whether a text begins with lines of ids, two or more in some, parted by blanks or arrows; a few lines may be
    none, but not a header."""
    said = [line for line in text.splitlines()[: _LOOKED_AT * 4] if not _is_note(line)][:_LOOKED_AT]
    read = [edge_line(line) for line in said]
    if not read or (read[0] is None and names_columns(said[0].split())):
        return False
    return mostly(read) and any(one is not None and len(one[0]) > 1 for one in read)


def edge_graph(lines: Iterable[tuple[int, str]]) -> Graph:
    """The graph of such lines, of which one with one id lists a model."""
    graph = Graph()
    for number, line in lines:
        if _is_note(line):
            continue
        read = None if len(line) > LONGEST_ROW else edge_line(line)
        if read is None:
            graph.unread[f"line {number}"] = line[:RAW_LENGTH]
            continue
        (first, *others), attributes = read
        if not others:
            graph.nodes.setdefault(first, {})
        graph.edges += [(first, other, attributes) for other in others]
    return graph


def edge_line(line: str) -> Line | None:
    """The ids of a line, the first the source of edges to all others, and attributes: an object, or a word for the
    relation. None when it begins with no id."""
    written, brace, rest = line.partition("{")
    parts = [part.strip("\"'`,;") for part in _BETWEEN.split(written.strip())]
    ids = [part for part in parts if ID.fullmatch(part) or "huggingface.co/" in part]
    others = [part.strip("()[]:") for part in parts[len(ids) :] if part.strip("()[]:")]
    if not ids or parts[: len(ids)] != ids or len(others) > 1:
        return None
    attributes = structure(brace + rest) if brace else {"label": others[0]} if others else {}
    if len(ids) == 2 and re.search(_BACKWARDS, written):
        ids.reverse()
    return ids, attributes if isinstance(attributes, dict) else {}


def _is_note(line: str) -> bool:
    return not line.strip() or line.lstrip().startswith(("#", "//", "%%"))
