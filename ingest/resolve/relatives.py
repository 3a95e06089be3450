"""Who was derived from some models, and from whom these were."""

import polars as pl


def below(models: pl.DataFrame, pairs: pl.DataFrame) -> pl.DataFrame:
    """The models (`id`) and all that was derived from them by the derivations `child, parent`."""
    return _reached(models, pairs.select(start="parent", end="child"))


def above(models: pl.DataFrame, pairs: pl.DataFrame) -> pl.DataFrame:
    """The models (`id`) and all that they were derived from by the derivations `child, parent`."""
    return _reached(models, pairs.select(start="child", end="parent"))


def _reached(models: pl.DataFrame, steps: pl.DataFrame) -> pl.DataFrame:
    reached = fresh = models.unique()
    while not fresh.is_empty():
        ends = steps.join(fresh, left_on="start", right_on="id", how="semi").select(id="end").unique()
        fresh = ends.join(reached, on="id", how="anti")
        reached = pl.concat([reached, fresh])
    return reached
