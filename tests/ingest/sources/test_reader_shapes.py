"""The same models in any shape people have them in give what a plain reading of them gives."""

import bz2
import csv
import gzip
import io
import json
from collections.abc import Callable
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ingest.claims.extract import claims_of
from ingest.rows.rejections import Rejections
from ingest.sources import opened, recognise
from ingest.sources.header_words import BY_NAME

Row = dict[str, Any]
Table = list[list[Any]]

FIELDS = ("child", "parent", "relation", "license", "downloads", "created_at")
NOT_A_HEADER = {"card", "hub_claim", "card_data", "config"}


@dataclass(frozen=True)
class World:
    """Models as plain rows: id, parent, relation, licence, downloads, date; what is unknown is None."""

    rows: list[Row]

    def expected(self) -> dict[str, tuple[set[tuple[str, str | None]], str | None, int | None, str | None]]:
        return {
            row["child"]: (
                {(row["parent"], row["relation"])} if row["parent"] else set(),
                row["license"],
                row["downloads"],
                row["created_at"],
            )
            for row in self.rows
        }


WORDS = {field: BY_NAME[field].words for field in FIELDS}
UNKNOWN_DATES = st.sampled_from(["2024-01-02", "2025-12-31"])


@st.composite
def worlds(draw: st.DrawFn) -> World:
    names = draw(st.lists(st.sampled_from("abcdef"), min_size=1, max_size=4, unique=True))
    optional = {
        "parent": st.none() | st.sampled_from(["Qwen/Qwen3-8B", "x/y_z.1", "A/B-c"]),
        "relation": st.none() | st.sampled_from(["finetune", "merge", "adapter"]),
        "license": st.none() | st.sampled_from(["mit", "apache-2.0"]),
        "downloads": st.none() | st.integers(0, 10**9),
        "created_at": st.none() | UNKNOWN_DATES,
    }
    rows = [
        {"child": f"own-er/{name}", **{field: draw(values) for field, values in optional.items()}} for name in names
    ]
    rows[0]["parent"] = rows[0]["parent"] or "Qwen/Qwen3-8B"
    return World([row if row["parent"] else {**row, "relation": None} for row in rows])


def spelt(draw: st.DrawFn, word: str) -> str:
    """A word in any case, perhaps with a mark in it."""
    mark = draw(st.sampled_from(["", "", "_", "-", " "]))
    at = draw(st.integers(1, max(len(word) - 1, 1)))
    cased = draw(st.sampled_from([str.lower, str.upper, str.title]))
    return str(cased(f"{word[:at]}{mark}{word[at:]}" if len(word) > 1 else word))


@st.composite
def headers(draw: st.DrawFn) -> dict[str, str]:
    """For each field a word that means it, in any order."""
    order = draw(st.permutations(FIELDS))
    return {field: spelt(draw, draw(st.sampled_from(WORDS[field]))) for field in order}


def table(world: World, words: dict[str, str]) -> Table:
    return [list(words.values()), *([row[field] for field in words] for row in world.rows)]


def delimited(separator: str, **options: Any) -> Callable[[Table], str]:
    def write(cells: Table) -> str:
        text = io.StringIO()
        writer = csv.writer(text, delimiter=separator, **options)
        writer.writerows([["" if cell is None else cell for cell in row] for row in cells])
        return text.getvalue()

    return write


def objects(cells: Table) -> list[Row]:
    return [dict(zip(cells[0], row, strict=True)) for row in cells[1:]]


def indexed(cells: Table) -> Table:
    """With pandas' index in front."""
    numbers = count()
    return [["", *cells[0]], *([next(numbers), *row] for row in cells[1:])]


SHAPES: dict[str, Callable[[Table], str]] = {
    "commas": delimited(","),
    "semicolons": delimited(";"),
    "tabs": delimited("\t"),
    "bars": delimited("|"),
    "all quoted": delimited(",", quoting=csv.QUOTE_ALL),
    "comments": lambda cells: "# by hand\n\n# 2026\n" + delimited(",")(cells),
    "an index": lambda cells: delimited(",")(indexed(cells)),
    "declared": lambda cells: "sep=;\n" + delimited(";")(cells),
    "Markdown": lambda cells: "\n".join(
        "| " + " | ".join("" if cell is None else str(cell) for cell in row) + " |"
        for row in [cells[0], ["---"] * len(cells[0]), *cells[1:]]
    ),
    "lines": lambda cells: "".join(json.dumps(one) + "\n" for one in objects(cells)),
    "array": lambda cells: json.dumps(objects(cells)),
    "indented": lambda cells: json.dumps({"models": objects(cells)}, indent=2),
    "an odd key": lambda cells: json.dumps({"my derivatives": objects(cells)}),
    "viewer": lambda cells: json.dumps(
        {"features": [], "rows": [{"row_idx": 0, "row": one} for one in objects(cells)]}
    ),
    "split": lambda cells: json.dumps({"columns": cells[0], "index": list(range(len(cells) - 1)), "data": cells[1:]}),
    "by number": lambda cells: json.dumps({str(n): one for n, one in enumerate(objects(cells))}),
    "columns": lambda cells: json.dumps({name: [row[at] for row in cells[1:]] for at, name in enumerate(cells[0])}),
    "columns by number": lambda cells: json.dumps(
        {name: {str(n): row[at] for n, row in enumerate(cells[1:])} for at, name in enumerate(cells[0])}
    ),
    "rows": json.dumps,
}
ENCODINGS = st.sampled_from(["utf-8", "utf-8-sig", "utf-16"])
PACKINGS: dict[str, Callable[[bytes], bytes]] = {"plain": bytes, "gzip": gzip.compress, "bzip2": bz2.compress}


def found(path: Path) -> tuple[dict[str, Any], Rejections]:
    """What a reading of a file says, by the model's id."""
    opening, rejections = opened(path), Rejections()
    frame = pl.concat(list(recognise(opening).read(opening, rejections, lambda _: None)))
    claims = claims_of(frame.lazy()).select("child", "candidate", "relation").rows()
    told = {
        row["id"]: (
            {(parent, relation) for child, parent, relation in claims if child == row["id"]},
            row["license"],
            row["downloads"],
            row["created_at"] and f"{row['created_at']:%F}",
        )
        for row in frame.iter_rows(named=True)
    }
    return told, rejections


@settings(deadline=None, max_examples=70, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    world=worlds(),
    words=headers(),
    shape=st.sampled_from(list(SHAPES)),
    encoding=ENCODINGS,
    packing=st.sampled_from(list(PACKINGS)),
)
def test_any_shape_gives_what_a_plain_reading_gives(
    world: World, words: dict[str, str], shape: str, encoding: str, packing: str, tmp_path: Path
) -> None:
    text = SHAPES[shape](table(world, words))
    (tmp_path / "x").write_bytes(PACKINGS[packing](text.encode(encoding)))
    told, rejections = found(tmp_path / "x")
    assert told == world.expected()
    assert (rejections.total, dict(rejections.odd_fields)) == (0, {})


NOTES = st.text(st.sampled_from("ab ,;|\t\"\n'#{}[]\u00e9"), max_size=8)


@settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    world=worlds(),
    words=headers(),
    notes=st.lists(NOTES, min_size=4, max_size=4),
    shape=st.sampled_from(["commas", "semicolons", "tabs", "all quoted", "lines", "indented", "split"]),
)
def test_a_column_of_anything_changes_nothing(
    world: World, words: dict[str, str], notes: list[str], shape: str, tmp_path: Path
) -> None:
    cells = table(world, words)
    noted = [[*row, note] for row, note in zip(cells, ["my notes", *notes], strict=False)]
    (tmp_path / "x").write_bytes(SHAPES[shape](noted).encode())
    told, rejections = found(tmp_path / "x")
    assert told == world.expected()
    assert rejections.total == 0
    assert rejections.left_out == ["my notes"]


@settings(deadline=None, max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(world=worlds(), words=headers())
def test_so_does_parquet(world: World, words: dict[str, str], tmp_path: Path) -> None:
    cells = table(world, words)
    columns = {name: [row[at] for row in cells[1:]] for at, name in enumerate(cells[0])}
    pl.DataFrame(columns).write_parquet(tmp_path / "x")
    told, rejections = found(tmp_path / "x")
    assert told == world.expected()
    assert not rejections.odd_fields


@pytest.mark.parametrize("field", sorted(BY_NAME.keys() - NOT_A_HEADER - {"hub_id"}))
def test_every_word_means_one_field(field: str) -> None:
    homes = {word: target.name for target in BY_NAME.values() for word in target.words}
    assert {homes[word] for word in BY_NAME[field].words} == {field}
