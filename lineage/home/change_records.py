"""What changed between two snapshots, as a home keeps it: counts, and pages of rows, whatever the size of the graph.

A record is a table of each kind whose rows lie by family, and where each family's rows lie: a page reads the few groups
of rows that it shows.
"""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from lineage.errors import BadFile, LineageError, UnknownChanges
from lineage.files.checksums import verify
from lineage.files.file_identity import FileIdentity, file_identity
from lineage.home.home import FolderKind, Home, finished_folders, read_manifest
from lineage.values import SnapshotFacts

if TYPE_CHECKING:
    import polars as pl


@dataclass(frozen=True, slots=True)
class ChangeKind:
    """A kind of change: what it is called, what its rows are, and their columns but `id` and `family`."""

    name: str
    title: str
    meaning: str
    columns: tuple[str, ...] = ()


CHANGE_KINDS = {
    kind.name: kind
    for kind in (
        ChangeKind("added", "Came", "models that the earlier snapshot does not list and the later one does"),
        ChangeKind("removed", "Went", "models that the earlier snapshot lists and the later one does not any more"),
        ChangeKind(
            "joined",
            "Joined",
            "models in both that name other parents now and so are of another family: here by the family they are of",
            ("before", "after", "family_before"),
        ),
        ChangeKind(
            "left",
            "Left",
            "models in both that name other parents now and so are of another family: here by the family they were of",
            ("before", "after", "family_after"),
        ),
        ChangeKind("renamed", "Renamed", "models in both under another name, told by the Hub's id", ("before",)),
        ChangeKind(
            "reparented",
            "Other parents",
            "models in both with a parent in one of them that they have not in the other, under either name",
            ("before", "after"),
        ),
        ChangeKind(
            "relation_changed",
            "Other relation",
            "derivations in both that are of another relation now",
            ("parent", "before", "after"),
        ),
        ChangeKind(
            "licence_changed",
            "Other licence",
            "models in both that state another licence now, or for which other terms apply after all that is above "
            "them, or whose own licence stands otherwise to those above it",
            ("before", "after", "applied", "applies", "verdict_before", "verdict_after"),
        ),
        ChangeKind(
            "verdict_changed",
            "Verdict changed",
            "those of the models with another licence whose own stands otherwise to those above it now",
            ("before", "after", "applied", "applies", "verdict_before", "verdict_after"),
        ),
        ChangeKind(
            "absent",
            "Cannot be told",
            "models that the earlier snapshot lists and the later one, which is not the whole Hub, does not: whether "
            "they are gone cannot be told",
        ),
    )
}
"""What a record has a table of, each with `id` and `family`: the root above a model's first parent, null for none."""

NO_FAMILY = "(none)"
"""How a family is called that is none: of models without relatives."""

FAMILIES = "families"
"""The table of families: `family`, and of each kind the number of rows and, as `at <kind>`, where the first lies."""

GROUP_ROWS = 5_000
"""Rows that are read for one of them."""


@dataclass(frozen=True, slots=True)
class ChangePage:
    """Part of the `total` changes of a kind, or of the families with any."""

    total: int
    offset: int
    limit: int
    items: list[dict[str, Any]]


@dataclass(frozen=True, slots=True, eq=False)
class ChangeRecord:
    """What became of snapshot `a` by the time of `b`: `counts` of each kind, the number of `families` with any change,
    and `notes` on what cannot be told."""

    folder: Path
    a: SnapshotFacts
    b: SnapshotFacts
    counts: Mapping[str, int]
    families: int
    notes: tuple[str, ...]

    @classmethod
    def open(cls, folder: Path) -> "ChangeRecord":
        """Raises BadFile where there is none, or it is not as it was written; NewerFormat."""
        try:
            return _opened(folder, file_identity(folder / "manifest.json"))
        except OSError as error:
            raise BadFile(f"{folder}: no record of changes ({error.strerror})", _again(folder)) from error

    def of_family(self, family: str | None) -> "FamilyChanges":
        """The changes of one family, by its root; of all families of an owner, by its name; of none by NO_FAMILY; or
        all of them."""
        return FamilyChanges(self, family)

    def table(self, kind: str) -> "pl.LazyFrame":
        """All rows of a kind, by family and id; those of no family are the last."""
        import polars as pl  # noqa: PLC0415 - an import of 0.1 s, paid by those who read changes

        return pl.scan_parquet(self.folder / f"{kind}.parquet", glob=False)


@dataclass(frozen=True, slots=True, eq=False)
class FamilyChanges:
    """The changes of a record that are of some families; see `ChangeRecord.of_family`."""

    record: ChangeRecord
    family: str | None

    @property
    def counts(self) -> Mapping[str, int]:
        """How many there are of each kind."""
        if self.family is None:
            return self.record.counts
        rows = self._rows
        return {kind: int(rows[kind].sum()) for kind in CHANGE_KINDS}

    @property
    def families(self) -> int:
        """How many families have any."""
        import polars as pl  # noqa: PLC0415

        if self.family is None:
            return self.record.families
        changed = pl.sum_horizontal(SUMMED) > 0
        return self._rows.filter(changed, pl.col("family").is_not_null()).height

    def rows(self, kind: str, offset: int = 0, limit: int | None = None) -> "pl.DataFrame":
        """Part of those of a kind, or all, by family and id. Raises BadFile where the record is gone, or damaged."""
        table = self.record.table(kind)
        with _readable(self.record.folder):
            if self.family is not None:
                rows = self._rows
                table = table.slice(0 if rows.is_empty() else int(rows[f"at {kind}"][0]), self.counts[kind])
            return table.slice(offset, limit).collect()

    def page(self, kind: str, offset: int = 0, limit: int = 50) -> ChangePage:
        """As `rows`, with how many there are."""
        return ChangePage(self.counts[kind], offset, limit, self.rows(kind, offset, limit).to_dicts())

    def families_page(self, sort: str | None = None, offset: int = 0, limit: int = 50) -> ChangePage:
        """Part of the families, with how many changes of each kind there are: those with most of the kind `sort` (None:
        of all kinds together) first, models without relatives last."""
        import polars as pl  # noqa: PLC0415

        rows = self._rows.select("family", *CHANGE_KINDS)
        most = pl.sum_horizontal(SUMMED) if sort is None else pl.col(sort)
        ranked = rows.filter(most > 0).sort(pl.col("family").is_null(), most, "family", descending=[False, True, False])
        return ChangePage(ranked.height, offset, limit, ranked.slice(offset, limit).to_dicts())

    @property
    def _rows(self) -> "pl.DataFrame":
        """The rows of the table of families."""
        with _readable(self.record.folder):
            families = _families(self.record.folder, file_identity(self.record.folder / "manifest.json"))
        wanted = self.family
        if wanted is None:
            return families
        if wanted == NO_FAMILY:
            return families.filter(families["family"].is_null())
        names = families["family"].drop_nulls()
        if "/" not in wanted:
            first, after = (int(names.search_sorted(f"{wanted}{end}")) for end in "/0")  # 0 comes behind the slash
            if after > first:
                return families.slice(first, after - first)
        return families.slice(int(names.search_sorted(wanted)), int((names == wanted).sum()))


SUMMED = ("added", "removed", "left", "renamed", "reparented", "relation_changed", "licence_changed")
"""The kinds that are changes of a family, each once: those of the others are among these, or cannot be told."""


def folder_of(home: Home, a: str, b: str) -> Path:
    """Where the record of two snapshots, by name, belongs; names too long for one folder's by a digest of both."""
    name = f"{a}..{b}"
    if len(name.encode()) > _LONGEST:
        name = hashlib.sha256(name.encode()).hexdigest()[:32]
    return home.changes / name


_LONGEST = 200  # bytes: file systems take 255, and work folders add some


def change_records(home: Home) -> list[ChangeRecord]:
    """The records that are kept, that of the newest later snapshot first, and of these that of the newest earlier one.
    What is damaged is left out."""
    found = _each_that_opens(finished_folders(home.changes))
    return sorted(found, key=lambda one: (one.b.data_at, one.b.id, one.a.data_at, one.a.id), reverse=True)


def record_folders_to(home: Home, snapshot: str) -> list[Path]:
    """The folders of records of what changed until a snapshot, damaged or not."""
    folders = sorted(path for path in home.changes.glob("[!.]*") if path.is_dir())
    return [folder for folder in folders if _pair_of(folder)[1] == snapshot]


def chosen_record(
    home: Home | None, records: Sequence[ChangeRecord], a: str | None, b: str | None
) -> ChangeRecord | None:
    """The first of the home's records that is from `a` and to `b`, where these are given; None where there is none at
    all. Raises UnknownChanges where none is from and to them; BadFile, NewerFormat where the one that is does not
    open."""
    for one in records:
        if a in (None, one.a.id) and b in (None, one.b.id):
            return one
    if a is b is None:
        return None
    for folder in finished_folders(home.changes) if home else ():
        before, after = _pair_of(folder)
        if a in (None, before) and b in (None, after):
            return _opened_for_others(folder)
    asked = " ".join(f"{word} {name}" for word, name in (("from", a), ("to", b)) if name)
    hint = "`qwen-lineage diff A B` finds it; what is kept stands at /changes"
    raise UnknownChanges(f"what changed {asked} is not kept here", hint)


@contextmanager
def _readable(folder: Path) -> Iterator[None]:
    """What goes wrong as a table is read is told as an error of ours: it may go while it is read."""
    import polars as pl  # noqa: PLC0415

    try:
        yield
    except (OSError, pl.exceptions.PolarsError) as error:
        raise BadFile(f"{folder.name}: cannot be read", _again(folder)) from error


def _pair_of(folder: Path) -> tuple[str | None, str | None]:
    """The names of a record's snapshots, by its manifest, else by its folder's name; None where neither tells."""
    try:
        manifest = read_manifest(folder, FolderKind.CHANGES)
        return str(manifest["a"]["id"]), str(manifest["b"]["id"])
    except (LineageError, KeyError, TypeError):
        a, mark, b = folder.name.partition("..")
        return (a, b) if mark else (None, None)


def _opened_for_others(folder: Path) -> ChangeRecord:
    """Raises BadFile in words that name no place on the disk."""
    try:
        return ChangeRecord.open(folder)
    except BadFile as error:
        raise BadFile(f"{folder.name}: damaged, not as it was written", _again(folder)) from error


def _each_that_opens(folders: Sequence[Path]) -> Iterator[ChangeRecord]:
    for folder in folders:
        try:
            yield ChangeRecord.open(folder)
        except LineageError:
            continue


@lru_cache(maxsize=64)
def _opened(folder: Path, _as_written: FileIdentity) -> ChangeRecord:
    """Looked at once as it was written."""
    manifest = read_manifest(folder, FolderKind.CHANGES)
    try:
        a, b = (SnapshotFacts.from_manifest(manifest[side]) for side in ("a", "b"))
        counts = {kind: int(manifest["counts"][kind]) for kind in CHANGE_KINDS}
        checksums, families = dict(manifest["checksums"]), int(manifest["families"])
        notes = tuple(map(str, manifest["notes"]))
    except (KeyError, TypeError, ValueError) as error:
        raise BadFile(f"{folder}: no record of changes ({error!r})", _again(folder)) from error
    for name in (*CHANGE_KINDS, FAMILIES):
        file = f"{name}.parquet"
        verify(folder / file, str(checksums.get(file)), _again(folder), at_most=LOOKED_AT)
    return ChangeRecord(folder, a, b, counts, families, notes)


LOOKED_AT = 16 * 2**20
"""Bytes of a table that is looked at as its record is opened; of a larger one only its size is."""


@lru_cache(maxsize=4)
def _families(folder: Path, _as_written: FileIdentity) -> "pl.DataFrame":
    import polars as pl  # noqa: PLC0415

    return pl.read_parquet(folder / f"{FAMILIES}.parquet", glob=False)


def _again(folder: Path) -> str:
    a, mark, b = folder.name.partition("..")
    return f"find it again: `qwen-lineage diff{f' {a} {b}' if mark else ''}`"
