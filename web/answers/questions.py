"""A question's answer as a page shows it: its rows, what was cut, its chart; and what its fields propose."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from itertools import chain
from typing import Any
from weakref import WeakKeyDictionary

from lineage.cypher import Answer
from lineage.frozen import FrozenGraph
from lineage.frozen.rollups.files import rollups_of
from lineage.licences import LicenseClass
from lineage.owners import owners
from lineage.questions.query_columns import ColumnKind, QueryColumn, column_of
from lineage.questions.question_values import HasFields, a_week_ago
from lineage.questions.stored_query import Question, Role
from web.answers.facets import facets
from web.parameters.lists import FacetQuery

SHOWN = 100
"""Rows at most where nobody asks for more."""
MOST_WORDS = 300
"""Words that a field proposes at most."""
SEASON = timedelta(days=92)

ROWS = ("row", "rows")
MONTHS = ("month", "months")
NOUNS: Mapping[ColumnKind, tuple[str, str]] = {
    ColumnKind.MODEL: ("model", "models"),
    ColumnKind.OWNER: ("owner", "owners"),
    ColumnKind.ORGANISATION: ("organisation", "organisations"),
    ColumnKind.RELATION: ("relation", "relations"),
    ColumnKind.LICENCE: ("licence", "licences"),
    ColumnKind.PATH: ("way", "ways"),
}
"""What the values of a column are called, one and several."""

_owners: WeakKeyDictionary[FrozenGraph, list[str]] = WeakKeyDictionary()  # a graph never changes
"""The owners of `words_of`, which are ranked once."""


@dataclass(frozen=True, slots=True)
class QuestionAnswer:
    """Rows of a stored query with what they mean; `more` tells that there are others, `notes` what was left out."""

    columns: tuple[QueryColumn, ...]
    names: tuple[str, ...]
    rows: list[tuple[Any, ...]]
    more: bool
    notes: tuple[str, ...]

    @property
    def is_ranking(self) -> bool:
        """Whether its rows are numbered: ways and single facts are no ranking."""
        return len(self.rows) > 1 and self.columns[0].kind is not ColumnKind.PATH

    @property
    def nouns(self) -> tuple[str, str]:
        """What its rows are, one and several: where each has another value of the first column, what these are."""
        first = [str(row[0]) for row in self.rows]
        named = MONTHS if self.names[0] == "month" else NOUNS.get(self.columns[0].kind, ROWS)
        return named if len(set(first)) == len(first) else ROWS

    @property
    def facts(self) -> Iterable[tuple[QueryColumn, Any]]:
        """The values of its first row with their columns."""
        return zip(self.columns, self.rows[0], strict=True)


def rows_shown(question: Question, most: int | None) -> int:
    """How many rows of a question's answer a page has; where they are months, all that it gives."""
    if most is not None:
        return most
    by_month = question.chart is not None and question.chart.along == "month"
    return question.limit if by_month else min(question.limit, SHOWN)


def question_answer(question: Question, executed: Answer, most: int) -> QuestionAnswer:
    """The answer of a statement that was asked for one row more than `most`."""
    table = executed.table
    columns = tuple(column_of(question, name) for name in table.columns)
    cut = executed.truncated == "bytes"
    notes = tuple(note for note in executed.notes if cut or not note.startswith("only the first"))
    return QuestionAnswer(columns, table.columns, table.rows[:most], cut or len(table.rows) > most, notes)


def a_season_ago(graph: FrozenGraph) -> str | None:
    """The month three months before what the snapshot is of; None where nobody knows of when it is."""
    as_of = graph.facts.as_of
    return None if as_of is None else f"{as_of - SEASON:%Y-%m}"


def example_of(graph: FrozenGraph, asking: HasFields) -> dict[str, str]:
    """Values for a linked question: the largest family, the organisation that most is built on, lately."""
    return {name: value for name in asking.parameters if (value := _example(graph, asking.field_of(name).role, name))}


def _example(graph: FrozenGraph, role: Role, name: str) -> str | None:
    if role is Role.MODEL:
        roots = graph.lists.family_roots[:2].tolist()
        at = 1 if name == "b" else 0
        return graph.ids[roots[at]] if at < len(roots) else None
    if role is Role.DAY:
        return a_week_ago(graph)
    if role is Role.MONTH:
        return a_season_ago(graph)
    if role not in (Role.OWNER, Role.ORGANISATION):
        return None
    largest = owners.ranking(graph).codes[:2].tolist()
    at = 1 if name == "other" else 0
    if at >= len(largest):
        return None
    found = owners.organisation(graph, rollups_of(graph).organisations[largest[at]])
    return found.owners[0] if role is Role.OWNER else found.name


def words_of(graph: FrozenGraph, role: Role) -> list[str]:
    """Words that a field of that role may hold, to complete what is typed: the most built on or the most frequent."""
    if role in (Role.ORGANISATION, Role.ORGANISATIONS):
        return rollups_of(graph).organisations.take(owners.ranking(graph).codes[:MOST_WORDS])
    if role is Role.OWNER:
        return _most_built_on(graph)
    if role in (Role.LICENCE, Role.LICENCES):
        return sorted(_frequent(graph, "license"))
    return _frequent(graph, "task") if role is Role.TASK else []


def _most_built_on(graph: FrozenGraph) -> list[str]:
    if graph not in _owners:
        union = rollups_of(graph).column("owner", "union")
        names = graph.models.words("author").vocabulary
        _owners[graph] = names.take((-union[: len(names)]).argsort(kind="stable")[:MOST_WORDS])
    return _owners[graph]


def _frequent(graph: FrozenGraph, facet: str) -> list[str]:
    answer = facets(graph, FacetQuery(facets=(facet,), limit=MOST_WORDS))
    return [value.value for item in answer.items for value in item.values]


def choices_of(asking: HasFields, name: str, chosen: Iterable[str], defaults: Iterable[str]) -> list[str]:
    """What a list is chosen from: what is chosen, and what is by default."""
    every = LicenseClass if asking.field_of(name).role is Role.CLASSES else ()
    return list(dict.fromkeys(map(str, chain(every, chosen, defaults))))
