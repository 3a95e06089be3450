"""Addresses on the Hub: a model's page, the text of a licence that a card links to, the model in one that is pasted."""

import re
from urllib.parse import quote

HUB = "https://huggingface.co/"
ADDRESS = re.compile(r"https?://[^\s\\\"'<>]+", re.IGNORECASE)
FILE = re.compile(r"(?!\.\.?(/|$))[\w .-]+(/(?!\.\.?(/|$))[\w .-]+)*")
_OF_A_MODEL = re.compile(r"(?:https?://)?(?:www\.)?(?:huggingface\.co|hf\.co)/(?:models/)?([^\s?#]+)", re.IGNORECASE)
_IN_CACHE = re.compile(r"(?:\A|[/\\])models--([^/\\\s]+)(?=[/\\]|\Z)", re.IGNORECASE)
_WITH_VERSION = re.compile(
    r"(?:hf://(?:models/)?)?(?!(?:www\.)?(?:huggingface|hf)\.co/)([\w.-]+/[\w.-]+)(?:[@:][\w./-]*)?(?:[?#]\S*)?",
    re.IGNORECASE,
)
_SPACED = re.compile(r"(?!(?:www\.)?(?:huggingface|hf)\.co)([\w.-]+)(?:\s+/\s*|/\s+)([\w.-]+)", re.IGNORECASE)
_SURROUND = " \t\r\n\"'`\u201c\u201d\u2018\u2019\u00a0\ufeff\u200b\u200c\u200d\u2060"
"""Signs around an id in a cell of a spreadsheet or in a text, seen or not."""
_ROOMS = {"tree", "blob", "resolve", "raw", "discussions", "commits", "commit"}
"""What follows an id in an address of the Hub's pages."""


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


def id_in(text: str) -> str:
    """The id in a pasted address of the Hub, of a page or a file of a model; in a path of the Hub's cache; before a
    revision or a tag (`Qwen/Qwen3-8B@main`, `unsloth/Qwen3-8B-GGUF:Q4_K_M`); between quotes or signs that nobody sees.
    Any other text as it is, as the address of a list of models."""
    pasted = text.strip(_SURROUND)
    if spaced := _SPACED.fullmatch(pasted):
        return f"{spaced[1]}/{spaced[2]}"
    if cached := _IN_CACHE.search(pasted):
        return cached[1].replace("--", "/", 1)
    if versioned := _WITH_VERSION.fullmatch(pasted):
        return versioned[1]
    address = _OF_A_MODEL.match(pasted)
    if address is None:
        return text
    parts = [part for part in address[1].split("/") if part][:2]
    kept = [part for place, part in enumerate(parts) if not place or part not in _ROOMS]
    return text if kept == ["models"] else re.split("[:@]", "/".join(kept))[0] or text
