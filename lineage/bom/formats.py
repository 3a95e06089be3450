"""The formats of a bill of materials, and a document as the text of one."""

from collections.abc import Iterator
from enum import StrEnum

from lineage.bom.cyclonedx import cyclonedx
from lineage.bom.document import Bom
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
    """The document's text, a piece at a time; the same bytes for the same snapshot."""
    if format is BomFormat.SPDX_3:
        return pieces(spdx(bom))
    return pieces(cyclonedx(bom, format.removeprefix("cyclonedx-")))
