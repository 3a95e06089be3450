"""What a planned crawl can ask the Hub, as values: each has a key it is remembered by and the query that asks it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from ingest.hub.client import PAGE_SIZE

Query = Sequence[tuple[str, str | int]]


@dataclass(frozen=True, slots=True)
class _About:
    """A question about one text; equal questions have equal keys, and `parse` gives a key's question."""

    kind: ClassVar[str]
    value: str

    @property
    def key(self) -> str:
        return f"{self.kind}:{self.value}"


@dataclass(frozen=True, slots=True)
class Model(_About):
    """One repository by its id."""

    kind: ClassVar[str] = "model"


@dataclass(frozen=True, slots=True)
class Ancestor(_About):
    """The same of a model above a family's root: its own parents are asked for too."""

    kind: ClassVar[str] = "ancestor"


@dataclass(frozen=True, slots=True)
class Author(_About):
    """Every model of one account."""

    kind: ClassVar[str] = "author"


@dataclass(frozen=True, slots=True)
class Search(_About):
    """Every model whose id holds a text, whatever its case."""

    kind: ClassVar[str] = "search"


@dataclass(frozen=True, slots=True)
class Tagged(_About):
    """Every model with a tag, such as the architecture `qwen2` that the Hub reads from a model's configuration."""

    kind: ClassVar[str] = "tagged"


@dataclass(frozen=True, slots=True)
class Children(_About):
    """Every model the Hub files under one base model."""

    kind: ClassVar[str] = "children"


Listing = Author | Search | Tagged | Children
Single = Model | Ancestor
Question = Listing | Single

_KINDS: dict[str, type[Question]] = {kind.kind: kind for kind in (Model, Ancestor, Author, Search, Tagged, Children)}


def parse(key: str) -> Question:
    """The question with this key."""
    kind, _, value = key.partition(":")
    return _KINDS[kind](value)


def query(listing: Listing) -> Query:
    """What asks for a listing's first page. By `createdAt`, which does not move under a crawl."""
    match listing:
        case Author(value):
            asked = ("author", value)
        case Search(value):
            asked = ("search", value)
        case Tagged(value):
            asked = ("filter", value)
        case Children(value):
            asked = ("filter", f"base_model:{value}")
    return [asked, ("sort", "createdAt"), ("limit", PAGE_SIZE)]
