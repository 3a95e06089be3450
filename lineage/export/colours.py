"""The colours of relations in files and pictures: those of the pages, which a test compares."""

from dataclasses import dataclass

from lineage.values import Relation


@dataclass(frozen=True, slots=True)
class ThemedColour:
    """A colour as `#rrggbb`, on a light ground and on a dark one."""

    light: str
    dark: str

    @property
    def rgb(self) -> tuple[int, int, int]:
        """Red, green and blue on a light ground."""
        red, green, blue = bytes.fromhex(self.light[1:])
        return red, green, blue


RELATION_COLOURS = {
    Relation.FINETUNE: ThemedColour("#264395", "#5898fd"),
    Relation.ADAPTER: ThemedColour("#b8640f", "#f0a452"),
    Relation.MERGE: ThemedColour("#5f105c", "#bb59bb"),
    Relation.QUANTIZED: ThemedColour("#0e715b", "#50e6b8"),
    Relation.UNKNOWN: ThemedColour("#938e9c", "#5f6679"),
}
ROOT_COLOUR = ThemedColour("#161c2c", "#f0f3fa")
