"""What a claim is checked on: one frozen graph, and the snapshots of its home for what needs a series."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property, lru_cache
from pathlib import Path

import numpy as np

from lineage.errors import BadFile, BadInput, NewerFormat, UnknownOwner
from lineage.frozen import FrozenGraph
from lineage.frozen.rollups.files import growth_of, rollups_of
from lineage.frozen.rollups.rollups import RollUp
from lineage.frozen.search.small_letters import rows_holding
from lineage.frozen.storage.arrays import AnyArray, Bools, Ints
from lineage.frozen.storage.columns import Integers, Moments
from lineage.frozen.storage.distinct import distinct_numbers
from lineage.home.home import FolderKind, Home, finished_folders, read_manifest
from lineage.owners import owners
from lineage.published_claims.tags import count_tagged
from lineage.resolved import row_counts
from lineage.resolved.resolved_tables import scan_table
from lineage.resolved.row_counts import TagQuestion
from lineage.values import Extent, SnapshotFacts, Status


@dataclass(frozen=True, slots=True)
class DatedSum:
    """Downloads of all time that a snapshot states of an owner's models. `whole`: of all of them."""

    at: datetime
    whole: bool
    value: int


@dataclass(frozen=True)
class Subject:
    """A graph, by owner; `home` holds the snapshots of a series, if any."""

    graph: FrozenGraph
    home: Home | None = None
    _models: dict[tuple[str, bool], Ints] = field(default_factory=dict, compare=False)
    _listed: dict[tuple[tuple[str, ...], "Chosen | None", bool], Ints] = field(default_factory=dict, compare=False)
    _descendants: dict[str, Ints] = field(default_factory=dict, compare=False)

    @property
    def facts(self) -> SnapshotFacts:
        return self.graph.facts

    def listed(self, names: Iterable[str], chosen: "Chosen | None" = None, *, organisations: bool = False) -> Ints:
        """The listed models of owners, or of the organisations these belong to; of an organisation by its name too.

        `chosen` has all of theirs to choose from, the missing ones too: what descends from these may be listed.
        """
        key = tuple(names), chosen, organisations
        if key not in self._listed:
            found = [self.models(name, organisations=organisations) for name in key[0]]
            numbers = distinct_numbers(np.concatenate(found)) if found else np.zeros(0, np.int32)
            numbers = chosen(self, numbers) if chosen else numbers
            self._listed[key] = numbers[self.is_listed[numbers]]
        return self._listed[key]

    def models(self, name: str, *, organisations: bool = False) -> Ints:
        """As `listed`, of one name, whatever their status; those that are only named as a parent too."""
        if (name, organisations) not in self._models:
            self._models[name, organisations] = self._of(name, organisations)
        return self._models[name, organisations]

    def descendants(self, name: str) -> Ints:
        """The distinct models that descend from those of one name and are none of these, ascending."""
        if name not in self._descendants:
            self._descendants[name] = self.graph.lineage.union_of(self.models(name))
        return self._descendants[name]

    def roll_up(self, name: str) -> RollUp:
        """That of an owner, or of an organisation. Raises UnknownOwner."""
        try:
            return owners.owner(self.graph, name).roll_up
        except UnknownOwner:
            return owners.organisation(self.graph, name).roll_up

    def is_organisation(self, name: str) -> bool:
        """Whether it is no owner's name but an organisation's."""
        is_owner = self.graph.models.words("author").vocabulary.find(name) is not None
        return not is_owner and rollups_of(self.graph).organisations.find(name) is not None

    def organisation_of(self, name: str) -> str:
        """That of an owner, else the name."""
        rolled, code = rollups_of(self.graph), self.graph.models.words("author").vocabulary.find(name)
        return name if code is None else rolled.organisation_of(code)

    def key_of_growth(self, organisation: str) -> int | None:
        """That of the organisation among those that new models descend from; None where none does."""
        try:
            return growth_of(self.graph).key("base", organisation)
        except BadInput:
            return None

    def known(self, column: str, numbers: Ints) -> AnyArray:
        """The values of those models that state one."""
        values = self._integers(column)[numbers]
        return values[values >= 0]

    def with_tasks(self, numbers: Ints, tasks: Sequence[str]) -> Ints:
        """Those whose task is one of these."""
        words = self.graph.models.words("pipeline_tag")
        wanted = np.zeros(len(words.vocabulary) + 1, np.bool_)  # the last one is of those without a task
        wanted[[code for task in tasks if (code := words.code(task)) is not None]] = True
        return numbers[wanted[words.codes[numbers]]]

    def named(self, numbers: Ints, pattern: re.Pattern[str], *, matching: bool) -> Ints:
        """Those whose name after the slash matches a pattern, or does not."""
        names = (id.rpartition("/")[2] for id in self.graph.ids.take(numbers))
        return numbers[np.fromiter(((pattern.search(name) is not None) == matching for name in names), np.bool_)]

    def most(self, column: str, numbers: Ints) -> int | None:
        """The model with most of it, the first by id among equals; None where none states any."""
        values = self._integers(column)[numbers]
        return int(numbers[values.argmax()]) if len(values) and values.max() >= 0 else None

    @cached_property
    def is_listed(self) -> Bools:
        return self.graph.models.with_word("status", Status.LISTED)

    @cached_property
    def text_generation(self) -> Ints:
        """All listed models whose task is text generation."""
        has_task = self.graph.models.with_word("pipeline_tag", "text-generation")
        return np.flatnonzero(self.is_listed & has_task).astype(np.int32)

    @cached_property
    def created(self) -> tuple[AnyArray, AnyArray]:
        """When the child and the parent of each derivation were created."""
        column, edges = self.graph.models.column("created_at"), self.graph.edges
        assert isinstance(column, Moments)  # noqa: S101 - tells the type checker
        return column.values[edges.child], column.values[edges.parent]

    @cached_property
    def all_time(self) -> AnyArray:
        """The downloads of all time of the listed models that state them."""
        values = self._integers("downloads_all_time")
        return values[self.is_listed & (values >= 0)]

    def named_after(self, name: str) -> AnyArray:
        """The models whose id holds a name, whatever the case; those that are only named as a parent too."""
        if not name:
            return np.arange(self.graph.size)
        return rows_holding(self.graph.ids.strings.table, [name.lower().encode(errors="surrogatepass")])

    def tagged(self, question: TagQuestion) -> Mapping[Status, int] | None:
        """How many models of the graph's snapshot there are, by status; None where its home holds no tags of it."""
        folder = self.home.resolved / self.facts.id if self.home else None
        if folder is None or not folder.is_dir():
            return None
        _, counts = row_counts.kept(folder)
        return row_counts.tagged(counts, question) or count_tagged(folder, question)

    def series(self, owner: str) -> list[DatedSum]:
        """An owner's downloads of all time by each snapshot of the home that states them, oldest first."""
        folders = finished_folders(self.home.resolved) if self.home else []
        found = (_dated_sum(folder, owner) for folder in folders if len(folders) > 1)
        return sorted((one for one in found if one is not None), key=lambda one: one.at)

    def _of(self, name: str, organisations: bool) -> Ints:
        rolled, code = rollups_of(self.graph), self.graph.models.words("author").vocabulary.find(name)
        if code is not None and not organisations:
            return self.graph.models.of_owner(name)
        organisation = rolled.organisations.find(name) if code is None else int(rolled.organisation_of_owner[code])
        return np.zeros(0, np.int32) if organisation is None else owners.models_of(self.graph, organisation)

    def _integers(self, column: str) -> AnyArray:
        values = self.graph.models.column(column)
        assert isinstance(values, Integers)  # noqa: S101 - tells the type checker
        return values.values


@lru_cache(maxsize=1_000)  # what is resolved never changes
def _dated_sum(folder: Path, owner: str) -> DatedSum | None:
    """What one resolved snapshot states of an owner; None where it has no date, or states nothing."""
    try:
        facts = SnapshotFacts.from_manifest(read_manifest(folder, FolderKind.RESOLVED))
    except (BadFile, NewerFormat, KeyError, ValueError):
        return None
    _, counts = row_counts.kept(folder)
    number, value = row_counts.downloads(counts, owner) or _downloads(folder, owner)
    if facts.as_of is None or not number:
        return None
    return DatedSum(facts.as_of, facts.extent is Extent.WHOLE, value)


def _downloads(folder: Path, owner: str) -> tuple[int, int]:
    """How many of an owner's listed models state downloads of all time, and the sum."""
    import polars as pl  # noqa: PLC0415 - for those who have a series

    try:
        rows = scan_table(folder, "models").filter(author=owner, status=str(Status.LISTED))
        values = rows.select(pl.col("downloads_all_time").drop_nulls()).collect().to_series()
    except (pl.exceptions.PolarsError, OSError):
        return 0, 0
    return len(values), int(values.sum())


Chosen = Callable[[Subject, Ints], Ints]
"""Some of the models of a subject."""
