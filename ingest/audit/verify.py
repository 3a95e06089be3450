"""Holding our direct children against the Hub's own count of them, and saying why they differ."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

import polars as pl

from ingest.audit.budget import MOST_REQUESTS
from ingest.crawl.progress import Progress, Watch
from ingest.crawl.refresh import watermark
from ingest.hub.client import PAGE_SIZE, Hub
from ingest.rows.rejections import Rejections
from ingest.rows.tolerant import rows
from ingest.snapshots.matching import MODEL_KEY
from ingest.snapshots.resolved import checked
from ingest.snapshots.snapshot import facts
from lineage.errors import BadInput
from lineage.resolved.resolved_tables import scan_table
from lineage.text.hub_addresses import HUB
from lineage.values import Evidence, Extent, Relation, Status

RELATIONS = tuple(Relation)
"""The Hub counts four of them (`childrenModelCount` of the detail route), and nobody whose relation is unknown."""


class Why(StrEnum):
    """Why the Hub does not count a child that we have (or has one that we have not)."""

    REMOVED = "removed"
    WRONG_CASE = "wrong case"
    ONE_PARENT = "one-parent rule"
    UNREAD = "unread by the Hub"
    CHURN = "churn"
    NOT_ASKED = "not asked for"
    UNEXPLAINED = "unexplained"


MEANING = {
    Why.REMOVED: "the child is not listed any more",
    Why.WRONG_CASE: "the card names the base in the wrong case, which the Hub does not follow",
    Why.ONE_PARENT: "without the tag `merge` the Hub keeps one of several parents, and kept another",
    Why.UNREAD: "the card or a hand-written tag names the base in a way the Hub does not read",
    Why.CHURN: "the child was made, changed or removed after the snapshot",
    Why.NOT_ASKED: "the snapshot is no whole pass, and this base's children were not (all) read",
    Why.UNEXPLAINED: "none of these",
}


@dataclass(frozen=True, slots=True)
class Difference:
    """One base and relation where we have `ours` children and the Hub counts `theirs`.

    `why` holds ours minus theirs by explanation, below 0 where the Hub has more; it adds up to the whole difference.
    """

    base: str
    relation: Relation
    ours: int
    theirs: int
    why: dict[Why, int]


@dataclass(frozen=True, slots=True)
class Verification:
    """What came of `bases` bases, by `requests` requests: counts compared (one a relation), and those that differ."""

    snapshot: str
    bases: int
    requests: int
    compared: int
    differences: tuple[Difference, ...]

    def by_reason(self) -> dict[Why, int]:
        """Children concerned, whichever side has them, by explanation."""
        found: Counter[Why] = Counter()
        for difference in self.differences:
            found.update({why: abs(count) for why, count in difference.why.items()})
        return {why: found[why] for why in Why if found[why]}

    def as_dict(self) -> dict[str, Any]:
        return {
            "snapshot": self.snapshot,
            "bases": self.bases,
            "requests": self.requests,
            "compared": self.compared,
            "agreeing": self.compared - len(self.differences),
            "reasons": self.by_reason(),
            "differences": [
                {"base": d.base, "relation": d.relation, "ours": d.ours, "theirs": d.theirs, "why": d.why}
                for d in self.differences
            ],
        }


def verify(
    resolution: Path, hub: Hub, max_requests: int = MOST_REQUESTS, bases: int = 200, watch: Watch = lambda _: None
) -> Verification:
    """Compare the `bases` largest bases' direct children with the Hub's counts, in at most `max_requests` requests.

    One request a base for the counts; what is left goes into listing the children where the counts alone do not
    explain the difference. Raises HubError, BadFile; BadInput where the models are made up and the Hub's are not, or
    the other way round.
    """
    comparison = _Comparison(resolution, hub, max_requests, watch)
    if hub.endpoint == HUB.rstrip("/"):  # what that one is needs no request
        comparison.refuse_another_world()
    return comparison.run(bases)


class _Comparison:
    """Our side of the counts, and the requests spent so far on the Hub's."""

    def __init__(self, resolution: Path, hub: Hub, max_requests: int, watch: Watch) -> None:
        self.hub, self.left, self.watch, self.requests = hub, max_requests, watch, 0
        self.facts = facts(checked(resolution), resolution)
        models = scan_table(resolution, "models")
        self.partial = self.facts.extent is not Extent.WHOLE
        self.since = self.facts.data_at if self.partial else watermark(self.facts.data_at, models)
        self.resolution, self.models = resolution, models
        self.children = pl.DataFrame()

    def run(self, bases: int) -> Verification:
        wanted = _largest(self.resolution, self.models, min(bases, self.left))
        self.children = _children(self.resolution, self.models, wanted)
        self.left -= len(wanted)
        found = [difference for base in wanted for difference in self._compare(base)]
        return Verification(self.facts.id, len(wanted), self.requests, len(wanted) * len(RELATIONS), tuple(found))

    def refuse_another_world(self) -> None:
        """Raise BadInput where one side is made up and the other is not, by what the Hub's answers said until now."""
        made_up = self.hub.synthetic is not None
        if self.facts.synthetic and not made_up:
            hint = "start the practice Hub that it was read from, and name it: `qwen-lineage verify --endpoint URL`"
            raise BadInput(f"{self.facts.id} is made up: {self.hub.endpoint} knows nothing of its models", hint)
        if made_up and not self.facts.synthetic:
            raise BadInput(
                f"{self.hub.endpoint} is a practice Hub: it knows nothing of {self.facts.id}", "see HF_ENDPOINT"
            )

    def _compare(self, base: str) -> Iterator[Difference]:
        item = self.hub.model(base, ("childrenModelCount",))
        self.refuse_another_world()
        self._count(base)
        ours = self.children.filter(parent=base)
        counts = item.get("childrenModelCount") if isinstance(item, dict) else None
        theirs = {relation: _count_in(counts, relation) for relation in RELATIONS}
        reasons = {relation: _reasons(ours.filter(relation=relation)) for relation in RELATIONS}
        sizes = {relation: ours.filter(relation=relation).height for relation in RELATIONS}
        rest = {r: sizes[r] - theirs[r] - reasons[r].total() for r in RELATIONS}
        churn = self._churn(item, ours, rest) if any(rest.values()) else Counter()
        for relation in RELATIONS:
            if sizes[relation] != theirs[relation]:
                why = reasons[relation] + Counter()
                why[Why.CHURN] = churn[relation]
                why[self._otherwise(rest[relation] - churn[relation])] = rest[relation] - churn[relation]
                explained = {reason: why[reason] for reason in Why if why[reason]}
                yield Difference(base, relation, sizes[relation], theirs[relation], explained)

    def _otherwise(self, rest: int) -> Why:
        return Why.NOT_ASKED if self.partial and rest < 0 else Why.UNEXPLAINED

    def _churn(self, item: Any, ours: pl.DataFrame, rest: dict[Relation, int]) -> Counter[Relation]:
        """By relation, how many more (or fewer) children we have because of what happened after the snapshot.

        The Hub's list of children is read from the last change on, until it explains the rest or ends.
        """
        counted = ours.filter(pl.col("why").is_null())
        if not isinstance(item, dict):  # the base itself is not shown any more
            return Counter({r: rest[r] for r in RELATIONS})
        changed: Counter[Relation] = Counter()
        seen: set[str] = set()
        for page in self._listed(item["id"]):
            seen |= set(page["key"])
            recent = page.filter(pl.col("last_modified") >= self.since)
            before = counted.join(recent, on="key", how="semi")
            changed.update({r: before.filter(relation=r).height - recent.filter(relation=r).height for r in RELATIONS})
            if all(changed[r] == rest[r] for r in RELATIONS):
                return changed
            if page["last"].any():
                gone = counted.filter(~pl.col("key").is_in(seen))
                changed.update({r: gone.filter(relation=r).height for r in RELATIONS})
        return changed

    def _listed(self, base: str) -> Iterator[pl.DataFrame]:
        """`key, relation, last_modified` of the base's children on the Hub; `last` marks the rows of the last page."""
        query = (("filter", f"base_model:{base}"), ("sort", "lastModified"), ("limit", PAGE_SIZE))
        following: str | None = None
        while self.left > 0:
            page = self.hub.page(following) if following else self.hub.first(query)
            self.left -= 1
            self._count(base)
            names_it = pl.col("hub_parents").list.eval(pl.element().struct.field("id") == base).list.any()
            yield (
                rows(page.items.objects(), Rejections())
                .filter(names_it)
                .select("last_modified", key=MODEL_KEY, relation="hub_relation", last=pl.lit(page.next is None))
            )
            if page.next is None or page.next == following:
                return
            following = page.next

    def _count(self, base: str) -> None:
        self.requests += 1
        self.watch(Progress(self.requests, 0, None, base))


def _declared(resolution: Path) -> pl.LazyFrame:
    derivations = scan_table(resolution, "derivations")
    return derivations.filter(pl.col("evidence") != [Evidence.INFERRED.value])


def _largest(resolution: Path, models: pl.LazyFrame, count: int) -> list[str]:
    """The listed bases with most children."""
    listed = models.filter(pl.col("status") == Status.LISTED).select(parent="id")
    sizes = _declared(resolution).group_by("parent").len().join(listed, on="parent", how="semi").collect()
    return sizes.sort("len", "parent", descending=[True, False]).head(count)["parent"].to_list()


def _children(resolution: Path, models: pl.LazyFrame, bases: list[str]) -> pl.DataFrame:
    """`key, child, parent, relation, why` of every declared derivation of one of the bases.

    `why` is the reason for which the Hub cannot count it, null where it should.
    """
    edges = _declared(resolution).filter(pl.col("parent").is_in(bases)).collect().lazy()
    claims = scan_table(resolution, "claims").join(edges.select("child"), on="child", how="semi")
    misspelt = claims.filter(pl.col("rule").str.contains("wrong_case")).select("child", "parent", case=pl.lit(True))
    by_hub = claims.filter(pl.col("source") == Evidence.HUB).select("child", hub=pl.lit(True)).unique()
    status = models.select("id", "status", key=MODEL_KEY)
    hub = pl.col("evidence").list.contains(Evidence.HUB.value)
    why = (
        pl.when(pl.col("status") == Status.REMOVED)
        .then(pl.lit(Why.REMOVED.value))
        .when(hub)
        .then(None)
        .when("case")
        .then(pl.lit(Why.WRONG_CASE.value))
        .when("hub")
        .then(pl.lit(Why.ONE_PARENT.value))
        .otherwise(pl.lit(Why.UNREAD.value))
    )
    return (
        edges.join(status, left_on="child", right_on="id")
        .join(misspelt.unique(), on=["child", "parent"], how="left")
        .join(by_hub, on="child", how="left")
        .select("key", "child", "parent", "relation", why=why)
        .collect()
    )


def _count_in(counts: object, relation: Relation) -> int:
    """A relation's count in what the Hub says; 0 where it says nothing that could be one."""
    value = counts.get(relation) if isinstance(counts, dict) else None
    return value if isinstance(value, int) else 0


def _reasons(children: pl.DataFrame) -> Counter[Why]:
    return Counter(Why(why) for why in children["why"].drop_nulls())
