"""The id of a listed model, read by the rules that read parents: both ends of a derivation are named alike."""

import re

from ingest.claims.rules import readings
from ingest.rows.rejections import Rejections, Unusable
from lineage.text.hub_ids import allowed

PLAIN = r"^[A-Za-z0-9_](?:[\w.-]*\w)?(?:/\w(?:[\w.-]*\w)?)?$"
"""For polars, and as ASCII for Python: ids taken as they are, names from before repositories had owners among them,
but for what IRREGULAR finds."""
IRREGULAR = r"\.\.|\.git(?:/|$)"
_PLAIN, _IRREGULAR = re.compile(PLAIN, re.ASCII), re.compile(IRREGULAR)


OWNER_BESIDE = "a model's name and its owner in two columns"


def with_owner(name: str, owner: object, rejections: Rejections) -> str:
    """The id of a model whose name stands alone and whose owner stands beside it; any other text as it is."""
    id = f"{owner}/{name}"
    if "/" in name or not isinstance(owner, str) or not allowed(id):
        return name
    rejections.count_irregular(OWNER_BESIDE, id, name)
    return id


def child_id(text: str, rejections: Rejections) -> str:
    """The id that `text` names, counted with the rule where it is not written plainly. Raises Unusable."""
    if _PLAIN.match(text) and not _IRREGULAR.search(text):
        return text
    found = [reading for reading in readings(text) if reading.id is not None]
    ids = {reading.id for reading in found}
    if len(ids) != 1:
        reason = next((reading.reason for reading in readings(text) if reading.reason), None)
        raise Unusable("several ids for one model" if ids else f"no id of a model: {reason}")
    (reading, *_) = found
    if reading.unless is not None and "/" in text:
        raise Unusable(f"no id of a model: {reading.unless}")
    assert reading.id is not None  # noqa: S101 - those without were left out
    rejections.count_irregular(f"a model's id: {'+'.join(reading.rules) or 'blanks'}", reading.id, text)
    return reading.id
