"""Which models are wanted: one value that pages, answers, files and Python narrow lists of models by."""

from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from datetime import datetime
from enum import StrEnum
from typing import Any, Self

from lineage.licences import LicenseClass
from lineage.licences.grants import LicenceGrant
from lineage.licences.rules import LicenseVerdict
from lineage.licences.unknown_reasons import UnknownReason
from lineage.values import Denominator, Relation, Status

OPTIONAL = (
    *("relation", "license", "task", "library", "weight_format", "bits", "language"),
    *("parameters", "created", "downloads"),
)
"""What not every model states; an unstated relation is that of a model that names no parent."""


class MassUploads(StrEnum):
    """Whether models of mass uploads are among those wanted."""

    WITH = "1"
    WITHOUT = "0"
    ONLY = "only"


@dataclass(frozen=True, slots=True)
class ModelFilter:
    """The models that meet everything asked for; of several values of one field, any of them. Nothing is no filter.

    `q` is text as people type it into a search. `relation` is how a model was made from any parent; `author` its
    owner. `license` is an id, or a name where the id is `other`; `terms` must all be granted. `weight_format` and
    `bits` are how its weights are stored, as `lineage.variants` reads them; `language` what its tags name, by name or
    code. `descends_from` are organisations, owners
    (`owner:Qwen`) or models, from each of which it descends, and `not_descends_from` such from none of which;
    `made_by` (own, others), `generation` and `exclusive` go with one `descends_from`. `created_from` and `created_to`
    are days, both included; a size is in parameters. Where a size, a date or downloads are asked for, a model that
    states none is left out. `not_stated` names fields of OPTIONAL: a model that states no value of one will do, as if
    that were a value of this field too.
    """

    q: str = ""
    relation: tuple[Relation, ...] = ()
    author: tuple[str, ...] = ()
    organisation: tuple[str, ...] = ()
    license: tuple[str, ...] = ()
    effective_class: tuple[LicenseClass, ...] = ()
    terms: tuple[LicenceGrant, ...] = ()
    license_verdict: LicenseVerdict | None = None
    licence_rule: str | None = None
    unknown_because: UnknownReason | None = None
    task: tuple[str, ...] = ()
    library: tuple[str, ...] = ()
    weight_format: tuple[str, ...] = ()
    bits: tuple[str, ...] = ()
    language: tuple[str, ...] = ()
    not_stated: tuple[str, ...] = ()
    parameters_from: int | None = None
    parameters_below: int | None = None
    created_from: datetime | None = None
    created_to: datetime | None = None
    downloads_from: int | None = None
    downloads_below: int | None = None
    status: tuple[Status, ...] = ()
    mass_uploads: MassUploads = MassUploads.WITH
    base: str | None = None
    of: Denominator = Denominator.ALL
    descends_from: tuple[str, ...] = ()
    not_descends_from: tuple[str, ...] = ()
    made_by: str | None = None
    generation: int | None = None
    exclusive: bool = False

    def without(self, *names: str) -> Self:
        """This filter with some fields as if they were not asked for."""
        defaults: dict[str, Any] = {field.name: field.default for field in fields(self) if field.name in names}
        return replace(self, **defaults)

    def below(self, progenitors: Sequence[str]) -> Self:
        """This filter of what descends from each of these."""
        return replace(self, descends_from=tuple(progenitors))

    @property
    def chosen(self) -> dict[str, Any]:
        """What is asked for: the fields that narrow anything, in their order."""
        return {field.name: value for field in fields(self) if (value := getattr(self, field.name)) != field.default}


EVERYTHING = ModelFilter()
"""Nothing is asked for."""
