"""The models of a resolution where little has changed since an earlier one: most are as they were."""

from dataclasses import dataclass

import polars as pl

from ingest.resolve.changed_rows import ChangedRows, is_among
from ingest.resolve.kept import EarlierResolution
from ingest.resolve.licences import judgements
from ingest.resolve.mass_uploads import marks
from ingest.resolve.outcomes import AboutModels
from ingest.resolve.ranges import Ranges
from ingest.resolve.relatives import above, below


@dataclass(frozen=True, slots=True, eq=False)
class ChangedModels:
    """The models of a snapshot by ranges of their ids (`outcomes.ModelRows`).

    `touched` (`id`) are those that were read again, are called otherwise now, or whose claims are decided anew;
    `authors` theirs, then and now. What is not touched is as the earlier resolution has it, but for marks of mass
    uploads, which go by all that an author has, and for an `_id` that the Hub names though the model has none.
    """

    rows: ChangedRows
    earlier: EarlierResolution
    touched: pl.DataFrame
    authors: pl.DataFrame

    @classmethod
    def of(cls, rows: ChangedRows, earlier: EarlierResolution, decided: pl.DataFrame) -> "ChangedModels":
        """`decided` (`child`) are the models whose claims are decided anew."""
        touched = pl.concat([rows.stale, decided.select(id="child")]).unique()
        held = pl.scan_parquet(earlier.table("models"), glob=False)
        of_touched = [some.filter(is_among("id", touched)).select("author") for some in (held, rows.scan())]
        return cls(rows, earlier, touched, pl.concat(of_touched).unique().collect())

    @property
    def ranges(self) -> Ranges:
        """Those of the rows."""
        return self.rows.ranges

    @property
    def height(self) -> int:
        """How many rows there are."""
        return self.rows.height

    def scan(self) -> pl.LazyFrame:
        """All rows as the snapshot has them, in no order."""
        return self.rows.scan()

    def marks(self, models: pl.DataFrame, pairs: pl.DataFrame) -> pl.DataFrame:
        """`id, mass_upload`: those of the touched authors are found anew (`mass_uploads.marks`)."""
        some = models.filter(self._of_touched_author())
        of_some = pairs.filter(is_among("child", some.select("id")))
        held = pl.scan_parquet(self.earlier.table("models"), glob=False).select("id", "author", "mass_upload")
        others = held.filter(pl.col("mass_upload").is_not_null(), ~self._of_touched_author()).drop("author").collect()
        return pl.concat([others, marks(some, of_some)]).sort("id")

    def judged(self, stated: pl.LazyFrame, pairs: pl.DataFrame) -> pl.DataFrame:
        """What licences come to, of the models that state another one, were derived otherwise, or are below such."""
        held = pl.scan_parquet(self.earlier.table("models"), glob=False).select("id", "license", "license_name")
        before = pl.scan_parquet(self.earlier.table("derivations"), glob=False).select(pairs.columns).collect()
        seeds = pl.concat([_stating_otherwise(held, stated), _derived_otherwise(before, pairs)])
        changed = below(seeds, pairs)
        with_above = above(changed, pairs)
        some = stated.filter(is_among("id", with_above)).collect()
        return judgements(some, pairs.filter(is_among("child", with_above))).filter(is_among("id", changed))

    def models(self, number: int, about: AboutModels) -> pl.DataFrame:
        """The models of a range (COLUMNS) with their HASH, sorted by id."""
        held, holds = self.rows.held(number)
        otherwise = is_among("id", self._made_again(held, about))
        rows = pl.concat([self.rows.again(held.filter(holds & otherwise)), self.rows.read(number)])
        judged = held.select(about.judged.columns).filter(otherwise, ~is_among("id", about.judged.select("id")))
        made = about.with_rows(rows, pl.concat([judged, about.judged]))
        return pl.concat([held.filter(holds & ~otherwise), made]).sort("id")

    def _made_again(self, held: pl.DataFrame, about: AboutModels) -> pl.DataFrame:
        """`id`: those that are touched, marked or judged otherwise, missing, or without an `_id` of their own."""
        marked = held.filter(self._of_touched_author()).select("id", was="mass_upload")
        marked = marked.join(about.marks, on="id", how="left")
        otherwise = marked.filter(pl.col("was").ne_missing(pl.col("mass_upload"))).select("id")
        return pl.concat([self.touched, self.rows.nameless, otherwise, about.judged.select("id"), about.missing])

    def _of_touched_author(self) -> pl.Expr:
        """Whether a model has one of these authors; all without any count as one."""
        return pl.col("author").is_null() | is_among("author", self.authors)


def _stating_otherwise(held: pl.LazyFrame, stated: pl.LazyFrame) -> pl.DataFrame:
    """`id` of the models whose licence (`id, license, license_name`) is not what is held of them."""
    columns = held.collect_schema().names()
    return stated.join(held, on=columns, how="anti", nulls_equal=True).select("id").collect()


def _derived_otherwise(before: pl.DataFrame, pairs: pl.DataFrame) -> pl.DataFrame:
    """`id` of the children that have a derivation less, more, or of another relation than before."""
    both = ((before, pairs), (pairs, before))
    return pl.concat([some.join(other, on=some.columns, how="anti").select(id="child") for some, other in both])
