"""Which quantisation of a model to begin with, in one format and width: by a rule that names what it leaves out."""

from dataclasses import dataclass

from lineage.variants.ladder import LadderPart, VariantLadder, VariantRow
from lineage.weight_formats.names import BEARS_ITS_NAME, bears_name, needs_own_runtime
from lineage.weight_formats.rules import VariantFormat

LOOKED_AT = 64  # variants of a format and width, the most downloaded first, whose names are looked at

BEST = (
    f"The most downloaded of those that bear the model's name, of the {LOOKED_AT} most downloaded of their format and "
    "width. Nobody looked into the files, and a model that was "
    f"trained on may declare itself a quantisation: its name is what tells. {BEARS_ITS_NAME} A type that llama.cpp "
    "does not read (ROCmFP4) is passed over."
)
"""What is called best."""


@dataclass(frozen=True, slots=True)
class FirstVariant:
    """The most downloaded variant of `models` that are alike in format and width.

    `bears_name`: it is the first of those that bear the model's name and need no runtime of their own; else there is
    none such, and it is the first of all.
    """

    row: VariantRow
    models: int
    bears_name: bool

    @property
    def is_best(self) -> bool:
        """Whether it is the best by BEST; of models whose downloads nobody knows, none is."""
        return self.bears_name and self.row.downloads is not None

    @property
    def names_no_width(self) -> bool:
        """Whether it bears the model's name, and neither that nor a tag has a word for bits; as a rule it holds several
        widths then."""
        return self.bears_name and self.row.variant.bits_rule is None


def best(ladder: VariantLadder, format: VariantFormat, bits: int) -> tuple[FirstVariant | None, FirstVariant | None]:
    """The first of a format and so many bits; and that of the format whatever its bits, where it is downloaded more.

    Where some of either bear the model's name, those that don't are passed over; where none does, the first of so many
    bits stands alone, else that of all.
    """
    parts = (ladder.rows(format, bits), ladder.rows(format))
    of_bits, of_all = (_bearing_name(ladder, part) for part in parts)
    if of_bits is None and of_all is None:
        return (_first_of(parts[0]), None) if len(parts[0]) else (None, _first_of(parts[1]))
    if of_bits is not None and of_all is not None and _downloads(of_all) <= _downloads(of_bits):
        of_all = None
    return of_bits, of_all


def better_without_relation(
    ladder: VariantLadder, format: VariantFormat, than: tuple[FirstVariant | None, FirstVariant | None]
) -> VariantRow | None:
    """The most downloaded of a format that states no relation, where it is downloaded more than what `best` found."""
    most = max((_downloads(first) for first in than if first is not None), default=-1)
    rows = (row for row in ladder.relation_not_stated if row.variant.format is format)
    first = next((row for row in rows if not needs_own_runtime(row.id)), None)
    return first if first is not None and (first.downloads or 0) > most else None


def _bearing_name(ladder: VariantLadder, part: LadderPart) -> FirstVariant | None:
    """The most downloaded that bears the model's name, of the LOOKED_AT that are downloaded most."""
    base, places = ladder.graph.ids[ladder.number], part.places[:LOOKED_AT]
    ids = ladder.graph.ids.take(ladder.variants[places])
    at = next((place for place, id in zip(places.tolist(), ids, strict=True) if _may_be_best(id, base)), None)
    return None if at is None else FirstVariant(ladder.row(at), len(part), True)


def _may_be_best(id: str, base: str) -> bool:
    return bears_name(id, base) and not needs_own_runtime(id)


def _first_of(part: LadderPart) -> FirstVariant | None:
    return FirstVariant(part.ladder.row(int(part.places[0])), len(part), False) if len(part) else None


def _downloads(first: FirstVariant) -> int:
    return -1 if first.row.downloads is None else first.row.downloads
