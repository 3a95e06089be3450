"""Small Hubs in memory, and hypothesis's way to make them: what the decisions of a family crawl are tried on.

They answer as the Hub does, in pages of a few models, newest first; the crawl itself runs as it is, without HTTP.
"""

from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cached_property

import polars as pl
from hypothesis import strategies as st

from ingest.crawl.family.apply import apply
from ingest.crawl.family.choose import Choice, choose
from ingest.crawl.family.profile import Family
from ingest.crawl.family.requests import (
    AncestorRequest,
    AuthorRequest,
    ChildrenRequest,
    HubRequest,
    ModelRequest,
    SearchRequest,
    TagRequest,
)
from ingest.crawl.family.state import FamilyState
from ingest.rows.table import ROW

BEGIN = datetime(2026, 1, 1, tzinfo=UTC)
OWNERS = ("Qwen", "a", "b-qwen")
NAMES = ("qwen-1", "x", "y-Qwen", "z", "w")
TAGS = ("qwen2", "qwen-image", "license:mit", "gguf")
RELATIONS = (None, "finetune", "adapter", "quantized", "merge")


@dataclass(frozen=True)
class SmallModel:
    """A model as the Hub lists it. `filed` are the parents whose children's listing shows it: those it names, and some
    that a tag alone names."""

    id: str
    parents: tuple[str, ...]
    filed: frozenset[str]
    tags: tuple[str, ...]
    relation: str | None
    downloads: int | None
    day: int

    @property
    def row(self) -> dict[str, object]:
        return {
            **dict.fromkeys(ROW),
            "id": self.id,
            "hub_relation": self.relation,
            "downloads": self.downloads,
            "tags": list(self.tags),
            "created_at": BEGIN + timedelta(days=self.day),
            "hub_parents": [{"hub_id": None, "id": parent} for parent in self.parents],
        }


@dataclass(frozen=True)
class SmallHub:
    """Models by id, listed `page` at a time."""

    models: tuple[SmallModel, ...]
    page: int

    def answer(self, request: HubRequest, path: str | None) -> tuple[pl.DataFrame, str | None]:
        """The rows of a page, and the path of the next one: where in its listing it begins."""
        listing = [place for place, model in enumerate(self.models) if _matches(model, request)]
        start = int(path or 0)
        end = start + self.page
        return self._rows[listing[start:end]], str(end) if end < len(listing) else None

    @cached_property
    def _rows(self) -> pl.DataFrame:
        return pl.DataFrame([model.row for model in self.models], schema=ROW)


def reachable(hub: SmallHub, family: Family) -> tuple[set[str], set[str]]:
    """The models that the Hub's listings lead to from the family's bases, and those of them that belong to it.

    Slowly and by definition: whatever can be asked is asked again until nothing new comes.
    """
    parents: dict[str, set[str]] = {}

    def ask(request: HubRequest) -> None:
        under = {request.value} if isinstance(request, ChildrenRequest) else set()
        for model in hub.models:
            if _matches(model, request):
                parents.setdefault(model.id, set()).update((set(model.parents) | under) - {model.id})

    while True:
        before = deepcopy(parents)
        for request in _opening(hub, family):
            ask(request)
        members = _members(parents, family)
        for id in set(parents).union(*parents.values()):
            ask(ChildrenRequest(id) if id in members or family.is_base(id) else ModelRequest(id))
        if parents == before:
            return set(parents), members


def _opening(hub: SmallHub, family: Family) -> Iterator[HubRequest]:
    if family.root:
        yield from (AncestorRequest(family.root), ChildrenRequest(family.root))
        return
    yield AuthorRequest(family.owner)
    if family.word:
        yield SearchRequest(family.word)
        own = {tag for model in hub.models if family.is_base(model.id) for tag in model.tags}
        yield from (TagRequest(tag) for tag in sorted(own) if family.word in tag and ":" not in tag)


def _members(parents: dict[str, set[str]], family: Family) -> set[str]:
    members = {id for id in parents if family.is_base(id)}
    while True:
        new = {id for id, above in parents.items() if any(family.is_base(p) or p in members for p in above)} - members
        if not new:
            return members
        members |= new


def send(hub: SmallHub, state: FamilyState, choice: Choice) -> int:
    """Send a request and take in the answer; returns the members it added."""
    rows, next_page = hub.answer(choice.request, choice.path)
    return apply(state, choice.request, rows, next_page)


def crawl(hub: SmallHub, state: FamilyState) -> Iterator[Choice]:
    """Let the state choose until nothing is left to ask; yields each choice before it is sent."""
    while (choice := choose(state)) is not None:
        yield choice
        send(hub, state, choice)


@st.composite
def small_hubs(draw: st.DrawFn) -> SmallHub:
    """Up to a dozen models with parents listed or not, themselves, or in rings; pages of one to four."""
    every = [f"{owner}/{name}" for owner in OWNERS for name in NAMES]
    listed = draw(st.lists(st.sampled_from(every), unique=True, max_size=12))
    some = st.lists(st.sampled_from(every), unique=True, max_size=3)
    models = []
    for id in listed:
        parents = draw(some)
        models.append(
            SmallModel(
                id,
                tuple(parents),
                frozenset(parents) | frozenset(draw(some) if draw(st.booleans()) else ()),
                tuple(draw(st.lists(st.sampled_from(TAGS), unique=True))),
                draw(st.sampled_from(RELATIONS)),
                draw(st.sampled_from((None, 0, 10, 10**6))),
                draw(st.integers(0, 30)),
            )
        )
    newest_first = sorted(models, key=lambda model: (-model.day, model.id))
    return SmallHub(tuple(newest_first), draw(st.integers(1, 4)))


def _matches(model: SmallModel, request: HubRequest) -> bool:
    match request:
        case ModelRequest(id) | AncestorRequest(id):
            return model.id == id
        case AuthorRequest(owner):
            return model.id.startswith(f"{owner}/")
        case SearchRequest(text):
            return text in model.id.lower()
        case TagRequest(tag):
            return tag in model.tags
        case ChildrenRequest(parent):
            return parent in model.filed
