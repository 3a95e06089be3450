"""JSON texts of items: a line each, or one document; their fields in the Hub's words or in anybody's."""

from collections.abc import Callable, Iterator

import polars as pl

from ingest.rows.rejections import Rejections, Unusable
from ingest.rows.tolerant import rows
from ingest.sources.children import child_id
from ingest.sources.format import Advance, batches
from ingest.sources.items import ItemReader
from ingest.sources.opening import Opening, array, lines, value_of
from ingest.sources.packing import LONGEST_ROW, TOO_LONG

NOT_JSON = "not JSON"
"""Why a line of text is rejected."""


def read_items(
    opening: Opening, rejections: Rejections, advance: Advance, convert: Callable[[object], object] | None = None
) -> Iterator[pl.DataFrame]:
    """The items, made into items of the Hub's API by `convert`, an ItemReader unless given.

    A line that is no JSON is lost alone, and counted.
    """
    convert = convert or ItemReader(rejections, opening.chosen)
    for batch in batches(_numbered(opening, rejections)):
        frame = rows((convert(item) for _, item in batch), rejections, (place for place, _ in batch), child_id)
        advance(len(batch))
        yield frame


def _numbered(opening: Opening, rejections: Rejections) -> Iterator[tuple[str, object]]:
    """Each item and where it stands."""
    if opening.is_array:
        for number, item in enumerate(array(opening.path), 1):
            yield f"item {number}", item
        return
    for number, line in lines(opening.path):
        try:
            if len(line) > LONGEST_ROW:
                raise Unusable(TOO_LONG)
            item = value_of(line)
        except ValueError as error:
            rejections.read += 1
            rejections.reject(str(error) if isinstance(error, Unusable) else NOT_JSON, f"line {number}", line)
        else:
            yield f"line {number}", item
