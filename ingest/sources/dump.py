"""The whole-Hub dump: JSON lines of the listing's plain fields, lineage only in tags (10.5281/zenodo.22998359)."""

from ingest.sources.format import Format
from ingest.sources.json_items import read_items
from ingest.sources.opening import Opening


def recognises(opening: Opening) -> bool:
    """An id and the API's spelling of dates or downloads, but neither card nor the Hub's own claim."""
    return (
        not opening.chosen
        and "id" in (opening.first or {})
        and bool({"createdAt", "downloadsAllTime", "_id"} & (opening.first or {}).keys())
    )


FORMAT = Format("hub-dump", "a whole-Hub dump (lineage in tags only)", recognises, read_items)
