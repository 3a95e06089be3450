"""Which derivations lie on a cycle: those within a strongly connected component of more than one model."""

import numpy as np
import numpy.typing as npt
import polars as pl

from lineage.frozen.derivations.components import cyclic_edges


def on_cycles(children: pl.Series, parents: pl.Series) -> npt.NDArray[np.bool_]:
    """One flag an edge, whose ends are ids. Self-references count as no cycle."""
    codes = pl.concat([children, parents]).cast(pl.Categorical).to_physical().to_numpy().astype(np.int64)
    child, parent = np.split(codes, 2)
    return cyclic_edges(child, parent, int(codes.max(initial=-1)) + 1)
