"""A stored query: its statement, what its parameters name, whom it can be asked about, how its answer is shown."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Literal

View = Literal["table", "graph", "map"]

LAST_LIMIT = re.compile(r"LIMIT (\d+)\Z")


class Role(StrEnum):
    """What a parameter of a stored query names. Those of CONSTANTS are never left open: their default goes for all."""

    MODEL = "model"
    OWNER = "owner"
    ORGANISATION = "organisation"
    ORGANISATIONS = "organisations"
    LICENCE = "licence"
    LICENCES = "licences"
    TASK = "task"
    TAG = "tag"
    CLASSES = "classes"
    MONTH = "month"
    DAY = "day"


LISTS = frozenset((Role.ORGANISATIONS, Role.LICENCES, Role.CLASSES))
"""Roles of parameters that are lists."""

CONSTANTS = LISTS | {Role.MONTH, Role.DAY}


@dataclass(frozen=True, slots=True)
class QueryField:
    """A parameter as its field in a form: what it is called there, and what it names."""

    label: str
    role: Role


FIELDS_BY_NAME: Mapping[str, QueryField] = {
    "id": QueryField("Model", Role.MODEL),
    "a": QueryField("One model", Role.MODEL),
    "b": QueryField("Another model", Role.MODEL),
    "owner": QueryField("Owner", Role.OWNER),
    "organisation": QueryField("Organisation", Role.ORGANISATION),
    "other": QueryField("Another organisation", Role.ORGANISATION),
    "organisations": QueryField("Organisations", Role.ORGANISATIONS),
    "license": QueryField("Licence", Role.LICENCE),
    "licences": QueryField("Licences", Role.LICENCES),
    "task": QueryField("Task", Role.TASK),
    "tag": QueryField("Tag", Role.TAG),
    "restrictive": QueryField("Licences above", Role.LICENCES),
    "permissive": QueryField("Licences below", Role.LICENCES),
    "granting": QueryField("Classes of licences below", Role.CLASSES),
    "since": QueryField("Since the month", Role.MONTH),
    "day": QueryField("Since", Role.DAY),
}
"""The parameters of questions by name; a question may have others in their place."""


class Requirement(StrEnum):
    """What a model or an owner must have for a question about it to be answered: `lineage.questions.question_fit`."""

    DESCENDANTS = "descendants"
    GRANDCHILDREN = "derivatives of derivatives"
    DATED_DESCENDANTS = "descendants with a date"
    RECENT_DESCENDANTS = "descendants of the default month or later"
    QUANTIZED_CHILDREN = "quantisations"
    FINETUNED_CHILDREN = "fine-tunes"
    MERGED_CHILDREN = "merges"
    QUANTIZED_FINETUNES = "fine-tunes with quantisations"
    FREE_DESCENDANTS = (
        "descendants without an access request under a licence of the default list, and none stricter above"
    )
    LOOSENED_DESCENDANTS = "descendants with a looser licence"
    MASS_UPLOADS = "descendants that are mass uploads"
    ANCESTORS = "parents"
    ROOTS_ABOVE = "a root above it"
    RELATIVES = "a parent or a child"
    CHILDREN = "models that descend from its models"
    CHILDREN_NOT_QUANTIZED = "models below its own that are no quantisation"
    CHILDREN_NOT_MASS_UPLOADED = "models below its own that are no mass upload"
    BUILDERS = "others who name its models as parents"
    OTHERS = "others whose models descend from its models"
    BUILDERS_TO_MEND = "others who name its models as parents in cards with something to mend"
    NAMED_OTHERWISE = "models that name one of its models otherwise than by its id"
    LISTED = "listed models"
    NOT_BUILT_ON = "listed models that nobody else builds on, beside some that others do"


@dataclass(frozen=True, slots=True)
class Chart:
    """A chart of a question's answer: the column `along` it, the columns of numbers that are drawn; where there is one,
    `by` names the column whose words are the series."""

    along: str
    counts: tuple[str, ...]
    by: str = ""


@dataclass(frozen=True, slots=True)
class Question:
    """One question of the gallery; `slug` is its permalink, `teaches` the one thing the statement shows.

    `view` is how its answer is best looked at: rows with an `id` column can be lit up on the map, rows of nodes,
    relationships or paths drawn as a small graph. `example` is a statement that finds parameters with an answer in a
    graph where those of `parameters` have none; see `fitting`. `needs` are the fields (of `source_fields.FIELDS`)
    without which an answer would say nothing. `about` says in plain words what is listed and in which order. A question
    with `requires` can be asked about any model, owner or organisation that has this; `fields` are parameters that are
    not those of FIELDS_BY_NAME, `columns` are read as others of `lineage.questions.query_columns.COLUMNS`.
    """

    slug: str
    group: str
    title: str
    teaches: str
    statement: str
    parameters: Mapping[str, Any] = field(default_factory=dict)
    view: View = "table"
    example: str = ""
    needs: tuple[str, ...] = ()
    about: str = ""
    requires: Requirement | None = None
    chart: Chart | None = None
    fields: Mapping[str, QueryField] = field(default_factory=dict)
    columns: Mapping[str, str] = field(default_factory=dict)

    def field_of(self, name: str) -> QueryField:
        """The field of one of its parameters."""
        return self.fields.get(name) or FIELDS_BY_NAME[name]

    @property
    def subject(self) -> Role | None:
        """What its first parameter names: whom it is about. None for the whole graph."""
        return next((self.field_of(name).role for name in self.parameters), None)

    @property
    def limit(self) -> int:
        """The rows it answers at most, by its own LIMIT."""
        found = LAST_LIMIT.search(self.statement)
        assert found is not None  # noqa: S101 - every stored query ends so
        return int(found[1])

    def limited_to(self, rows: int) -> str:
        """Its statement with another number of rows, wherever it says how many."""
        return re.sub(rf"LIMIT {self.limit}\b", f"LIMIT {rows}", self.statement)
