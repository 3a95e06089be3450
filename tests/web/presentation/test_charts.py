"""Charts of questions: round figures, every month in its place, no line that another hides."""

import itertools
import re
from collections.abc import Iterator
from contextlib import closing
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, expect

from lineage.graph import open_lineage
from lineage.home.home import Home
from lineage.questions.query_columns import COLUMNS
from lineage.questions.stored_query import Chart
from tests.web.visiting import visit
from web import Source, create_app
from web.answers.questions import QuestionAnswer
from web.presentation.charts import LineChart, chart_of

TEXT = """() => [...document.querySelectorAll(".chart-heights span, .chart-months text")].map((one) => {
    const { left, right } = one.getBoundingClientRect();
    return [one.textContent, parseFloat(getComputedStyle(one).fontSize), left, right];
}).filter(([, , left, right]) => right > left)"""


@pytest.fixture(scope="module")
def app(practice_home: Home) -> Iterator[Flask]:
    """A practice Hub, crawled, resolved, loaded and served: its models have dates."""
    with closing(open_lineage(str(practice_home.root))) as opened:
        yield create_app(Source.of(opened), practice_home)


def drawn(rows: list[tuple[Any, ...]], *counts: str, by: str = "") -> LineChart:
    names = ("month", *([by] if by else []), *counts)
    answer = QuestionAnswer(tuple(COLUMNS[name] for name in names), names, rows, False, ())
    chart = chart_of(Chart("month", counts, by), answer)
    assert isinstance(chart, LineChart)
    return chart


@pytest.mark.parametrize(
    "most, ticks",
    [
        (3, ["0", "1", "2", "3"]),
        (59, ["0", "20", "40", "60"]),
        (3275, ["0", "1,000", "2,000", "3,000", "4,000"]),
        (1234567, ["0", "500,000", "1,000,000", "1,500,000"]),
        (0, ["0", "1"]),
    ],
)
def test_counts_stand_beside_round_figures(most: int, ticks: list[str]) -> None:
    chart = drawn([("2026-01", most), ("2026-02", 0)], "models")
    assert list(chart.ticks) == ticks
    assert chart.unit == "Models by month"
    assert [point.title for point in chart.points] == [f"2026-01: Models {most:,}", "2026-02: Models 0"]


def test_shares_have_one_number_of_decimals() -> None:
    assert drawn([("2026-01", 1.7)], "percent").ticks == ("0.0 %", "0.5 %", "1.0 %", "1.5 %", "2.0 %")
    assert drawn([("2026-01", 43.0)], "percent").ticks == ("0 %", "10 %", "20 %", "30 %", "40 %", "50 %")
    assert drawn([("2026-01", 43.0)], "percent").unit == "Share by month, in per cent"


def test_lines_that_run_together_share_their_way_and_their_points() -> None:
    months = [f"2026-{month:02}" for month in range(1, 5)]
    values = [(5, 5, 0), (9, 9, 0), (9, 2, 0), (9, 1, 1)]
    rows = [
        (month, name, value)
        for month, of in zip(months, values, strict=True)
        for name, value in zip("abc", of, strict=True)
    ]
    chart = drawn(rows, "models", by="organisation")
    both, alone = zip(*(line.strokes for line in chart.lines[:2]), strict=True)
    assert [(stroke.dashes, stroke.offset) for stroke in both] == [("8 8", 0), ("8 8", -8)]
    assert both[0].path == both[1].path and {stroke.dashes for stroke in alone} == {""}
    assert [point.line for point in chart.points if point.x == 0] == [None, 2]
    assert chart.points[0].title == "2026-01: a 5; b 5"


def test_the_first_and_the_last_month_are_named_within_the_chart() -> None:
    months = [f"{year}-{month:02}" for year in (2024, 2025, 2026) for month in range(1, 13)]
    for count in (1, 2, 13, 20, 36):
        marks = drawn([(month, 1) for month in months[:count]], "models").marks
        assert [marks[0].month, marks[-1].month] == [months[0], months[count - 1]]
        assert [mark.anchor for mark in marks] == ["start", *["middle"] * (len(marks) - 2), "end"][: len(marks)]
        places = [mark.x for mark in marks]
        assert len(places) < 3 or min(b - a for a, b in itertools.pairwise(places)) > 100 / 8


@pytest.mark.browser
def test_the_legend_of_growth_names_its_lines_and_no_values_that_nobody_points_at(page: Page) -> None:
    page.goto("/growth?by=relation")
    legend = page.locator(".u-legend")
    expect(legend).to_contain_text("finetune")
    assert not re.search("[–:]|month", legend.inner_text())  # noqa: RUF001 - a dash


@pytest.mark.browser
@pytest.mark.parametrize("width", [390, 1440])
def test_the_text_of_a_chart_is_as_large_on_every_screen(browser: Browser, address: str, width: int) -> None:
    for page in visit(browser, address, width, 844):
        assert_readable(page, width)


def assert_readable(page: Page, width: int) -> None:
    page.goto("/questions/growth-by-relation?since=2020-01&view=chart")
    text = page.evaluate(TEXT)
    assert text and all(11 <= size <= 14 and left >= 0 and right <= width for _, size, left, right in text)
    months = [one for one in text if re.match(r"\d{4}-", one[0])]
    assert all(before[3] < after[2] for before, after in itertools.pairwise(months))


@pytest.mark.parametrize(
    ("names", "rows", "nouns"),
    [
        (("id", "downloads"), [("a/b", 1), ("a/c", 1)], ("model", "models")),
        (("month", "models"), [("2026-01", 1), ("2026-02", 1)], ("month", "months")),
        (("month", "relation", "models"), [("2026-01", "merge", 1), ("2026-01", "adapter", 1)], ("row", "rows")),
        (("said_by", "derivations"), [(["hub"], 1)], ("row", "rows")),
    ],
)
def test_an_answer_says_what_its_rows_are(
    names: tuple[str, ...], rows: list[tuple[Any, ...]], nouns: tuple[str, str]
) -> None:
    assert QuestionAnswer(tuple(COLUMNS[name] for name in names), names, rows, False, ()).nouns == nouns
