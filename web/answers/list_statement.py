"""The Cypher statement that lists the same models as a list does, for the console."""

from calendar import monthrange
from dataclasses import replace

from lineage.frozen import FrozenGraph
from lineage.list_statements import KnownBy, ListStatement, ModelSelection, list_statement
from lineage.progenitors import named, of_level
from web.parameters import ListQuery

WORDS = {"author": "author", "task": "pipeline_tag", "status": "status"}
"""Filters that ask for one word, and the property that each is about."""
ASKED = (
    *(*WORDS, "organisation", "license", "relation", "created_from", "created_to", "parameters_from"),
    *("parameters_below", "made_by", "descends_from", "mass_uploads", "sort", "offset", "limit", "format"),
)
"""What a statement can ask for, and a list's window, which it leaves out."""


def statement_of(graph: FrozenGraph, query: ListQuery) -> ListStatement | None:
    """The statement of a list of models; None where one of its filters is about what a store does not hold, or has
    another meaning there."""
    plain, month = ListQuery(), _month(query)
    dated = query.created_from is not None or query.created_to is not None
    if (dated and month is None) or replace(query, **{name: getattr(plain, name) for name in ASKED}) != plain:
        return None
    below = tuple(KnownBy.of(graph, named(graph, name)) for name in query.descends_from if name)
    if query.made_by is not None and below[0].property == "id":
        return None
    words = {word: str(getattr(query, name)) for name, word in WORDS.items() if getattr(query, name) is not None}
    if query.organisation is not None:
        of = KnownBy.of(graph, of_level(graph, "organisation", query.organisation))
        if words.setdefault(of.property, of.value) != of.value:
            return None
    if month is not None:
        words["created_month"] = month
    selection = ModelSelection(
        below,
        words,
        query.relation,
        query.license,
        (query.parameters_from, query.parameters_below),
        None if query.made_by is None else query.made_by == "own",
        query.mass_uploads,
    )
    return list_statement(selection)


def _month(query: ListQuery) -> str | None:
    """The one month that the dates span; None where it is another time."""
    first, last = query.created_from, query.created_to
    if first is None or last is None or first.day != 1 or f"{first:%Y-%m}" != f"{last:%Y-%m}":
        return None
    return f"{first:%Y-%m}" if last.day == monthrange(last.year, last.month)[1] else None
