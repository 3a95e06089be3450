"""A file that was looked at, and reading its lines or its whole."""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ingest.rows.json_values import parse
from ingest.sources.cell_values import structure
from ingest.sources.delimited import Header
from ingest.sources.documents import objects_in
from ingest.sources.front_matter import BadYAML, yaml_document
from ingest.sources.graph import SOURCE, TARGET, Graph
from ingest.sources.header_words import Target
from ingest.sources.packing import lines_cut_off, read_whole, unpacked
from lineage.errors import BadFile

_BLANKS = re.compile(r"\s*")


@dataclass(frozen=True, slots=True)
class Opening:
    """What recognising needs: a Parquet file's column names, the first object of a JSON text, or the header of a table
    in text.

    `is_array` is True when the text is one JSON document, such as a saved page of the Hub's API: `array` gives its
    objects. `chosen` are the columns the user named, by what they hold. `cards` are files that are a model card each,
    `card_id` the model of a single one. `graph` is all of a file that is one. `note` says what was found out by the
    data. `parts` are the openings of several files that are read as one.
    """

    path: Path
    columns: frozenset[str] = frozenset()
    first: Mapping[str, Any] | None = None
    header: Header | None = None
    is_array: bool = False
    chosen: Mapping[Target, str] = field(default_factory=dict)
    cards: tuple[Path, ...] = ()
    card_id: str | None = None
    graph: Graph | None = None
    note: str | None = None
    parts: tuple["Opening", ...] = ()

    @property
    def words(self) -> tuple[str, ...]:
        """The names of its columns or keys; of a graph those of an edge's ends."""
        if self.graph is not None:
            return SOURCE, TARGET
        names = self.header.cells if self.header else (sorted(self.columns) or (self.first or {}).keys())
        return tuple(map(str, names))


def lines(path: Path) -> Iterator[tuple[int, bytes]]:
    """Every line that is not blank, with its number from 1; of one that is too long a byte more than LONGEST_ROW.
    Raises BadFile when it breaks off."""
    with unpacked(path) as file:
        for number, line in enumerate(lines_cut_off(file), 1):
            if line.strip():
                yield number, line.removeprefix(b"\xef\xbb\xbf") if number == 1 else line


def json_lines(path: Path) -> Iterator[object]:
    """The value of every line that is JSON. Raises BadFile when the file breaks off."""
    for _, line in lines(path):
        try:
            yield parse(line)
        except ValueError:
            continue


def array(path: Path) -> list[Any]:
    """The objects of a file that is one JSON document."""
    document = whole(path)
    objects = objects_in(document)
    return [document] if objects is None else objects


def whole(path: Path) -> object:
    """The value of a file that is one JSON or YAML text. Raises BadFile."""
    text = read_whole(path).removeprefix(b"\xef\xbb\xbf")
    try:
        return parse(text) if text.lstrip()[:1] in b"[{" else yaml_document(text.decode("utf-8", "replace"))
    except BadYAML as error:
        raise BadFile(f"{path}: broken YAML ({error})", "write it again, or as JSON") from error
    except ValueError as error:
        several = concatenated(text)
        if several is not None:
            return several
        hint = "download it again, or write it as JSON: what Python prints of a list is none"
        raise BadFile(f"{path}: broken JSON ({_reason(error)})", hint) from error


def value_of(line: bytes) -> object:
    """The value of a line of JSON, or of an object with a comma behind it, or of a dictionary as Python prints it.
    Raises ValueError."""
    try:
        return parse(line)
    except ValueError:
        text = line.strip()
        if text.startswith(b"{") and text.endswith(b","):
            return value_of(text.rstrip(b", "))
        value = structure(text.decode("utf-8", "replace")) if text.startswith(b"{'") else None
        if not isinstance(value, Mapping):
            raise
        return value


def concatenated(text: bytes) -> list[Any] | None:
    """The JSON objects of a text that is one after the other, as `jq` writes them; None for any other text."""
    decoder, found = json.JSONDecoder(), []
    rest, at = text.decode("utf-8", "replace"), 0
    while (match := _BLANKS.match(rest, at)) and (at := match.end()) < len(rest):
        try:
            value, at = decoder.raw_decode(rest, at)
        except (ValueError, RecursionError):
            return None
        found.append(value)
    return found if len(found) > 1 and all(isinstance(one, Mapping) for one in found) else None


def _reason(error: Exception) -> str:
    return str(error).strip().partition("\n")[0]
