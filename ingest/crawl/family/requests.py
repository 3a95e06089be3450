"""What a family crawl can ask the Hub, as values: each has a key it is remembered by and the query that asks it."""

from dataclasses import dataclass
from typing import ClassVar

from ingest.hub.client import PAGE_SIZE, Query


@dataclass(frozen=True, slots=True)
class _KeyedRequest:
    """A request about one text; equal requests have equal keys, and `parse` gives a key's request."""

    kind: ClassVar[str]
    value: str

    @property
    def key(self) -> str:
        return f"{self.kind}:{self.value}"


@dataclass(frozen=True, slots=True)
class ModelRequest(_KeyedRequest):
    """One repository by its id."""

    kind: ClassVar[str] = "model"


@dataclass(frozen=True, slots=True)
class AncestorRequest(_KeyedRequest):
    """The same of a family's root and of what stands above it: its own parents are asked for too."""

    kind: ClassVar[str] = "ancestor"


@dataclass(frozen=True, slots=True)
class AuthorRequest(_KeyedRequest):
    """Every model of one account."""

    kind: ClassVar[str] = "author"


@dataclass(frozen=True, slots=True)
class SearchRequest(_KeyedRequest):
    """Every model whose id holds a text, whatever its case."""

    kind: ClassVar[str] = "search"


@dataclass(frozen=True, slots=True)
class TagRequest(_KeyedRequest):
    """Every model with a tag, such as the architecture `qwen2` that the Hub reads from a model's configuration."""

    kind: ClassVar[str] = "tagged"


@dataclass(frozen=True, slots=True)
class ChildrenRequest(_KeyedRequest):
    """Every model the Hub files under one base model."""

    kind: ClassVar[str] = "children"


ListingRequest = AuthorRequest | SearchRequest | TagRequest | ChildrenRequest
SingleRequest = ModelRequest | AncestorRequest
HubRequest = ListingRequest | SingleRequest

_BY_KIND: dict[str, type[HubRequest]] = {
    request.kind: request
    for request in (ModelRequest, AncestorRequest, AuthorRequest, SearchRequest, TagRequest, ChildrenRequest)
}


def parse(key: str) -> HubRequest:
    """The request with this key."""
    kind, _, value = key.partition(":")
    return _BY_KIND[kind](value)


def query(listing: ListingRequest) -> Query:
    """What asks for a listing's first page. By `createdAt`, which does not move under a crawl."""
    match listing:
        case AuthorRequest(value):
            selection = ("author", value)
        case SearchRequest(value):
            selection = ("search", value)
        case TagRequest(value):
            selection = ("filter", value)
        case ChildrenRequest(value):
            selection = ("filter", f"base_model:{value}")
    return [selection, ("sort", "createdAt"), ("limit", PAGE_SIZE)]
