"""An owner or an organisation, with its roll-ups."""

from collections.abc import Iterator, Sequence
from functools import partial
from typing import Annotated
from urllib.parse import quote, urlencode

from msgspec import Struct

from lineage.coverage.coverage_statement import CoverageStatement
from lineage.frozen import FrozenGraph, Undercount
from lineage.frozen.rollups.files import rollups_of
from lineage.frozen.rollups.portrait_build import portraits
from lineage.frozen.rollups.rollups import DEFINITIONS, CountVariants, RolledCount
from lineage.owners import owners
from lineage.owners.progenitors import NamedProgenitor
from lineage.values import Extent
from web.answers.kept_answers import KeptAnswers
from web.answers.portraits import PortraitAnswer, UnionLists, portrait_answers
from web.answers.types import Number, meaning
from web.answers.unions import unions_of
from web.parameters.lists import ListQuery

UNION_UNDERCOUNT = (
    "models outside its own that hang on `copies` of its models which are named as bases and not in the snapshot, each "
    "once: copies by their names alone, so that no count has them; null for nothing"
)


class CountLists(Struct, frozen=True):
    """Pages with the models behind the counts, below the app's root; `&mass_uploads=0` narrows each."""

    models: Annotated[str, meaning("its own models")]
    union: str
    union_own: str
    union_others: str
    exclusive: str
    fractional: Annotated[str, meaning("those of which a part at least is counted: no roots, below a root of its own")]


class OwnerAnswer(Struct, frozen=True):
    """An owner, an organisation or (compared) a model: its own models, and those that descend from them, counted in
    three ways, and by what they are."""

    name: str
    level: Annotated[str, meaning("organisation, owner or model; an owner that is all of it is the organisation")]
    key: Annotated[str, meaning("what names it where it is compared, and lists are narrowed to what descends from it")]
    organisation: Annotated[str, meaning("the organisation it counts for; of an organisation, itself")]
    owners: Annotated[list[str], meaning("all owners that make the organisation")]
    models: Annotated[CountVariants, meaning("its own models, whatever their status")]
    union: Annotated[RolledCount, meaning(DEFINITIONS["union"])]
    exclusive: Annotated[RolledCount, meaning(DEFINITIONS["exclusive"])]
    fractional: Annotated[RolledCount, meaning(DEFINITIONS["fractional"])]
    inferred: Annotated[
        RolledCount | None, meaning(f"{DEFINITIONS['inferred']} Null where an earlier version froze the graph")
    ]
    undercount: Annotated[Undercount | None, meaning(UNION_UNDERCOUNT)]
    related: Annotated[CountVariants, meaning("what `fractional` of all organisations adds up to")]
    snapshot: Annotated[str, meaning("the snapshot's name")]
    coverage: Annotated[str, meaning("which part of the Hub the snapshot has, and of when")]
    lower_bounds: Annotated[bool, meaning("whether counts are lower bounds, since only a part of the Hub was read")]
    lists: CountLists
    portrait: PortraitAnswer


class OwnerItem(Struct, frozen=True):
    """An organisation in the ranking, with its three counts of descendants."""

    name: str
    union: Number
    exclusive: Number
    fractional: float


class OwnersPage(Struct, frozen=True):
    """A page of the organisations that anything descends from, the largest union first."""

    total: Number
    offset: Number
    limit: Number
    items: list[OwnerItem]


_kept: KeptAnswers[OwnerAnswer] = KeptAnswers(most=64)  # some 40 kB each


def owner_answer(graph: FrozenGraph, one: NamedProgenitor) -> OwnerAnswer:
    return owner_answers(graph, [one])[0]


def owner_answers(graph: FrozenGraph, ones: Sequence[NamedProgenitor]) -> list[OwnerAnswer]:
    """Those of some, each of them once."""
    table = rollups_of(graph).table
    return _kept.get_each(graph, {(table, one): one for one in ones}, partial(_owner_answers, graph))


def _owner_answers(graph: FrozenGraph, ones: Sequence[NamedProgenitor]) -> Iterator[OwnerAnswer]:
    rolled, facts = rollups_of(graph), graph.facts
    found = portraits(graph, rolled, [one.progenitor for one in ones], partial(unions_of, graph))
    drawn = portrait_answers(graph, [one.key for one in ones], found)
    read = facts.id, CoverageStatement(facts).short, facts.extent is not Extent.WHOLE
    for one, portrait in zip(ones, drawn, strict=True):
        summary = owners.summary(graph, one.progenitor, one.name)
        roll_up = summary.roll_up
        yield OwnerAnswer(
            summary.name,
            one.level,
            one.key,
            summary.organisation,
            list(summary.owners),
            summary.models,
            roll_up.union,
            roll_up.exclusive,
            roll_up.fractional,
            roll_up.inferred,
            summary.undercount,
            rolled.related,
            *read,
            _lists(one, summary.organisation),
            portrait,
        )


def _lists(one: NamedProgenitor, organisation: str) -> CountLists:
    union = UnionLists(one.key)
    filters = {"owner": "author", "organisation": "organisation"}
    own = (
        f"/table?{urlencode({filters[one.level]: one.name})}" if one.level in filters else f"/models/{quote(one.name)}"
    )
    of_roots = union(base=organisation)
    return CountLists(own, union(), union(made_by="own"), union(made_by="others"), union(exclusive=1), of_roots)


def ranked(graph: FrozenGraph, query: ListQuery) -> OwnersPage:
    """A page of the organisations with a derivative, by their union, the largest first."""
    ranking = owners.ranking(graph)
    shown = slice(query.offset, query.offset + query.limit)
    names = rollups_of(graph).organisations.take(ranking.codes[shown])
    counts = (ranking.union, ranking.exclusive, ranking.fractional)
    rows = zip(names, *(column[shown].tolist() for column in counts), strict=True)
    return OwnersPage(len(ranking.codes), query.offset, query.limit, [OwnerItem(*row) for row in rows])
