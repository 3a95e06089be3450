"""What is known of several models, field by field, and whether they agree on it."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from lineage.frozen import FrozenGraph
from lineage.values import shown_license

FIELDS = (
    *("status", "author", "parameters", "format", "bits", "pipeline_tag", "library", "license", "effective_class"),
    *("gated", "created_at", "last_modified", "downloads", "downloads_all_time", "likes", "mass_upload"),
)
"""Columns of the frozen graph, in the order in which they are compared. A licence goes by what it is called."""


class Agreement(StrEnum):
    """Whether several models agree on a field: on one value, on several, or what some of them have is not known."""

    SAME = "same"
    DIFFERENT = "different"
    NOT_KNOWN = "not_known"


@dataclass(frozen=True, slots=True)
class ComparedField:
    """One field of each model, in the order in which they are compared; None is not known."""

    name: str
    values: tuple[Any, ...]
    agreement: Agreement


def compared_fields(graph: FrozenGraph, numbers: Sequence[int]) -> tuple[ComparedField, ...]:
    """All FIELDS of some models. That no rule marks a model as a mass upload is known of each."""
    columns = {name: graph.models.column(name).take(numbers) for name in (*FIELDS, "license_name")}
    names = columns.pop("license_name")
    columns["license"] = [shown_license(*pair) for pair in zip(columns["license"], names, strict=True)]
    columns["mass_upload"] = [rule or "no" for rule in columns["mass_upload"]]
    return tuple(ComparedField(name, tuple(values), agreement(values)) for name, values in columns.items())


def agreement(values: Sequence[Any]) -> Agreement:
    """Whether some values are the same. Two that are known and differ do so whatever the others are."""
    known = {value for value in values if value is not None}
    if len(known) > 1:
        return Agreement.DIFFERENT
    return Agreement.NOT_KNOWN if None in values else Agreement.SAME
