"""What became of the claims, gathered a range at a time, and the tables that are written of it.

Nothing that the claims were looked up in is held any more when the tables are written.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import polars as pl

from ingest.inference.edges import Guesses, inferred, named_once
from ingest.inference.keys import stems_of
from ingest.resolve.cycles import on_cycles
from ingest.resolve.derivations import with_irregularity
from ingest.resolve.kept import HASHED, hashed, keep_guesses, keep_hashes, keep_stems
from ingest.resolve.licences import judgements, spelt_out
from ingest.resolve.mass_uploads import marks
from ingest.resolve.models import (
    COLUMNS,
    STATUS,
    all_licenses,
    bases_not_found,
    claimed_hub_ids,
    hub_ids_of,
    missing_models,
    missing_of,
    models_of,
    status_of_row,
)
from ingest.resolve.open_claims import open_claims
from ingest.resolve.pieces import Pieces, sink, write_frames
from ingest.resolve.ranges import Ranges
from ingest.resolve.snapshot_rows import MODELS, SnapshotRows
from lineage.schema import DERIVED_FROM
from lineage.stores import Advance

CLAIM_COLUMNS = (
    "child",
    "source",
    "position",
    "raw",
    "relation",
    "outcome",
    "rule",
    "parent",
    "reason",
    "unknown_relation",
)
"""One source saying once that `child` comes from what `raw` names, and what was made of it: `rule` names the rules that
decided; `parent` is null exactly where the `outcome` is rejected, and then `reason` says why. `unknown_relation` is a
word for a relation that the Hub does not know; `relation` is null then."""

DERIVATION_COLUMNS = ("child", "parent", *(name for name in DERIVED_FROM.names if name != "irregularity"))
"""What the claims of a child give of its derivations."""


@dataclass(frozen=True, slots=True, eq=False)
class AboutModels:
    """What is known of some models beside their rows: `missing` ones (`id`), `hub_ids` (`id, claimed_hub_id`),
    `marks` (`id, mass_upload`), `unfound` (`id, base_not_found`), the decided `claims`, and what licences come to
    (`judged`: `id` and JUDGED)."""

    missing: pl.DataFrame
    hub_ids: pl.DataFrame
    marks: pl.DataFrame
    unfound: pl.DataFrame
    claims: pl.DataFrame
    judged: pl.DataFrame

    def with_rows(self, rows: pl.DataFrame) -> pl.DataFrame:
        """The models (COLUMNS) of some rows (MODELS) and the missing ones, sorted by id, with HASHED."""
        models = models_of(rows, self.missing, self.claims, self.hub_ids, self.marks, self.unfound)
        return hashed(models.join(self.judged, on="id", how="left", maintain_order="left").select(COLUMNS))


@dataclass(frozen=True, slots=True, eq=False)
class Outcomes:
    """What became of all claims: `claims` (CLAIM_COLUMNS) and `derivations` (DERIVATION_COLUMNS) in pieces, `missing`
    models (`id`), `hub_ids` (`id, claimed_hub_id`), and how many claims each source made, and what became of them.
    `work` is the folder of the pieces."""

    work: Path
    claims: Pieces
    derivations: Pieces
    missing: pl.DataFrame
    hub_ids: pl.DataFrame
    counts: dict[str, dict[str, int]]


class OutcomesByRange:
    """What became of the claims, gathered a range at a time, in new folders."""

    def __init__(self, work: Path) -> None:
        self._work = work
        self._claims, self._derivations = Pieces(work / "claims"), Pieces(work / "derivations")
        self._counts: Counter[tuple[str, str]] = Counter()
        self._missing: list[pl.DataFrame] = []
        self._open: list[pl.DataFrame] = []

    def settle(self, settled: pl.DataFrame, listed: pl.DataFrame) -> None:
        """Gather what the open ones of a range's claims mean (`naming.settled`); `listed` as in `open_claims`."""
        self._open.append(open_claims(settled, listed))

    def add(self, number: int, claims: pl.DataFrame, derivations: pl.DataFrame) -> None:
        """Gather a range's decided claims, and its derivations but for their irregularity, both sorted."""
        self._missing.append(missing_of(claims.lazy()))
        self._counts.update(outcomes_of(claims))
        self._claims.write(number, claims.select(CLAIM_COLUMNS))
        self._derivations.write(number, derivations.select(DERIVATION_COLUMNS))

    @property
    def open_claims(self) -> pl.DataFrame:
        """The open claims (OPEN) of all children, by child."""
        return pl.concat(self._open)

    def together(self, listed: pl.DataFrame) -> Outcomes:
        """Those of all ranges; `listed` (`hub_id`) are the listed models that claims may mean."""
        counts = by_source(self._counts)
        hub_ids = claimed_hub_ids(hub_ids_of(self.open_claims), listed)
        return Outcomes(self._work, self._claims, self._derivations, pl.concat(self._missing).unique(), hub_ids, counts)


def outcomes_of(claims: pl.DataFrame) -> dict[tuple[str, str], int]:
    """How many claims there are of each `source, outcome`."""
    return {(source, outcome): count for source, outcome, count in claims.group_by("source", "outcome").len().rows()}


def by_source(counts: Mapping[tuple[str, str], int]) -> dict[str, dict[str, int]]:
    """How many claims each source made, and what became of them, by counts of `source, outcome`."""
    found: dict[str, dict[str, int]] = {}
    for (source, outcome), count in sorted(counts.items()):
        found.setdefault(source, {})[outcome] = count
    return found


def write_outcomes(rows: SnapshotRows, outcomes: Outcomes, folder: Path, advance: Advance) -> dict[str, Any]:
    """Write `models.parquet`, `derivations.parquet`, `inferred.parquet` and `claims.parquet`; returns their counts.

    `advance` is called with the number of rows, twice all of them in the end.
    """
    pairs = outcomes.derivations.scan().select("child", "parent", "relation").collect()
    cyclic = on_cycles(pairs["child"], pairs["parent"])
    unfound = bases_not_found(outcomes.claims.scan())
    judged = _judged(rows, outcomes, pairs, unfound)
    models = narrow(rows.scan(), outcomes.missing)
    marked, guessed = marks(models, pairs), _guessed(models, pairs, folder)
    del models, pairs
    advance(rows.height)
    sink(outcomes.claims.scan(), folder / "claims.parquet")
    derivations = write_frames(_derivations(rows.ranges, outcomes, cyclic), folder / "derivations.parquet")
    guessed.write_parquet(folder / "inferred.parquet")
    tables = (outcomes.missing, outcomes.hub_ids, marked, unfound)
    hashes, stems = Pieces(outcomes.work / "hashes"), Pieces(outcomes.work / "stems")
    frames = _models(rows, outcomes, tables, judged, hashes, stems)
    written = write_frames(frames, folder / "models.parquet")
    keep_hashes(folder, hashes.scan())
    keep_stems(folder, stems.scan())
    advance(rows.height)
    counts = {"models": written, "derivations": derivations, "claims": outcomes.counts}
    return counts | {"inferred": guessed.height, "mass_uploads": marked.height}


def _guessed(models: pl.DataFrame, pairs: pl.DataFrame, folder: Path) -> pl.DataFrame:
    """What is inferred (`inference.inferred`); the guesses it comes from are kept."""
    named = named_once(models)
    guesses = Guesses.of(named, pairs)
    keep_guesses(folder, guesses)
    return inferred(guesses, named, pairs)


def _derivations(ranges: Ranges, outcomes: Outcomes, cyclic: npt.NDArray[np.bool_]) -> Iterator[pl.DataFrame]:
    """The derivations of each range with their irregularities; `cyclic` has a flag for each of all, in their order."""
    start = 0
    for number in ranges.numbers:
        piece = outcomes.derivations.read(number)
        flags, start = cyclic[start : start + piece.height], start + piece.height
        yield with_irregularity(piece, flags).select("child", "parent", *DERIVED_FROM.names)


def _judged(rows: SnapshotRows, outcomes: Outcomes, pairs: pl.DataFrame, unfound: pl.DataFrame) -> Pieces:
    """What licences come to, of all models (`licences.judgements`), by ranges; the same few stand at most of them."""
    listed = rows.scan().select("id", "license_name", license=all_licenses())
    stated = pl.concat([listed, outcomes.missing.lazy()], how="diagonal")
    coded = stated.with_columns(pl.col("license", "license_name").cast(pl.Categorical))
    judged = judgements(coded.collect(engine="streaming"), pairs, unfound["id"])
    numbers = judged.select(rows.ranges.number(pl.col("id"))).to_series()
    pieces = Pieces(outcomes.work / "judged")
    for number in rows.ranges.numbers:
        pieces.write(number, judged.filter(numbers == number))
    return pieces


def narrow(rows: pl.LazyFrame, missing: pl.DataFrame) -> pl.DataFrame:
    """`id, author, status, created_at` of every model, of the rows and of the `missing` (`id`), those of a status
    together: taking these copies none of them."""
    listed = rows.select("id", "author", "created_at", status=status_of_row().cast(STATUS))
    unlisted = missing_models(missing).cast({"status": STATUS})
    return pl.concat([listed.collect(engine="streaming"), unlisted], how="diagonal").sort("status")


def _models(
    rows: SnapshotRows,
    outcomes: Outcomes,
    tables: tuple[pl.DataFrame, ...],
    judged: Pieces,
    hashes: Pieces,
    stems: Pieces,
) -> Iterator[pl.DataFrame]:
    """The models of each range (COLUMNS), of which HASHED and STEMS are kept in pieces; the `tables` are missing
    models, claimed `_id`s, marks and bases that were not found."""
    parted = [rows.ranges.parted(table) for table in tables]
    for number, (missing, hub_ids, marked, unfound) in enumerate(zip(*parted, strict=True)):
        known = judged.read(number).with_columns(spelt_out())
        about = AboutModels(missing, hub_ids, marked, unfound, outcomes.claims.read(number), known)
        models = about.with_rows(rows.read(number, MODELS))
        hashes.write(number, models.select(HASHED))
        stems.write(number, stems_of(models))
        yield models.select(COLUMNS)
