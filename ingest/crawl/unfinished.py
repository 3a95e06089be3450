"""Crawls that were stopped, as their journals on disk tell: what each asks, how far it is, how it goes on."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from lineage.home import Home


@dataclass(frozen=True, slots=True)
class UnfinishedCrawl:
    """`folder` is the journal's name: the Hub and what is crawled; `last` is when its last page came (ISO 8601).

    `words` are the command line that goes on with it, without the Hub's address; None for a crawl of a practice Hub,
    whose server is gone.
    """

    folder: str
    requests: int
    models: int
    last: str
    words: str | None


def unfinished_crawls(home: Home) -> list[UnfinishedCrawl]:
    """Those with a page at least, in the order of their last ones. No page is read, only what stands before each."""
    folders = sorted(home.crawls.glob("[!.]*/"))
    found = [_crawl(folder, list(_entries(folder))) for folder in folders]
    return sorted((crawl for crawl in found if crawl is not None), key=lambda crawl: crawl.last)


def pages_read(folder: Path) -> int:
    """How many pages the journal in a folder holds; 0 where there is none."""
    return sum(1 for _ in _entries(folder))


def _crawl(folder: Path, entries: list[Any]) -> UnfinishedCrawl | None:
    if not entries:
        return None
    last = max(entry["fetched_at"] for entry in entries)
    models = sum(entry["seen"] for entry in entries)
    synthetic = any(entry["synthetic"] for entry in entries)
    words = None if synthetic else _words(entries[0]["asked"])
    return UnfinishedCrawl(folder.name, len(entries), models, last, words)


def _entries(folder: Path) -> Iterator[Any]:
    """The journal's entries, in order: those of its parts, and those that stand in front of a page's text."""
    for path in sorted(folder.glob("rows-*.json")):
        yield from json.loads(path.read_bytes())["notes"]
    for path in folder.glob("texts-*"):
        with path.open("rb") as file:
            while (line := file.readline()).endswith(b"\n"):
                entry, size = json.loads(line)
                yield entry
                file.seek(size + 1, 1)


def _words(first: str) -> str:
    """How the crawl was begun, by what it asked for first; see `ingest.crawl.family.requests`."""
    kind, _, value = first.partition(":")
    match kind:
        case "changes":
            return "refresh"
        case "all":
            return "crawl"
        case "author":
            return f"crawl --root-author {value}"
    return f"crawl --family {value}"
