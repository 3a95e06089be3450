"""The colours of relations in files and pictures: those of the pages' light theme, that a test compares."""

from lineage.values import Relation

RELATION_COLOURS = {
    Relation.FINETUNE: "#2b68d0",
    Relation.ADAPTER: "#b85c00",
    Relation.QUANTIZED: "#006651",
    Relation.MERGE: "#9b2c98",
    Relation.UNKNOWN: "#777280",
}
ROOT_COLOUR = "#161c2c"


def rgb(colour: str) -> tuple[int, int, int]:
    """Red, green and blue of `#rrggbb`."""
    red, green, blue = bytes.fromhex(colour[1:])
    return red, green, blue
