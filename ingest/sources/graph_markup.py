"""GraphML, GEXF and GML as graphs. Nothing in such a file is expanded or fetched: it may declare no entities."""

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from xml.parsers import expat

from ingest.sources.graph import Graph
from ingest.sources.packing import unpacked
from lineage.errors import BadFile

_GRAPH_XML = re.compile(rb"<(?:\w+:)?(graphml|gexf)\b", re.IGNORECASE)
_GML = re.compile(rb"(?:\s*(?:#.*|(?:Creator|Version|comment)\s.*)\n)*\s*graph\s*\[", re.IGNORECASE)
_TOKEN = re.compile(r'#[^\n]*|"([^"]*)"|([\[\]])|([^\s\[\]"]+)')


def markup_graph(path: Path, head: bytes) -> Graph | None:
    """The graph of a file that begins so; None when it is none of these formats. Raises BadFile for a broken one."""
    if _GRAPH_XML.search(head[:10_000]):
        return _of_xml(path)
    if not _GML.match(head):
        return None
    with unpacked(path) as file:
        return _of_gml(path, file.read().decode("utf-8", "replace"))


@dataclass
class _XML:
    """What an XML parser meets, as a graph. GraphML's `key` and `data` are GEXF's `attribute` and `attvalue`."""

    graph: Graph = field(default_factory=Graph)
    words: dict[tuple[str, str], str] = field(default_factory=dict)  # of a kind of element and a key, its name
    defaults: dict[tuple[str, str], str] = field(default_factory=dict)  # of a kind and a name
    open: list[tuple[str, dict[str, Any]]] = field(default_factory=list)  # the nodes and edges around, innermost last
    of: str = "node"  # whose attributes are declared
    word: str | None = None  # under which the text that comes stands
    text: list[str] = field(default_factory=list)

    def start(self, tag: str, given: dict[str, str]) -> None:
        match tag.rpartition(":")[2]:
            case "key":
                self.of = given.get("for", "all")
                self.word = self._declare(given.get("id", ""), given.get("attr.name") or given.get("id", ""))
            case "attributes":
                self.of = given.get("class", "node")
            case "attribute":
                self.word = self._declare(given.get("id", ""), given.get("title") or given.get("id", ""))
            case "node":
                self._node(given)
            case "edge":
                self._edge(given)
            case "data" if self.open:
                self._expect(self._word(given.get("key", "")))
            case "attvalue" if self.open:
                self.open[-1][1][self._word(given.get("for") or given.get("id", ""))] = given.get("value", "")
            case "NodeLabel" | "EdgeLabel" if self.open:
                self._expect("label")
            case "default":
                self.text = []

    def end(self, tag: str) -> None:
        match tag.rpartition(":")[2]:
            case "node" | "edge" if self.open:
                self.open.pop()
            case "data" | "NodeLabel" | "EdgeLabel" if self.open and self.word:
                self.open[-1][1].setdefault(self.word, "".join(self.text).strip())
                self.word = None
            case "default" if self.word:
                self.defaults[self.of, self.word] = "".join(self.text).strip()
            case "key" | "attribute":
                self.word = None

    def text_comes(self, text: str) -> None:
        if self.word is not None:
            self.text.append(text)

    def whole(self) -> Graph:
        for (of, name), value in self.defaults.items():
            for attributes in self.graph.nodes.values() if of != "edge" else ():
                attributes.setdefault(name, value)
            for _, _, attributes in self.graph.edges if of != "node" else ():
                attributes.setdefault(name, value)
        return self.graph

    def _declare(self, key: str, name: str) -> str:
        self.words[self.of, key] = name
        return name

    def _word(self, key: str) -> str:
        kind = self.open[-1][0]
        return self.words.get((kind, key)) or self.words.get(("all", key)) or key

    def _expect(self, word: str) -> None:
        self.word, self.text = word, []

    def _node(self, given: dict[str, str]) -> None:
        attributes = self.graph.nodes.setdefault(given.get("id", ""), {})
        if given.get("label"):
            attributes["label"] = given["label"]
        self.open.append(("node", attributes))

    def _edge(self, given: dict[str, str]) -> None:
        attributes: dict[str, Any] = {name: given[name] for name in ("label", "kind") if given.get(name)}
        self.graph.edges.append((given.get("source", ""), given.get("target", ""), attributes))
        self.open.append(("edge", attributes))


def _of_xml(path: Path) -> Graph:
    reader, parser = _XML(), expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler, parser.EndElementHandler = reader.start, reader.end
    parser.CharacterDataHandler = reader.text_comes
    parser.EntityDeclHandler = _refuse_entities
    try:
        with unpacked(path) as file:
            parser.ParseFile(file)
    except expat.ExpatError as error:
        raise BadFile(f"{path}: broken XML ({error})", "write it again") from error
    except _EntitiesDeclared as error:
        raise BadFile(f"{path}: it declares entities, which no graph needs", "write it without a DOCTYPE") from error
    return reader.whole()


class _EntitiesDeclared(Exception):
    pass


def _refuse_entities(*_: object) -> None:
    raise _EntitiesDeclared


def _of_gml(path: Path, text: str) -> Graph:
    graph = Graph()
    try:
        for name, values in _blocks(text):
            if name == "node":
                graph.nodes[str(values.pop("id"))] = values
            elif name == "edge":
                graph.edges.append((str(values.pop("source")), str(values.pop("target")), values))
    except (IndexError, KeyError) as error:
        raise BadFile(f"{path}: broken GML ({error})", "write it again") from error
    return graph


def _blocks(text: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """Every `name [ ... ]` when it closes, with its values; a key that is repeated has a list of them."""
    around: list[tuple[str, dict[str, Any]]] = [("", {})]
    key: str | None = None
    for match in _TOKEN.finditer(text):
        quoted, bracket, bare = match.groups()
        if bracket == "[":
            around.append((key or "", {}))
        elif bracket == "]":
            yield around.pop()
        elif key is None and bare is not None:
            key = bare
            continue
        elif key is not None and (quoted is not None or bare is not None):
            _add(around[-1][1], key, html.unescape(bare if quoted is None else quoted))
        else:
            continue
        key = None
    if len(around) != 1:
        raise IndexError("a bracket that is not closed")


def _add(values: dict[str, Any], key: str, value: str) -> None:
    if key not in values:
        values[key] = value
    elif isinstance(values[key], list):
        values[key].append(value)
    else:
        values[key] = [values[key], value]
