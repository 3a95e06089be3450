"""The list behind a claim's value has as many rows as that says, or adds up to it."""

import json
from collections.abc import Iterator
from contextlib import closing
from datetime import date
from urllib.parse import parse_qs, urlsplit

import pytest

from lineage.graph import Lineage, open_place
from lineage.place import Place
from lineage.published_claims import DEFINITIONS, ClaimReading, PublishedClaim, check
from lineage.published_claims.check import CheckedDefinition
from lineage.published_claims.subject import Subject
from lineage.questions.stored_queries import question_of

COUNTED = (
    "direct_derivatives",
    "descendants",
    "descendants_without_quantisations",
    "descendants_without_mass_uploads",
    "descendants_with_inferred",
    "named_after",
    "architecture_tag",
)


@pytest.fixture
def lineage(practice: Place) -> Iterator[Lineage]:
    with closing(open_place(practice)) as opened:
        yield opened


def checked(lineage: Lineage, definition: str, of: str) -> CheckedDefinition:
    asked = date(2025, 1, 1), date(2025, 12, 31)
    claim = PublishedClaim(
        "a claim", "today", "by hand", (ClaimReading(definition, 1, of=of, against=("google",), asked=asked),)
    )
    return check(Subject(lineage.graph, lineage.home), [claim])[0].definitions[0]


def listed(lineage: Lineage, found: CheckedDefinition) -> list[dict[str, object]]:
    """What the table or the console answers at the address of the list."""
    address = found.list or ""
    if address.startswith("/table"):
        return lineage.models(address).select("id", "downloads").collect().to_dicts()
    query = {name: value for name, (value,) in parse_qs(urlsplit(address).query).items()}
    limit = int(query["limit"])
    rows: list[dict[str, object]] = lineage.cypher(
        query["statement"], json.loads(query["parameters"]), as_="rows", limit=limit, timeout=60
    )  # seconds: how fast it is, is no matter here
    return rows


@pytest.mark.parametrize("definition", [name for name in DEFINITIONS if not name.startswith("share_of_new_models")])
def test_a_list_has_what_its_figure_counts_or_a_reason_says_why_there_is_none(
    lineage: Lineage, definition: str
) -> None:
    found = checked(lineage, definition, "Qwen")
    if found.list is None:
        assert found.value is None or "no list: " in found.reason
        return
    rows = listed(lineage, found)
    if definition == "share_of_the_most_downloaded":
        assert sum(row["downloads_all_time"] for row in rows) == found.beside["so many"]  # type: ignore[misc]
    elif not isinstance(found.value, str):
        assert len(rows) in {found.value, *found.beside.values()} - {0}
    elif "sort=downloads" in found.list:
        assert found.value in {row["id"] for row in rows}
    else:
        assert rows[0]["id"] == found.value


@pytest.mark.parametrize("definition", COUNTED)
def test_a_count_has_as_many_rows(lineage: Lineage, definition: str) -> None:
    found = checked(lineage, definition, "Qwen")
    assert len(listed(lineage, found)) == found.value > 0


@pytest.mark.parametrize("definition", COUNTED[:5])
def test_that_of_an_organisation_has_the_models_of_all_its_owners(lineage: Lineage, definition: str) -> None:
    found = checked(lineage, definition, "Meta")
    assert len(listed(lineage, found)) == found.value > 0


def test_downloads_of_a_family_are_added_up(lineage: Lineage) -> None:
    found = checked(lineage, "all_time_downloads_family", "Qwen")
    rows = listed(lineage, found)
    assert len(rows) == found.beside["models"]
    stated = [row["downloads_all_time"] for row in rows if row["downloads_all_time"] is not None]
    assert len(stated) == found.beside["of which state it"]
    assert sum(stated) == found.value  # type: ignore[arg-type]


def test_the_list_is_a_stored_query(lineage: Lineage) -> None:
    (statement,) = parse_qs(urlsplit(checked(lineage, "descendants", "Qwen").list or "").query)["statement"]
    question = question_of(statement)
    assert question is not None
    assert question.slug == "descendants-of-an-owner"
