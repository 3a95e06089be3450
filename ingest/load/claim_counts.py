"""What published claims ask of all models, counted when these are loaded."""

from contextlib import suppress
from pathlib import Path

import polars as pl

from ingest.load.kept import keep_matches, kept_matches
from ingest.resolve.touched import new_rows_of, touched_ids
from lineage import row_counts
from lineage.resolved_tables import TableFiles
from lineage.row_counts import RowQuestions


def count_for_claims(resolution: Path, earlier: Path | None) -> None:
    """Keep beside a resolution what the project's claims ask of all its models, by what changed since an earlier one
    where that is known; nothing of models without a column that is asked about."""
    with suppress(pl.exceptions.PolarsError, OSError):
        since = None if earlier is None else _matches_since(resolution, earlier)
        questions, matches = since or _all_matches(resolution)
        if row_counts.kept(resolution)[0] != questions or kept_matches(resolution) is None:
            keep_matches(resolution, matches)
            row_counts.keep(resolution, questions, questions.count(matches))


def _all_matches(resolution: Path) -> tuple[RowQuestions, pl.DataFrame]:
    from lineage.published_claims import known_claims, questions_of  # noqa: PLC0415 - 0.1 s, once for many loads

    questions = questions_of(known_claims())
    return questions, questions.matches(TableFiles(resolution, "models").scan())


def _matches_since(resolution: Path, earlier: Path) -> tuple[RowQuestions, pl.DataFrame] | None:
    """What was asked of an earlier resolution, whose matches were kept: these without those of the models that changed
    since, and these models' own. None where that is not known."""
    (questions, _), known = row_counts.kept(earlier), kept_matches(earlier)
    before, now = TableFiles(earlier, "models"), TableFiles(resolution, "models")
    ids = None if known is None else touched_ids(before, now)
    if known is None or ids is None:
        return None
    new = questions.matches(new_rows_of(now, ids).lazy())
    if new.schema != known.schema:
        return None
    return questions, pl.concat([known.filter(~pl.col("id").is_in(ids.hash().implode())), new])
