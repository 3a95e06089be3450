"""What published claims ask of all models, counted when these are loaded."""

from contextlib import suppress
from pathlib import Path

import polars as pl

from ingest.load.kept import keep_matches, kept_matches
from ingest.resolve.touched import touched_ids
from lineage.published_claims import known_claims, row_counts
from lineage.published_claims.row_counts import RowQuestions
from lineage.resolved_tables import TableFiles


def count_for_claims(resolution: Path, earlier: Path | None) -> None:
    """Keep beside a resolution what the project's claims ask of all its models, by what changed since an earlier one
    where that is known; nothing of models without a column that is asked about."""
    questions = RowQuestions.of(known_claims())
    with suppress(pl.exceptions.PolarsError, OSError):
        matches = earlier and _matches_since(questions, resolution, earlier)
        if matches is None:
            matches = questions.matches(TableFiles(resolution, "models").scan())
        keep_matches(resolution, matches)
        row_counts.keep(resolution, questions.count(matches))


def _matches_since(questions: RowQuestions, resolution: Path, earlier: Path) -> pl.DataFrame | None:
    """The matches that were kept of an earlier resolution without those of the models that changed since, and these
    models' own; None where that is not known, or another version asked."""
    known, before, now = kept_matches(earlier), TableFiles(earlier, "models"), TableFiles(resolution, "models")
    ids = None if known is None else touched_ids(before, now)
    if known is None or ids is None:
        return None
    changed = pl.scan_parquet(now.changes, glob=False).filter(pl.col("id").is_in(ids.implode()))
    new = questions.matches(changed)
    if new.schema != known.schema:
        return None
    return pl.concat([known.filter(~pl.col("id").is_in(ids.hash().implode())), new])
