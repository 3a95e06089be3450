"""The Cypher statement that lists the same models as a list does, for the console."""

from calendar import monthrange

from lineage.filters.list_statements import KnownBy, ListStatement, ModelSelection, list_statement
from lineage.filters.model_filter import MassUploads, ModelFilter
from lineage.frozen import FrozenGraph
from lineage.owners.progenitors import named, of_level

WORDS = {"author": "author", "task": "pipeline_tag", "library": "library", "status": "status"}
"""Filters that ask for one word, and the property that each is about."""
ASKED = (
    *(*WORDS, "organisation", "license", "relation", "created_from", "created_to", "parameters_from"),
    *("parameters_below", "made_by", "descends_from", "mass_uploads"),
)
"""What a statement can ask for."""


def statement_of(graph: FrozenGraph, wanted: ModelFilter) -> ListStatement | None:
    """The statement of a list of models; None where one of its filters is about what a store does not hold, has another
    meaning there, or has several values."""
    month = _month(wanted)
    dated = wanted.created_from is not None or wanted.created_to is not None
    if (dated and month is None) or wanted.mass_uploads is MassUploads.ONLY or not set(wanted.chosen) <= set(ASKED):
        return None
    one = {name: value for name in (*WORDS, "organisation", "license", "relation") for value in getattr(wanted, name)}
    if any(len(getattr(wanted, name)) > 1 for name in one):
        return None
    below = tuple(KnownBy.of(graph, named(graph, name)) for name in wanted.descends_from if name)
    if wanted.made_by is not None and below[0].property == "id":
        return None
    words = {word: str(one[name]) for name, word in WORDS.items() if name in one}
    if "organisation" in one:
        of = KnownBy.of(graph, of_level(graph, "organisation", one["organisation"]))
        if words.setdefault(of.property, of.value) != of.value:
            return None
    if month is not None:
        words["created_month"] = month
    selection = ModelSelection(
        below,
        words,
        one.get("relation"),
        one.get("license"),
        (wanted.parameters_from, wanted.parameters_below),
        None if wanted.made_by is None else wanted.made_by == "own",
        wanted.mass_uploads is MassUploads.WITH,
    )
    return list_statement(selection)


def _month(wanted: ModelFilter) -> str | None:
    """The one month that the dates span; None where it is another time."""
    first, last = wanted.created_from, wanted.created_to
    if first is None or last is None or first.day != 1 or f"{first:%Y-%m}" != f"{last:%Y-%m}":
        return None
    return f"{first:%Y-%m}" if last.day == monthrange(last.year, last.month)[1] else None
