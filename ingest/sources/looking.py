"""Looking at a file before reading it: what its first bytes say it is."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from pathlib import Path
from typing import Any

import polars as pl

from ingest.sources.delimited import header_of
from ingest.sources.documents import names_a_model, objects_in
from ingest.sources.edge_text import drawn_graph, edge_graph, is_drawing, is_edge_text
from ingest.sources.folders import DATA, card_files, data_files, named_by
from ingest.sources.graph_json import json_graph
from ingest.sources.graph_markup import markup_graph
from ingest.sources.header_words import CHILD
from ingest.sources.opening import Opening, concatenated, lines, value_of, whole
from ingest.sources.packing import read_whole, unpacked
from ingest.sources.parquet import broken
from ingest.sources.refusals import refuse_encoding, refuse_known, refuse_part, refuse_text
from lineage.errors import BadFile

HEAD = 1 << 20
"""Bytes looked at to recognise a format: the longest real item has 300,000."""

LONGEST_LINE = 1 << 26
"""Bytes of a first line that is read whole, when it is longer than HEAD."""

LONGEST_DOCUMENT = 1 << 29
"""Bytes of a JSON text that is no list and no line of its own, to be one document."""

WRITE_FIRST = "a file is read more than once: write what comes through a pipe to one first"

LOOKED_AT = 100
"""Rows that are looked at for one that names a model."""

_PARQUET = b"PAR1"
_YAML_LIST = re.compile(rb"(?:(?:---|#[^\n]*)?\s*\n)*(?:\w+:\s*\n)?\s*- \{?\w+:\s")
"""A list of mappings, perhaps under a key: `- id: a/b`."""


def look(path: Path, card_id: str | None = None) -> Opening:
    """What a file is, or what a folder or a pattern means. With `card_id` the file is that model's card.

    Raises BadFile when there is nothing that could be read as Parquet, JSON, a graph, a table in text or model cards.
    """
    if path.is_dir():
        return _folder(path)
    files = [] if path.exists() else named_by(path)
    if files:
        return _of_files(path, files)
    head = _head(path)
    return _by_head(path, head) if card_id is None else Opening(path, cards=(path,), card_id=card_id)


def _by_head(path: Path, head: bytes) -> Opening:
    """By the first bytes of a file, unpacked."""
    if head.startswith(_PARQUET):
        refuse_part(path)
        return Opening(path, columns=frozenset(_parquet_columns(path)))
    refuse_known(path, head)
    text = head.lstrip(b"\xef\xbb\xbf \t\r\n")
    graph = markup_graph(path, text)
    if graph is not None:
        return Opening(path, graph=graph)
    refuse_text(path, text)
    if text.startswith(b"["):
        return _document(path, whole(path))
    if text.startswith(b"{"):
        found = _json(path, text)
        if found is not None:
            return found
    if _YAML_LIST.match(text):
        return _document(path, whole(path))
    first = _telling(_objects(text))
    if first is None and text.startswith(b"{"):
        whole(path)  # says what is wrong with it
    return _table(path, text) if first is None else Opening(path, first=first)


def _head(path: Path) -> bytes:
    if not path.exists():
        raise BadFile(f"{path}: no such file", WRITE_FIRST if str(path) == "-" else "check the path")
    if not path.is_file():
        raise BadFile(f"{path}: no file", WRITE_FIRST)
    with unpacked(path) as file:
        head = file.read(HEAD)
    if not head.strip():
        raise BadFile(f"{path}: empty", "look at what should have written it")
    return head


def _folder(path: Path) -> Opening:
    """Model cards, or shards of data, in a folder and those below it; a single card beside data describes that."""
    cards, data = card_files(path), data_files(path)
    if data and len(cards) <= 1:
        return _of_files(path, data)
    if not cards:
        raise BadFile(
            f"{path}: a folder without a model card (.md) or a file of data ({', '.join(DATA[:5])})",
            "name a file in it",
        )
    return Opening(path, cards=tuple(cards))


def _of_files(path: Path, files: Sequence[Path]) -> Opening:
    parts = tuple(map(look, files))
    return Opening(path, parts=parts) if len(parts) > 1 else parts[0]


def _json(path: Path, text: bytes) -> Opening | None:
    """JSON lines, or one document; None when neither its first line nor the whole is an object."""
    line, end, more = text.partition(b"\n")
    first = _object(line if end else _first_line(path))
    if first is not None:
        is_whole = objects_in(first) is not None or (not more.strip() and json_graph(first) is not None)
        return _document(path, first) if is_whole else Opening(path, first=_telling([first, *_objects(more)]))
    document_text = read_whole(path, LONGEST_DOCUMENT).removeprefix(b"\xef\xbb\xbf")
    document = _object(document_text) or concatenated(document_text)
    return None if document is None else _document(path, document)


def _document(path: Path, document: object) -> Opening:
    graph = json_graph(document)
    if graph is not None:
        return Opening(path, graph=graph)
    objects = objects_in(document)
    objects = [document] if objects is None else objects
    return Opening(path, first=_telling(objects), is_array=True)


def _telling(rows: Iterable[object]) -> Mapping[str, Any] | None:
    """The first object that names a model, by which a list of them is known; where none of the first ones does, the
    first of all."""
    found = list(islice((one for one in rows if isinstance(one, Mapping)), LOOKED_AT))
    return next(filter(names_a_model, found), found[0] if found else None)


def _objects(text: bytes) -> Iterator[Mapping[str, Any]]:
    """The objects of JSON that stand on lines of their own, the first LOOKED_AT of them."""
    return islice(filter(None, map(_object, text.splitlines())), LOOKED_AT)


def _first_line(path: Path) -> bytes:
    """The first line that is not blank, without a mark of its encoding; cut off at LONGEST_LINE."""
    with unpacked(path) as file:
        starts = islice(iter(lambda: file.readline(LONGEST_LINE), b""), 1_000)
        return next((line for line in starts if line.strip()), b"").removeprefix(b"\xef\xbb\xbf")


def _table(path: Path, text: bytes) -> Opening:
    """A table with words that we know, else a text of edges, or one whose first line reads like a table's. Raises
    BadFile for any other."""
    header = header_of(text)
    known = header is not None and CHILD in header.targets()
    edges = None if known else _edge_text(path, text.decode("utf-8", "replace"))
    if edges is not None:
        return edges
    if header is None or not all(cell.isprintable() for cell in header.cells) or "\0" in "".join(header.cells):
        refuse_encoding(path, text)
        raise BadFile(f"{path}: neither Parquet nor JSON nor a table in text", "see `qwen-lineage import --help`")
    return Opening(path, header=header)


def _edge_text(path: Path, text: str) -> Opening | None:
    if is_drawing(text):
        return Opening(path, graph=drawn_graph(read_whole(path).decode("utf-8", "replace")))
    if not is_edge_text(text):
        return None
    return Opening(path, graph=edge_graph((number, line.decode("utf-8", "replace")) for number, line in lines(path)))


def _parquet_columns(path: Path) -> list[str]:
    try:
        return pl.scan_parquet(path, glob=False).collect_schema().names()
    except (pl.exceptions.PolarsError, OSError) as error:
        raise broken(path, error) from error


def _object(line: bytes) -> Mapping[str, Any] | None:
    try:
        value = value_of(line)
    except ValueError:
        return None
    return value if isinstance(value, Mapping) else None
