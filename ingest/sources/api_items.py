"""Items of the Hub's list API, or of its Python client: JSON lines, or a saved page (one array).

The client (`vars(ModelInfo)`, `hf models list --format json`) writes `card_data`, `last_modified` and `base_models`.
"""

from ingest.sources.format import Format
from ingest.sources.json_items import read_items
from ingest.sources.opening import Opening


def recognises(opening: Opening) -> bool:
    """An id, and what only the API gives: the Hub's own claim or the card, or the client's spelling of dates."""
    first = opening.first or {}
    if opening.chosen or not {"id", "modelId"} & first.keys():
        return False
    return bool(_OF_THE_API & first.keys()) or {"created_at", "last_modified"} <= first.keys()


_OF_THE_API = frozenset({"baseModels", "cardData", "modelId", "card_data"})


FORMAT = Format("hub-items", "items of the Hub's API", recognises, read_items)
