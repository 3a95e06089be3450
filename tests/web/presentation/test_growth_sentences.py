"""What the page of growth says of its counts, case by case."""

from typing import Any

import pytest
from msgspec.structs import replace

from lineage.frozen.rollups.growth import FEW
from web.answers.growth import GrowthAnswer, MonthlyCounts
from web.presentation.growth_sentences import growth_lead, picture_line

ANSWER = GrowthAnswer(
    by="organisation",
    of="all",
    share_of="all new models that the snapshot lists",
    mass_uploads=True,
    months=["2026-09", "2026-10"],
    whole=MonthlyCounts([1_000, 200], 34, 1_234),
    series=[],
    not_stated=None,
    others=None,
    as_of="2026-10-17T08:00:00Z",
    thin_months=[],
    drawn_from=None,
)


def lead(show: str = "new", least: str = "", **other: Any) -> str:
    return str(growth_lead(replace(ANSWER, **other), show, least))


def test_what_is_counted_comes_first() -> None:
    assert lead() == (
        "<strong>1,234</strong> new models that the snapshot lists, by the month they were made in; "
        "<strong>34</strong> of them have no known date, or one at the Hub's floor of 2022-03-02, and are in no month. "
        "Models that were removed are not counted. The data end on 2026-10-17, so the last month may be a part of one."
    )
    one = MonthlyCounts([0, 0], 1, 1)
    assert lead(least="at least ", whole=one, mass_uploads=False).startswith(
        "At least <strong>1</strong> new models that the snapshot lists without mass uploads, by the month they "
        "were made in; <strong>1</strong> of them has no known date, or one at the Hub's floor of 2022-03-02, "
        "and is in no month."
    )


@pytest.mark.parametrize(
    ("as_of", "months", "said"),
    [
        ("2026-11-02T00:00:00Z", ["2026-10"], " The data are of 2026-11-02; no model in them is dated after 2026-10."),
        (None, ["2026-10"], " When the data end is not known: the last month may be a part of one."),
        ("2026-11-02T00:00:00Z", [], " Models that were removed are not counted."),
    ],
)
def test_when_the_data_end_is_said_of_months_that_are_there(as_of: str | None, months: list[str], said: str) -> None:
    assert lead(as_of=as_of, months=months).endswith(said)


@pytest.mark.parametrize(
    ("thin", "said"),
    [
        ([], " of the same month. The data end"),
        (
            ["2026-10"],
            f" Months of fewer than {FEW} of them (1 of 2) have no point in the chart and stand in grey italics",
        ),
        (["2026-09", "2026-10"], f" No month has {FEW} of them: shares of so few say little."),
    ],
)
def test_shares_of_few_are_said_to_say_little(thin: list[str], said: str) -> None:
    assert said in lead("share", thin_months=thin)
    assert said not in lead("new", thin_months=thin)


@pytest.mark.parametrize(
    ("by", "said"),
    [
        ("base", " A model counts once under each organisation it descends from, so that"),
        ("relation", " A model counts once under each relation it was made by, so that"),
    ],
)
def test_lines_that_a_model_may_be_in_several_of_say_so(by: str, said: str) -> None:
    assert said in lead(by=by)
    assert said not in lead(by="license")


def test_a_picture_says_what_it_is_of_in_whole_sentences() -> None:
    assert picture_line(ANSWER, "new", "", None) == (
        "1,234 new models that the snapshot lists; 34 not dated. The data end on 2026-10-17: the last month may be "
        "a part of one."
    )
    shares = replace(ANSWER, by="base", thin_months=["2026-10"], as_of=None, mass_uploads=False)
    assert picture_line(shares, "share", "at least ", "Months are of a sample.") == (
        "At least 1,234 new models that the snapshot lists without mass uploads; 34 not dated. Months are of a sample. "
        f"A share is one of those of the same month. 1 of 2 months, of fewer than {FEW} of them, are not drawn. "
        "A model may count in several lines."
    )
