"""What a question is asked with: values as this graph knows them, and those that have an answer in it."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta
from difflib import get_close_matches
from itertools import chain
from typing import Any, Protocol
from weakref import WeakKeyDictionary

from lineage import arguments
from lineage.coverage.source_fields import cannot_tell
from lineage.errors import BadInput, UnknownModel, UnknownOwner
from lineage.frozen import FrozenGraph
from lineage.frozen.facets.files import facets_of
from lineage.given_ids import number_meant
from lineage.licences import LicenseClass, known_licences
from lineage.owners.progenitors import named
from lineage.questions.stored_queries import defaults, example_values, fitting
from lineage.questions.stored_query import CONSTANTS, LISTS, QueryField, Question, Role
from lineage.stores import Reader
from lineage.text.did_you_mean import did_you_mean

RECENTLY = timedelta(days=7)
_MONTH = re.compile(r"[0-9]{4}-(0[1-9]|1[0-2])(-01)?")

_examples: WeakKeyDictionary[FrozenGraph, dict[str, dict[str, Any]]] = WeakKeyDictionary()  # a graph never changes


class HasFields(Protocol):
    """What has fields: a stored or a linked question."""

    @property
    def parameters(self) -> Iterable[str]: ...

    def field_of(self, name: str) -> QueryField: ...


def known_values(graph: FrozenGraph, asking: HasFields, values: Mapping[str, Any]) -> dict[str, Any]:
    """The values, each of them known: a model as `lineage.given_ids` finds it, an owner, an organisation, a licence, in
    other capitals too, each of several; months and days as `with_months` and `_day` read them. Of several, the
    question's own may be none here: they have no rows. Raises UnknownModel and UnknownOwner, which name similar ones,
    and BadInput for a licence or a class that is none, and for a value of another kind."""
    own = asking.parameters if isinstance(asking.parameters, Mapping) else {}
    return {
        name: _known(graph, name, asking.field_of(name).role, value, own.get(name)) for name, value in values.items()
    }


def with_months(asking: HasFields, values: Mapping[str, Any]) -> dict[str, Any]:
    """The values, their months as statements compare them: `2025-01` also where its first day is given. Raises BadInput
    for what is no month: compared as text, any would have an answer."""
    months = [name for name in asking.parameters if name in values and asking.field_of(name).role is Role.MONTH]
    return {**values, **{name: _month(name, values[name]) for name in months}}


def with_constants(graph: FrozenGraph, question: Question, given: Mapping[str, Any]) -> dict[str, Any]:
    """The values that are given, and the default of whatever is never left open."""
    constants = [name for name in question.parameters if is_constant(question, name)]
    return {**{name: _default(graph, question, name) for name in constants}, **given}


def is_constant(question: Question, name: str) -> bool:
    """Whether a parameter is never left open."""
    return question.field_of(name).role in CONSTANTS


def kept_example(graph: FrozenGraph, question: Question) -> dict[str, Any] | None:
    """The example of `found_example`; None where nobody looked for it yet."""
    return _examples.get(graph, {}).get(question.slug)


def found_example(graph: FrozenGraph, reader: Reader, question: Question) -> dict[str, Any]:
    """Values with which a question has an answer in this graph, or where none has one the constants alone; looked for
    once. Raises as `stored_queries.fitting` does."""
    kept = kept_example(graph, question)
    if kept is None:
        kept = _examples.setdefault(graph, {})[question.slug] = _found(graph, reader, question)
    return kept


def a_week_ago(graph: FrozenGraph) -> str | None:
    """The day a week before what the snapshot is of; None where nobody knows of when it is."""
    as_of = graph.facts.as_of
    return None if as_of is None else f"{as_of - RECENTLY:%Y-%m-%d}"


def _found(graph: FrozenGraph, reader: Reader, question: Question) -> dict[str, Any]:
    lately = {name: _default(graph, question, name) for name in question.parameters}
    if not lately or cannot_tell(graph, question):
        return lately
    try:
        return known_values(graph, question, fitting(reader, replace(question, parameters=lately)))
    except (UnknownModel, UnknownOwner):
        return with_constants(graph, question, example_values(reader, question))


def _default(graph: FrozenGraph, question: Question, name: str) -> Any:
    if question.field_of(name).role is Role.DAY:
        return a_week_ago(graph) or question.parameters[name]
    return defaults(question)[name]


def _known(graph: FrozenGraph, name: str, role: Role, value: Any, own: Any) -> Any:
    if role is Role.MODEL:
        return graph.ids[number_meant(graph, arguments.text(name, value))]
    if role in LISTS:
        each = (_meant(graph, name, role, one, one in own) for one in arguments.texts(name, value))
        return list(dict.fromkeys(chain.from_iterable(each)))
    if role in (Role.OWNER, Role.ORGANISATION):
        return named(graph, f"{role}:{arguments.text(name, value).strip()}").name
    if role in (Role.MONTH, Role.DAY):
        return (_month if role is Role.MONTH else _day)(name, value)
    return value


def _month(name: str, value: Any) -> str:
    text = f"{value:%Y-%m-%d}" if isinstance(value, date) else str(value)
    if isinstance(value, int) or not _MONTH.fullmatch(text):
        raise BadInput(f"{name} cannot be {value!r}", "give a month as 2025-01")
    return text[:7]


def _day(name: str, value: Any) -> str:
    """A day as statements take it, of a text `2025-01-31`, a date or a moment. Raises BadInput."""
    try:
        day = value if isinstance(value, date) else datetime.strptime(value, "%Y-%m-%d")  # noqa: DTZ007 - a day has no zone
    except (TypeError, ValueError):
        raise BadInput(f"{name} cannot be {value!r}", "give a date as 2025-01-31") from None
    return f"{day:%Y-%m-%d}"


def _meant(graph: FrozenGraph, name: str, role: Role, text: str, is_own: bool) -> list[str]:
    """One of several values as the graph has it; the question's own as it is where the graph has none."""
    if role is Role.CLASSES:
        return [arguments.one_of(name, text, list(LicenseClass))]
    try:
        if role is Role.LICENCES:
            return _licences(graph, text)
        return [named(graph, f"{Role.ORGANISATION}:{text}").name]
    except BadInput:
        if is_own:
            return [text]
        raise


def _licences(graph: FrozenGraph, text: str) -> list[str]:
    """What models state that is meant by a licence's name, else the licence of that name. Raises BadInput, naming
    similar ones."""
    facet, licence = facets_of(graph).facets["license"], known_licences().find(text)
    if codes := facet.codes(text):
        return [facet.values[code] for code in codes]
    if licence is not None and licence.name is not None:
        return [licence.name]
    similar = get_close_matches(text.lower(), facet.values)
    raise BadInput(f"no licence {text!r} in this snapshot", did_you_mean(similar), similar, text)
