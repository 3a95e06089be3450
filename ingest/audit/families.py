"""Which family each model of a resolution belongs to, at one look: the root above its first parent."""

import numpy as np
import polars as pl


def families(derivations: pl.DataFrame) -> pl.DataFrame:
    """`id, family` of every model with a relative; a model of several families is put into that of its first parent.

    On a cycle that nothing leads out of, the first id stands for the root.
    """
    real = derivations.filter(pl.col("child") != pl.col("parent")).select("child", "parent")
    ids = pl.concat([real["child"], real["parent"]]).unique().sort()
    parent = np.arange(len(ids))
    numbers = pl.DataFrame({"id": ids, "number": parent})
    child, above = (
        real.select(id=end).join(numbers, on="id", how="left", maintain_order="left")["number"]
        for end in ("child", "parent")
    )
    first = pl.DataFrame({"child": child, "above": above}).group_by("child").agg(pl.col("above").min())
    parent[first["child"].to_numpy()] = first["above"].to_numpy()
    return pl.DataFrame({"id": ids, "family": ids.gather(_roots(parent))})


def families_of(ids: pl.Series, derivations: pl.DataFrame) -> pl.DataFrame:
    """As `families`, of those of some models that have a relative: of these and what is above them alone."""
    found = [derivations.filter(pl.col("parent").is_in(ids.implode())).unique("parent")]
    seen = level = ids.unique()
    while not level.is_empty():
        found.append(derivations.filter(pl.col("child").is_in(level.implode())))
        above = found[-1]["parent"].unique()
        level = above.filter(~above.is_in(seen.implode()))
        seen = pl.concat([seen, level.rename(seen.name)])
    return families(pl.concat(found)).join(ids.unique().to_frame("id"), on="id", how="semi")


def _roots(parent: np.ndarray) -> np.ndarray:
    """For each number the one that its way up ends at: a number that is its own parent, or the least of a cycle."""
    jump, least = parent.copy(), np.minimum(parent, np.arange(len(parent)))
    for _ in range(max(1, len(parent)).bit_length()):
        least = np.minimum(least, least[jump])
        jump = jump[jump]
    ends: np.ndarray = np.where(parent[jump] == jump, jump, least[jump])
    return ends
