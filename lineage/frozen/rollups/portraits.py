"""Portraits: who builds what on a model, an owner or an organisation, counted over its union.

`lineage.frozen.rollups.rollups` has the union's size and the other ways of counting; here is what its models are. A
portrait takes as long as its union is large, so that of each owner and organisation with many models is frozen.
"""

from collections.abc import Iterable

import msgspec
import numpy as np
from msgspec import Struct

from lineage.errors import BadFile
from lineage.frozen.storage.arrays import AGAIN, AnyArray, ArrayFile, Arrays
from lineage.values import Relation

MOST_BUILDERS, MOST_PORTRAIT_VALUES, MOST_PORTRAIT_MODELS = 20, 12, 12
"""How many of each ranking a portrait has at most: builders, licences, tasks and languages, models."""
TRAINING = (Relation.FINETUNE, Relation.ADAPTER, Relation.MERGE)
"""Relations whose child holds weights that its parent does not; a quantisation packs the same ones again."""
SIZES = (0, 1_000_000_000, 4_000_000_000, 10_000_000_000, 20_000_000_000, 50_000_000_000, 100_000_000_000)
"""Where each class of sizes begins, in parameters; it ends where the next one begins."""


class PartCount(Struct, frozen=True, gc=False):
    """How many models of a union are of one kind; how many of them are no mass uploads, and how many are its own."""

    models: int
    without_mass_uploads: int
    own: int


class NamedCount(Struct, frozen=True, gc=False):
    """Those with one value of a property, by what it is called."""

    name: str
    count: PartCount


class RankedValues(Struct, frozen=True):
    """The `first` values of a property, those of most models; `values` is how many there are in all."""

    values: int
    first: tuple[NamedCount, ...]
    unstated: PartCount


class MonthlyParts(Struct, frozen=True):
    """Those made in each month from the `first` (since 1970) on, and those that are not dated."""

    first: int
    counts: tuple[PartCount, ...]
    undated: PartCount


class SizeClasses(Struct, frozen=True):
    """Those of each class of SIZES, and those whose size is not stated."""

    counts: tuple[PartCount, ...]
    unstated: PartCount


class Builder(Struct, frozen=True, gc=False):
    """An owner of others' models of a union: how many, how many of these were trained and how many quantized, and their
    downloads in 30 days (None: not stated for any)."""

    name: str
    models: int
    without_mass_uploads: int
    trained: int
    quantized: int
    downloads: int | None


class HangingOn(Struct, frozen=True, gc=False):
    """A model by its number, and how many models hang on it alone."""

    model: int
    models: int
    without_mass_uploads: int


class DownloadSum(Struct, frozen=True, gc=False):
    """Downloads of some models together, of those `stated` that state any; None where none does."""

    value: int | None
    stated: int
    models: int


class Downloads(Struct, frozen=True):
    """Those of its own models, of its union, and of both, each model once."""

    own: DownloadSum
    descendants: DownloadSum
    both: DownloadSum


class Portrait(Struct, frozen=True):
    """What was built on one progenitor. Models are numbers; rankings have the most first, equals by number or name.

    `relations` counts a model under each relation that it was made by from any parent; `generations` begins with the
    first. `bases` are those of its own models that others descend from, by their descendants. `trainers` and
    `repackagers` are others' models by what hangs on them alone: those made by a relation of TRAINING, and those made
    by quantisation and no such relation. `languages` counts a model under each of its own; None where an earlier
    version froze the portrait.
    """

    relations: dict[str, PartCount]
    generations: tuple[PartCount, ...]
    months: MonthlyParts
    builders: tuple[Builder, ...]
    builder_count: int
    bases: tuple[HangingOn, ...]
    base_count: int
    trainers: tuple[HangingOn, ...]
    repackagers: tuple[HangingOn, ...]
    most_downloaded: tuple[int, ...]
    licenses: RankedValues
    tasks: RankedValues
    sizes: SizeClasses
    downloads: Downloads
    downloads_all_time: Downloads
    languages: RankedValues | None = None


def to_arrays(level: str, portraits: Iterable[tuple[int, Portrait]]) -> Arrays:
    """The arrays of one level's portraits, given by code, ascending."""
    rows = [(code, msgspec.msgpack.encode(portrait)) for code, portrait in portraits]
    ends = np.cumsum([0, *(len(text) for _, text in rows)])
    return {
        f"{level}.portrait.code": np.array([code for code, _ in rows], np.int32),
        f"{level}.portrait.end": ends,
        f"{level}.portrait.text": np.frombuffer(b"".join(text for _, text in rows), np.uint8),
    }


def frozen_portrait(arrays: ArrayFile | dict[str, AnyArray], level: str, code: int) -> Portrait | None:
    """The one that `to_arrays` has of a code; None where it has none. Raises BadFile for one that cannot be read."""
    codes = arrays[f"{level}.portrait.code"]
    row = int(codes.searchsorted(code))
    if row == len(codes) or codes[row] != code:
        return None
    first, end = arrays[f"{level}.portrait.end"][row : row + 2].tolist()
    try:
        return msgspec.msgpack.decode(arrays[f"{level}.portrait.text"][first:end].data, type=Portrait)
    except msgspec.DecodeError as error:
        raise BadFile(f"the portrait of {level} {code} cannot be read ({error})", AGAIN) from error
