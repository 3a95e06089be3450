"""What a page of growth says in sentences: what is counted, and what must not be concluded from it."""

from collections.abc import Iterator

from markupsafe import Markup

from lineage.frozen.rollups.growth import FEW
from web.answers.growth import GrowthAnswer
from web.presentation.labels import count, plural

SEVERAL = {"base": "organisation it descends from", "relation": "relation it was made by"}
"""Groups of which a model may be in several, each by what it is counted under."""
OF_COUNTED = Markup(
    "{least}<strong>{total}</strong> {whole}, by the month they were made in; <strong>{undated}</strong> of them "
    "{have} no known date, or one at the Hub's floor of 2022-03-02, and {are} in no month."
)


def growth_lead(growth: GrowthAnswer, show: str, least: str) -> Markup:
    """What is counted, and what follows from how: the lines below the heading; `least` stands before the count."""
    undated = growth.whole.undated
    counted = OF_COUNTED.format(
        least=least.capitalize(),
        total=count(growth.whole.total),
        whole=_whole(growth),
        undated=count(undated),
        have=plural(undated, "has", "have"),
        are=plural(undated, "is", "are"),
    )
    return Markup(" ").join([counted, *_remarks(growth, show)])


def _remarks(growth: GrowthAnswer, show: str) -> Iterator[str]:
    yield "Models that were removed are not counted."
    if show == "share":
        yield f"A share is one of {growth.share_of} of the same month."
        yield from _of_thin_months(growth)
    if growth.months:
        yield _end_of_data(growth)
    if growth.by in SEVERAL:
        yield f"A model counts once under each {SEVERAL[growth.by]}, so that the lines may add up to more than all."


def _of_thin_months(growth: GrowthAnswer) -> Iterator[str]:
    thin, all_months = len(growth.thin_months), len(growth.months)
    if thin and thin == all_months:
        yield f"No month has {FEW} of them: shares of so few say little."
    elif thin:
        yield (
            f"Months of fewer than {FEW} of them ({thin} of {all_months}) have no point in the chart and stand in grey "
            "italics in the table: shares of so few say little."
        )


def _end_of_data(growth: GrowthAnswer) -> str:
    if growth.as_of is None:
        return "When the data end is not known: the last month may be a part of one."
    if _ends_within(growth):
        return f"The data end on {growth.as_of[:10]}, so the last month may be a part of one."
    return f"The data are of {growth.as_of[:10]}; no model in them is dated after {growth.months[-1]}."


def _ends_within(growth: GrowthAnswer) -> bool:
    """Whether the data end within the last month that is told."""
    return bool(growth.as_of and growth.months and growth.as_of[:7] == growth.months[-1])


def picture_line(growth: GrowthAnswer, show: str, least: str, over_time: str | None) -> str:
    """What stands on the chart that is kept as a picture; `over_time` is what must not be concluded from its months."""
    return " ".join(_on_picture(growth, show, least, over_time))


def _on_picture(growth: GrowthAnswer, show: str, least: str, over_time: str | None) -> Iterator[str]:
    total, undated = count(growth.whole.total), count(growth.whole.undated)
    yield f"{least.capitalize()}{total} {_whole(growth)}; {undated} not dated."
    if over_time:
        yield over_time
    if show == "share":
        yield "A share is one of those of the same month."
        thin, all_months = len(growth.thin_months), len(growth.months)
        if 0 < thin < all_months:
            yield f"{thin} of {all_months} months, of fewer than {FEW} of them, are not drawn."
    if growth.as_of and _ends_within(growth):
        yield f"The data end on {growth.as_of[:10]}: the last month may be a part of one."
    if growth.by in SEVERAL:
        yield "A model may count in several lines."


def _whole(growth: GrowthAnswer) -> str:
    """What all of them are: `new models that the snapshot lists`."""
    return f"{growth.share_of.removeprefix('all ')}{'' if growth.mass_uploads else ' without mass uploads'}"
