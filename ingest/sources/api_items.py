"""Items of the Hub's list API: JSON lines, or a saved page (one array)."""

from ingest.sources.format import Format
from ingest.sources.json_items import read_items
from ingest.sources.opening import Opening


def recognises(opening: Opening) -> bool:
    """An id, and what only the API gives: the Hub's own claim or the card."""
    first = opening.first or {}
    return "id" in first and bool({"baseModels", "cardData", "modelId"} & first.keys())


FORMAT = Format("hub-items", "items of the Hub's API", recognises, read_items)
