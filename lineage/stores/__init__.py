"""Where the graph is kept: an embedded Cypher engine by default, or a Neo4j server, chosen by URL."""

from contextlib import suppress
from pathlib import Path
from urllib.parse import urlsplit

from lineage.errors import BadStoreURL, StoreError
from lineage.stores.port import (
    Advance,
    Cancellation,
    Change,
    EnginePlan,
    Limits,
    Parameters,
    Reader,
    Row,
    Seen,
    Table,
    Writer,
    nobody,
)

__all__ = [
    "Advance",
    "Cancellation",
    "Change",
    "EnginePlan",
    "Limits",
    "Parameters",
    "Reader",
    "Row",
    "Seen",
    "Table",
    "Writer",
    "bare_url",
    "embedded_folder",
    "is_url",
    "nobody",
    "open_reader",
    "open_writer",
    "without_password",
]

NEO4J_SCHEMES = ("neo4j", "neo4j+s", "neo4j+ssc", "bolt", "bolt+s", "bolt+ssc")
ATTEMPTS = 3
SCHEMES = ("embedded", *NEO4J_SCHEMES)
HINT = f"use embedded: (in the home folder), embedded:DIR, or neo4j://user@host:7687; schemes are {', '.join(SCHEMES)}"


def open_reader(url: str, folder: Path, password: str = "") -> Reader:
    """A reader of the store `url` names; `embedded:` alone means the store in `folder`.

    Raises BadStoreURL, NotLoadedError when nothing was loaded, StoreError when the server cannot be reached.
    """
    if (embedded := embedded_folder(url, folder)) is not None:
        return _open_embedded(embedded)
    from lineage.stores.neo4j import Neo4jReader  # noqa: PLC0415

    return Neo4jReader(url, password)


def open_writer(url: str, folder: Path, password: str = "") -> Writer:
    """A writer to the store `url` names; see `open_reader`."""
    if (embedded := embedded_folder(url, folder)) is not None:
        from lineage.stores.embedded.writer import EmbeddedWriter  # noqa: PLC0415

        return EmbeddedWriter(embedded)
    from lineage.stores.neo4j import Neo4jWriter  # noqa: PLC0415

    return Neo4jWriter(url, password)


def embedded_folder(url: str, folder: Path) -> Path | None:
    """The folder of the embedded store that `url` names, `folder` where it names none; None for a server's URL.

    Raises BadStoreURL.
    """
    scheme, rest = _split(url)
    if scheme != "embedded":
        return None
    return Path(rest) if rest else folder


def is_url(text: str) -> bool:
    """Whether a text is a store's URL, or an address of anything else, rather than a folder."""
    return "://" in text or text.partition(":")[0] in SCHEMES


def without_password(url: str) -> str:
    """The URL with `***` in the place of a password, whatever else is wrong with it."""
    start, at, host = url.rpartition("@")
    scheme, slashes, user = start.rpartition("://")
    user, colon, _ = user.partition(":")
    return f"{scheme}{slashes}{user}{':***' if colon else ''}{at}{host}" if at else url


def bare_url(url: str) -> str:
    """The URL without its password, as the command line takes it."""
    return without_password(url).replace(":***@", "@")


def _open_embedded(folder: Path) -> Reader:
    """A load that ends while we open the one before takes its file away, or what lies beside it: look again then."""
    from lineage.stores.embedded.reader import EmbeddedReader  # noqa: PLC0415 - an engine is imported when chosen

    for _ in range(ATTEMPTS - 1):
        with suppress(StoreError):
            reader = EmbeddedReader(folder)
            if reader.newest == reader.version:
                return reader
            reader.close()
    return EmbeddedReader(folder)


def _split(url: str) -> tuple[str, str]:
    scheme, colon, rest = url.partition(":")
    if scheme == "embedded" and colon:
        return scheme, rest.removeprefix("//")
    if scheme in NEO4J_SCHEMES and _has_host(url):
        return scheme, rest
    raise BadStoreURL(f"{without_password(url)!r} is no store's URL", HINT)


def _has_host(url: str) -> bool:
    try:
        return bool(urlsplit(url).hostname) and urlsplit(url).port != 0
    except ValueError:
        return False
