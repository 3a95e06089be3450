"""Crawls that were stopped, as their journals on disk tell: what each asks, how far it is, how it goes on."""

from dataclasses import dataclass
from pathlib import Path

from ingest.crawl.journal_entries import JournalEntry, entries
from lineage.errors import BadFile
from lineage.home.home import Home


@dataclass(frozen=True, slots=True)
class UnfinishedCrawl:
    """`folder` is the journal's name: the Hub and what is crawled; `first` and `last` are when its first and its last
    page came (ISO 8601).

    `words` are the command line that goes on with it, without the Hub's address; None for a crawl of a practice Hub,
    whose server is gone.
    """

    folder: str
    requests: int
    models: int
    first: str
    last: str
    words: str | None


def unfinished_crawls(home: Home) -> list[UnfinishedCrawl]:
    """Those with a page at least, in the order of their last ones. No page is read, only what stands before each."""
    journals = {folder.name: _entries(folder) for folder in sorted(home.crawls.glob("[!.]*/"))}
    found = [_crawl(name, pages) for name, pages in journals.items() if pages]
    return sorted(found, key=lambda crawl: crawl.last)


def _entries(folder: Path) -> list[JournalEntry]:
    """Those of a journal; none where it is damaged or cannot be read, which the crawl says that finds it so."""
    try:
        return entries(folder)
    except (BadFile, OSError):
        return []


def _crawl(name: str, pages: list[JournalEntry]) -> UnfinishedCrawl:
    last = max(page.fetched_at for page in pages)
    models = sum(page.seen for page in pages)
    words = None if any(page.synthetic for page in pages) else _words(pages[0].asked)
    return UnfinishedCrawl(name, len(pages), models, pages[0].fetched_at, last, words)


def begun_crawl(first: str) -> str:
    """The crawl that asks for this first (see `ingest.crawl.family.requests`): `all`, `refresh`, `owner <name>` or
    `family <id>`."""
    kind, _, value = first.partition(":")
    match kind:
        case "changes":
            return "refresh"
        case "all":
            return "all"
        case "author":
            return f"owner {value}"
    return f"family {value}"


def _words(first: str) -> str:
    """The command line that begins the crawl, and goes on with it."""
    kind, _, subject = begun_crawl(first).partition(" ")
    match kind:
        case "refresh":
            return "refresh"
        case "all":
            return "crawl"
        case "owner":
            return f"crawl --root-author {subject}"
    return f"crawl --family {subject}"
