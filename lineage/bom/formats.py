"""The formats of a bill of materials, and a document as the text of one."""

from collections.abc import Iterator, Mapping
from enum import StrEnum
from typing import Any

from lineage.bom.cyclonedx import cyclonedx
from lineage.bom.document import Bom, shown
from lineage.bom.spdx import spdx
from lineage.errors import BadInput
from lineage.text.json_pieces import pieces


class BomFormat(StrEnum):
    """The formats, by the names that commands and addresses have for them."""

    CYCLONEDX_1_6 = "cyclonedx-1.6"
    CYCLONEDX_1_7 = "cyclonedx-1.7"
    SPDX_3 = "spdx-3"


def format_of(name: str) -> BomFormat:
    """The format of that name. Raises BadInput, which tells the names."""
    try:
        return BomFormat(name)
    except ValueError:
        raise BadInput(f"no format {name!r}", f"there are {', '.join(BomFormat)}") from None


def written(bom: Bom, format: BomFormat) -> Iterator[str]:
    """The document's text, a piece at a time; the same bytes for the same snapshot. What no terminal or editor should
    obey has a replacement character in its place."""
    made = spdx(bom) if format is BomFormat.SPDX_3 else cyclonedx(bom, format.removeprefix("cyclonedx-"))
    return pieces({name: _shown(value) for name, value in made.items()})


def _shown(value: Any) -> Any:
    """A value with its texts as they may be shown."""
    if isinstance(value, str):
        return shown(value)
    if isinstance(value, Mapping):
        return {name: _shown(one) for name, one in value.items()}
    if isinstance(value, list | tuple):
        return list(map(_shown, value))
    return map(_shown, value) if isinstance(value, Iterator) else value
