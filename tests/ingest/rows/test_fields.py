"""The table of fields is whole: what is asked for, what is read, and the columns of a row follow from it."""

import msgspec
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.practice.wire_items import EXPANDABLE
from ingest.resolve.models import DERIVED
from ingest.rows.clean import license_tag, owner_of
from ingest.rows.fields import CARD_FIELDS, CLAIM_FIELDS, EXPAND, FIELDS, PLAIN_FIELDS, SOURCES
from ingest.rows.rejections import Rejections
from ingest.rows.table import HISTORY, ROW, cleaned
from ingest.sources import hub_columns
from lineage.schema import ADDED_BY_LOAD, MODEL
from lineage.text import ids

IDS = st.text(st.sampled_from("/ab-"), max_size=5)
TAGS = st.none() | st.lists(st.sampled_from(["license:", "license:mit", "license:other", "x"]), max_size=3)


def test_every_column_is_said_once_and_has_one_reader() -> None:
    assert ROW.names() == [*(field.column for field in FIELDS), *HISTORY]
    assert len(set(ROW.names())) == len(ROW)
    assert sorted(map(FIELDS.index, [*PLAIN_FIELDS, *CARD_FIELDS, *CLAIM_FIELDS])) == list(range(len(FIELDS)))
    assert len({(field.path, field.kind) for field in FIELDS}) == len(FIELDS)


def test_what_is_asked_for_is_what_the_listing_gives() -> None:
    assert set(EXPAND) <= set(EXPANDABLE)
    assert {"_id", "id", "removedAt"} == SOURCES.keys() - set(EXPAND)
    assert set(hub_columns.TYPES) == SOURCES.keys() - {"safetensors"}


def test_the_graph_takes_what_sources_state_from_the_row() -> None:
    made = {*DERIVED, *ADDED_BY_LOAD}
    assert set(MODEL.names) - made <= set(ROW.names())


@pytest.mark.parametrize("field", FIELDS, ids=[field.column for field in FIELDS])
def test_nothing_is_cleaned_to_nothing(field: object) -> None:
    kind = field.kind  # type: ignore[attr-defined]
    column, odd = kind.clean(pl.Series([None], dtype=kind.read_as or kind.dtype))
    assert (column.dtype, column.null_count(), odd) == (kind.dtype, 1, 0)
    assert kind.source.default in (None, msgspec.NODEFAULT, msgspec.Raw(b"null"))


@settings(deadline=None)
@given(st.lists(st.tuples(IDS, TAGS), min_size=1, max_size=5))
def test_what_follows_from_a_row_is_what_python_says_of_it(rows: list[tuple[str, list[str] | None]]) -> None:
    frame = pl.DataFrame(rows, schema={"id": pl.String, "tags": pl.List(pl.String)}, orient="row")
    made = frame.select(owner=owner_of(pl.col("id")), license=license_tag(pl.col("tags")))
    for (id, tags), (owner, license) in zip(rows, made.rows(), strict=True):
        assert owner == ids.owner(id)
        assert license == next((tag[8:] or None for tag in tags or () if tag.startswith("license:")), None)


def test_what_is_stated_goes_before_what_follows() -> None:
    types = {field.column: field.kind.read_as or field.kind.dtype for field in FIELDS}
    read = pl.DataFrame({name: [None, None] for name in types}, schema=types).with_columns(
        id=pl.Series(["a/b", "c/d"]),
        author=pl.Series(["", "e"]),
        license=pl.Series([None, "mit"]),
        tags=pl.Series([["license:gemma"], ["license:gemma"]]),
    )
    made = cleaned(read, Rejections())
    assert made.schema == ROW
    assert made.select("author", "license").rows() == [("a", "gemma"), ("e", "mit")]
