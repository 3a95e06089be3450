"""One spelling of a name, whoever asks: of a column of names, or of one."""

import polars as pl
from hypothesis import example, given, settings
from hypothesis import strategies as st

from ingest.inference.names import folded
from lineage.weight_formats.names import folded_name


@settings(deadline=None)
@given(st.lists(st.text("aBqW27-_. ", max_size=16) | st.text(max_size=8).filter(lambda name: "/" not in name)))
@example(["Qwen2.5_7B", "--a..b__", "", "-_. ", "\u0130a", "\u03a3\u03a3"])
def test_a_name_has_one_spelling_in_a_column_and_alone(names: list[str]) -> None:
    column = pl.DataFrame({"name": names}, schema={"name": pl.String}).select(folded(pl.col("name")))
    assert column.to_series().to_list() == [folded_name(name) for name in names]
