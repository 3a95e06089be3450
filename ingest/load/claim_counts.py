"""What published claims ask of all models, counted when these are loaded."""

from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from ingest.load.kept import keep_matches, kept_matches
from ingest.resolve.touched import new_rows_of, touched_ids
from lineage.resolved import row_counts
from lineage.resolved.resolved_tables import TableFiles
from lineage.resolved.row_counts import RowQuestions


def count_for_claims(resolution: Path, earlier: Path | None) -> None:
    """Keep beside a resolution what the project's claims ask of all its models, by what changed since an earlier one
    where that is known; nothing of models without a column that is asked about, and nothing again."""
    with suppress(pl.exceptions.PolarsError, OSError):
        since = None if earlier is None else _Since.of(resolution, earlier)
        questions = _known_questions() if since is None else since.questions
        if row_counts.kept(resolution)[0] == questions and kept_matches(resolution) is not None:
            return
        matches = None if since is None else since.matches()
        if matches is None:
            questions = _known_questions()
            matches = questions.matches(TableFiles(resolution, "models").scan())
        keep_matches(resolution, matches)
        row_counts.keep(resolution, questions, questions.count(matches))


def _known_questions() -> RowQuestions:
    from lineage.published_claims import known_claims, questions_of  # noqa: PLC0415 - 0.1 s, once for many loads

    return questions_of(known_claims())


@dataclass(frozen=True, slots=True, eq=False)
class _Since:
    """What was asked of an earlier resolution, the matches that were kept of it, the models that may be others since,
    and these as they are now."""

    questions: RowQuestions
    earlier: pl.DataFrame
    touched: pl.Series
    now: TableFiles

    @classmethod
    def of(cls, resolution: Path, earlier: Path) -> "_Since | None":
        """None where that is not known."""
        now, known = TableFiles(resolution, "models"), kept_matches(earlier)
        touched = None if known is None else touched_ids(TableFiles(earlier, "models"), now)
        if known is None or touched is None:
            return None
        return cls(row_counts.kept(earlier)[0], known, touched, now)

    def matches(self) -> pl.DataFrame | None:
        """The earlier ones without those of the touched models, and these models' own; None where what is asked, or
        the models, have other columns."""
        new = self.questions.matches(new_rows_of(self.now, self.touched).lazy())
        if new.schema != self.earlier.schema:
            return None
        return pl.concat([self.earlier.filter(~pl.col("id").is_in(self.touched.hash().implode())), new])
