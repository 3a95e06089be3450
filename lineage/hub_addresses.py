"""Addresses on the Hub: a model's page, and the text of a licence that a card links to."""

import re
from urllib.parse import quote

HUB = "https://huggingface.co/"
ADDRESS = re.compile(r"https?://[^\s\\\"'<>]+", re.IGNORECASE)
FILE = re.compile(r"(?!\.\.?(/|$))[\w .-]+(/(?!\.\.?(/|$))[\w .-]+)*")


def hub_url(model_id: str, synthetic: bool) -> str | None:
    """The model's page on the Hub; None for made-up models, whose names could be somebody's."""
    return None if synthetic else HUB + quote(model_id, safe="/")


def license_url(model_id: str, link: str, synthetic: bool) -> str | None:
    """Where the text of a licence is, by the card's link: an address on the web, or a file of the repository.

    None for any other text, whatever it may be, and for made-up models.
    """
    if synthetic:
        return None
    if ADDRESS.fullmatch(link):
        return link
    return f"{HUB}{quote(model_id, safe='/')}/blob/main/{quote(link)}" if FILE.fullmatch(link) else None
