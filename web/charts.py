"""Charts that a page draws by itself, as the lines and bars of an SVG: of a question's rows, without scripts."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from lineage.query_columns import ColumnKind
from lineage.stored_query import Chart
from web.answers.questions import QuestionAnswer
from web.labels import RELATIONS

WIDTH, HEIGHT = 720, 260
LEFT, RIGHT, TOP, BOTTOM = 52, 12, 12, 26
MOST_SERIES = 8
MOST_BARS = 30
TICKS = 4
MONTHS_OF_A_YEAR = 12


@dataclass(frozen=True, slots=True)
class Point:
    """A value of a series where it is drawn, and what it is in words."""

    x: float
    y: float
    title: str


@dataclass(frozen=True, slots=True)
class Line:
    """A series by month."""

    name: str
    points: tuple[Point, ...]

    @property
    def path(self) -> str:
        """Its points as an SVG path."""
        return "M" + "L".join(f"{point.x:.1f} {point.y:.1f}" for point in self.points)


@dataclass(frozen=True, slots=True)
class LineChart:
    """Series by month in a box of `WIDTH` by `HEIGHT`: `ticks` are heights with their figures, `marks` places with
    their months; `left_out` counts the series that are not drawn."""

    lines: tuple[Line, ...]
    ticks: tuple[tuple[float, str], ...]
    marks: tuple[tuple[float, str], ...]
    left_out: int


@dataclass(frozen=True, slots=True)
class Bar:
    """A name with its values, each beside its part of the largest, in hundredths."""

    name: str
    values: tuple[tuple[float, float], ...]


@dataclass(frozen=True, slots=True)
class BarChart:
    """The first rows as bars: `titles` are those of the values."""

    titles: tuple[str, ...]
    bars: tuple[Bar, ...]
    left_out: int


def chart_of(chart: Chart, answer: QuestionAnswer) -> LineChart | BarChart | None:
    """The chart of an answer; None where there is nothing to draw."""
    rows = [dict(zip(answer.names, row, strict=True)) for row in answer.rows]
    rows = [row for row in rows if row[chart.along] is not None]
    if not rows:
        return None
    titles = {name: column.title for name, column in zip(answer.names, answer.columns, strict=True)}
    is_percent = ColumnKind.PERCENT in (
        column.kind for name, column in zip(answer.names, answer.columns, strict=True) if name in chart.counts
    )
    return _lines(chart, rows, titles, is_percent) if chart.along == "month" else _bars(chart, rows, titles)


def _bars(chart: Chart, rows: Sequence[dict[str, Any]], titles: dict[str, str]) -> BarChart:
    shown = rows[:MOST_BARS]
    most = max((row[name] or 0 for row in shown for name in chart.counts), default=0) or 1
    bars = (
        Bar(
            _name(chart.along, row[chart.along]),
            tuple((row[name] or 0, 100 * (row[name] or 0) / most) for name in chart.counts),
        )
        for row in shown
    )
    return BarChart(tuple(titles[name] for name in chart.counts), tuple(bars), len(rows) - len(shown))


def _lines(chart: Chart, rows: Sequence[dict[str, Any]], titles: dict[str, str], is_percent: bool) -> LineChart:
    months = list(_months(min(row["month"] for row in rows), max(row["month"] for row in rows)))
    series = _series(chart, rows, titles)
    most = max((value for values in series.values() for value in values.values()), default=0) or 1
    unit = " %" if is_percent else ""
    step = (WIDTH - LEFT - RIGHT) / max(1, len(months) - 1)

    def height(value: float) -> float:
        return TOP + (HEIGHT - TOP - BOTTOM) * (1 - value / most)

    def point(name: str, at: int, value: float) -> Point:
        return Point(LEFT + at * step, height(value), f"{name}, {months[at]}: {value:,g}{unit}")

    lines = (
        Line(name, tuple(point(name, at, values.get(month, 0)) for at, month in enumerate(months)))
        for name, values in list(series.items())[:MOST_SERIES]
    )
    ticks = tuple((height(most * at / TICKS), f"{most * at / TICKS:,.3g}{unit}") for at in range(TICKS + 1))
    every = max(1, -(-len(months) // 6))
    marks = tuple((LEFT + at * step, month) for at, month in enumerate(months) if at % every == 0)
    return LineChart(tuple(lines), ticks, marks, max(0, len(series) - MOST_SERIES))


def _series(chart: Chart, rows: Sequence[dict[str, Any]], titles: dict[str, str]) -> dict[str, dict[str, float]]:
    """Values by month of each series, the largest first."""
    series: dict[str, dict[str, float]] = {}
    for row in rows:
        for name in chart.counts:
            series.setdefault(_name(chart.by, row[chart.by]) if chart.by else titles[name], {})[row["month"]] = (
                row[name] or 0
            )
    return dict(sorted(series.items(), key=lambda one: -sum(one[1].values()))) if chart.by else series


def _name(column: str, value: Any) -> str:
    """What stands for a row in a chart."""
    if column == "relation":
        return RELATIONS[value][0]
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)


def _months(first: str, last: str) -> Iterable[str]:
    """Every month from the first to the last, those without any row too."""
    year, month = map(int, first.split("-"))
    while f"{year:04}-{month:02}" <= last:
        yield f"{year:04}-{month:02}"
        year, month = (year + 1, 1) if month == MONTHS_OF_A_YEAR else (year, month + 1)
