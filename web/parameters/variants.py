"""Which variants of a model are wanted: of which format and how many bits, whose, in which order."""

from dataclasses import dataclass, replace
from typing import Any

from lineage.filters.parameter_kinds import Flag, OneOf
from lineage.weight_formats import VariantFormat
from web.parameters.declare import QueryParameter, RequestQuery, chosen
from web.parameters.lists import FORMAT as DOWNLOAD
from web.parameters.lists import LIMIT, MASS_UPLOADS, OFFSET, SORT

NOT_KNOWN = "unknown"
"""A value of a filter: those of which nothing could be read."""
MOST_BITS = 32

WEIGHT_FORMAT = QueryParameter(
    "weight_format",
    OneOf((*VariantFormat, NOT_KNOWN)),
    "the format of the weights; `unknown`: it could not be read",
    example="GGUF",
)
BITS = QueryParameter(
    "bits",
    OneOf((*map(str, range(1, MOST_BITS + 1)), NOT_KNOWN)),
    "whole bits of a weight; `unknown`: they could not be read",
    example="4",
)
OFFICIAL = QueryParameter("official", Flag(), "1 for those of the model's own organisation alone", default="0")
ORDER = replace(SORT, default="downloads")


@dataclass(frozen=True, slots=True)
class VariantQuery:
    """Which variants are wanted (None: no filter), and which part of their list."""

    weight_format: str | None = None
    bits: str | None = None
    official: bool = OFFICIAL.absent
    mass_uploads: bool = MASS_UPLOADS.absent
    sort: str = ORDER.absent
    offset: int = OFFSET.absent
    limit: int = LIMIT.absent
    format: str | None = None

    @property
    def chosen(self) -> dict[str, Any]:
        """What narrows the list, by the names of the parameters."""
        return chosen(self, "weight_format", "bits", "official", "mass_uploads")

    @property
    def part(self) -> dict[str, Any]:
        """What `VariantLadder.rows` takes."""
        given = {"format": self.weight_format, "bits": self.bits}
        known = [name for name, value in given.items() if value == NOT_KNOWN]
        format = None if self.weight_format in (None, NOT_KNOWN) else VariantFormat(str(self.weight_format))
        bits = None if self.bits in (None, NOT_KNOWN) else int(str(self.bits))
        more = {"official": self.official, "mass_uploads": self.mass_uploads}
        return {"format": format, "bits": bits, "not_known": known, **more}


FILTERS = (WEIGHT_FORMAT, BITS, OFFICIAL, MASS_UPLOADS, ORDER, OFFSET, LIMIT)
VARIANTS = RequestQuery(VariantQuery, FILTERS)
VARIANTS_PAGE = RequestQuery(VariantQuery, (*FILTERS, DOWNLOAD))
