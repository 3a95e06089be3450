"""A question's answer as a page shows it: which values it is asked with, its rows, what was cut, its chart."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from itertools import chain
from typing import Any, Protocol
from weakref import WeakKeyDictionary

from lineage.cypher import Answer
from lineage.errors import UnknownModel, UnknownOwner
from lineage.frozen import FrozenGraph
from lineage.frozen.rollups.files import rollups_of
from lineage.licences import LicenseClass
from lineage.owners import owners
from lineage.owners.progenitors import named
from lineage.questions import stored_queries
from lineage.questions.query_columns import ColumnKind, QueryColumn, column_of
from lineage.questions.stored_query import CONSTANTS, QueryField, Question, Role
from lineage.stores import Reader
from lineage.text.hub_addresses import id_in
from web.answers.facets import facets
from web.parameters.lists import FacetQuery

SHOWN = 100
"""Rows at most where nobody asks for more."""
MOST_WORDS = 300
"""Words that a field proposes at most."""
RECENTLY = timedelta(days=7)
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

_examples: WeakKeyDictionary[FrozenGraph, dict[str, dict[str, Any]]] = WeakKeyDictionary()  # a graph never changes
_owners: WeakKeyDictionary[FrozenGraph, list[str]] = WeakKeyDictionary()
"""The owners of `words_of`, which are ranked once."""


class HasFields(Protocol):
    """What has fields: a stored or a linked question."""

    @property
    def parameters(self) -> Iterable[str]: ...

    def field_of(self, name: str) -> QueryField: ...


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


def with_constants(graph: FrozenGraph, question: Question, given: Mapping[str, Any]) -> dict[str, Any]:
    """The values that are given, and the default of whatever is never left open."""
    constants = [name for name in question.parameters if _is_constant(question, name)]
    return {**{name: _default(graph, question, name) for name in constants}, **given}


def kept_example(graph: FrozenGraph, question: Question) -> dict[str, Any] | None:
    """The example of `found_example`; None where nobody looked for it yet."""
    return _examples.get(graph, {}).get(question.slug)


def found_example(graph: FrozenGraph, reader: Reader, question: Question) -> dict[str, Any]:
    """Values with which a question has an answer in this graph, or where none has one the constants alone. Raises as
    `stored_queries.fitting` does."""
    lately = {name: _default(graph, question, name) for name in question.parameters}
    found = stored_queries.fitting(reader, replace(question, parameters=lately))
    try:
        found = known_values(graph, question, found)
    except (UnknownModel, UnknownOwner):
        found = with_constants(graph, question, {})
    return _examples.setdefault(graph, {}).setdefault(question.slug, found)


def _is_constant(question: Question, name: str) -> bool:
    return question.field_of(name).role in CONSTANTS


def _default(graph: FrozenGraph, question: Question, name: str) -> Any:
    if question.field_of(name).role is Role.DAY:
        return a_week_ago(graph) or question.parameters[name]
    return stored_queries.defaults(question)[name]


def a_week_ago(graph: FrozenGraph) -> str | None:
    """The day a week before what the snapshot is of; None where nobody knows of when it is."""
    as_of = graph.facts.as_of
    return None if as_of is None else f"{as_of - RECENTLY:%Y-%m-%d}"


def a_season_ago(graph: FrozenGraph) -> str | None:
    """The month three months before what the snapshot is of; None where nobody knows of when it is."""
    as_of = graph.facts.as_of
    return None if as_of is None else f"{as_of - SEASON:%Y-%m}"


def known_values(graph: FrozenGraph, asking: HasFields, values: Mapping[str, Any]) -> dict[str, Any]:
    """The values, each of them known: a model by its id or its address, an owner, an organisation, in other capitals
    too, each of several where it is one. Raises UnknownModel and UnknownOwner, which name similar ones."""
    return {name: _known(graph, asking.field_of(name).role, value) for name, value in values.items()}


def _known(graph: FrozenGraph, role: Role, value: Any) -> Any:
    if role is Role.MODEL:
        id = id_in(value)
        if graph.ids.find(id) is None:
            id = graph.search.beginnings.twin(id) or id
        return graph.ids[graph.ids.number(id)]
    if role is Role.ORGANISATIONS:
        return [_as_called(graph, one) for one in value]
    return named(graph, f"{role}:{value}").name if role in (Role.OWNER, Role.ORGANISATION) else value


def _as_called(graph: FrozenGraph, organisation: str) -> str:
    """An organisation in the graph's own capitals; one of several that is none here has no rows."""
    try:
        return named(graph, f"{Role.ORGANISATION}:{organisation}").name
    except UnknownOwner:
        return organisation


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
