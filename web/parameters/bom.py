"""Which document of a model is wanted."""

from dataclasses import dataclass

from lineage.bom import DEFAULT_COMPONENTS, MOST_COMPONENTS, BomFormat
from lineage.filters.parameter_kinds import Flag, Member, WholeNumber
from web.parameters.declare import QueryParameter, RequestQuery


@dataclass(frozen=True, slots=True)
class BomQuery:
    """A format, and whether what was made from the model belongs to it; `limit` is in models."""

    format: BomFormat
    subtree: bool
    limit: int


BOM = RequestQuery(
    BomQuery,
    (
        QueryParameter("format", Member(BomFormat), "the document's format", default=BomFormat.CYCLONEDX_1_6),
        QueryParameter("subtree", Flag(), "1 adds everything that was made from the model", default="0"),
        QueryParameter(
            "limit",
            WholeNumber(1, MOST_COMPONENTS),
            "how many models the document holds at most; it says how many are left out",
            default=str(DEFAULT_COMPONENTS),
        ),
    ),
)
