"""How the weights of each model are stored, as `lineage.variants` read it while freezing: one code a model."""

import logging
from collections.abc import Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import Any

import msgspec
import numpy as np

from lineage.errors import BadFile
from lineage.frozen.storage.arrays import AGAIN, AnyArray, ArrayFile, Arrays
from lineage.frozen.storage.columns import NO_CODE, Words, WordsWriter, words_of_codes
from lineage.frozen.storage.row_order import RowOrder
from lineage.frozen.storage.strings import Strings
from lineage.weight_formats import NOT_KNOWN, Variant

log = logging.getLogger(__name__)

NAME = "variant"
MEANINGS = {
    "format": "the format of its weights, as names, tags and libraries tell",
    "bits": "the whole bits of a weight, as names and tags tell",
    "encoding": "the word for them, e.g. `Q4_K_M`",
}
"""The columns of words that follow, and what each is."""


class VariantsWriter:
    """Reads models batch by batch (`id`, `library`, `tags`)."""

    def __init__(self, folder: Path) -> None:
        self._words = WordsWriter(folder)
        self._texts: dict[Variant, str | None] = {NOT_KNOWN: None}

    def add(self, batch: Mapping[str, Sequence[Any]]) -> None:
        """Take a batch; what is not in it is not known."""
        from lineage.weight_formats.reading import variants_of  # noqa: PLC0415 - for those who freeze

        nothing = [None] * len(batch["id"])
        read = list(variants_of(batch["id"], batch.get("tags", nothing), batch.get("library", nothing)))
        texts = {id(one): self._text(one) for one in {id(one): one for one in read}.values()}
        self._words.add(
            [texts[id(one)] for one in read]
        )  # by identity: most are one of a few, and hashing takes a while

    def carry(self, arrays: ArrayFile) -> None:
        """Take those of an earlier graph, before any batch. Raises BadFile where none were read for it."""
        self._words.carry(arrays, NAME)

    def arrays(self, order: RowOrder) -> Arrays:
        """The arrays of `FrozenVariants`, the models in an order."""
        return self._words.arrays(NAME, order)

    def _text(self, one: Variant) -> str | None:
        if one not in self._texts:
            self._texts[one] = msgspec.json.encode(one).decode()
        return self._texts[one]


class FrozenVariants:
    """`codes` has a place in `distinct` for each model, below 0 where nothing was read."""

    def __init__(self, codes: AnyArray, distinct: Sequence[Variant]) -> None:
        self.codes = codes
        self.distinct = (*distinct, NOT_KNOWN)

    @classmethod
    def of(cls, arrays: ArrayFile, ids: Sequence[str], library: Words) -> "FrozenVariants":
        """Those of a frozen graph's file; of one of an earlier version as names and libraries alone say."""
        if f"{NAME}.codes" in arrays:
            return cls(arrays[f"{NAME}.codes"], list(map(_variant, Strings(arrays, NAME))))
        from lineage.weight_formats.reading import variants_of  # noqa: PLC0415

        log.warning("an earlier version froze this graph: what names say of weights is read now; %s", AGAIN)
        libraries = library.take(np.arange(len(ids)))
        distinct: dict[Variant, int] = {NOT_KNOWN: NO_CODE}
        read = variants_of(list(ids), [None] * len(ids), libraries)
        codes = [distinct.setdefault(one, len(distinct) - 1) for one in read]
        return cls(np.array(codes, np.int32), [one for one, code in distinct.items() if code != NO_CODE])

    def get(self, number: int) -> Variant:
        """How one model is stored."""
        return self.distinct[int(self.codes[number])]

    def kinds(self, numbers: AnyArray) -> AnyArray:
        """The places in `distinct` of how many models are, in their order."""
        codes = self.codes.take(numbers)
        codes[codes < 0] = len(self.distinct) - 1
        return codes

    @cached_property
    def columns(self) -> Mapping[str, Words]:
        """MEANINGS as columns of words; bits are written out."""
        return {name: self._column(name) for name in MEANINGS}

    def _column(self, name: str) -> Words:
        values = [getattr(one, name) for one in self.distinct]
        words = sorted({str(value) for value in values if value is not None})
        of_code = np.array([NO_CODE if value is None else words.index(str(value)) for value in values], np.int32)
        return words_of_codes(of_code[self.codes], words)


def _variant(text: str) -> Variant:
    try:
        return msgspec.json.decode(text, type=Variant)
    except msgspec.DecodeError as error:
        raise BadFile(f"what was read of weights cannot be read again ({error})", AGAIN) from error
