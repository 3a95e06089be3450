"""Ids of models, `owner/name`; a few of the Hub's oldest have no owner."""

import re

_ADDRESS = re.compile(r"(?:https?://)?(?:www\.)?(?:huggingface\.co|hf\.co)/(?:models/)?([^\s?#]+)", re.IGNORECASE)
_ROOMS = {"tree", "blob", "resolve", "raw", "discussions", "commits", "commit"}
"""What follows an id in an address of the Hub's pages."""


def owner(id: str) -> str | None:
    """The account a model belongs to: the part of its id before the slash, None where there is none."""
    return id.partition("/")[0] or None if "/" in id else None


def name(id: str) -> str:
    """The part of an id after the slash; all of one without."""
    return id.partition("/")[2] if "/" in id else id


def of_address(text: str) -> str:
    """The id in a pasted address of the Hub, of a page or a file of a model; any other text as it is."""
    address = _ADDRESS.match(text.strip())
    if address is None:
        return text
    parts = [part for part in address[1].split("/") if part][:2]
    kept = [part for place, part in enumerate(parts) if not place or part not in _ROOMS]
    return "/".join(kept).partition(":")[0] or text
