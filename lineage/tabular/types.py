"""The polars types of what the graph's schema declares."""

import polars as pl
from polars.datatypes import DataType, DataTypeClass

Dtype = DataType | DataTypeClass

OF_SCHEMA: dict[str, Dtype] = {
    "string": pl.String,
    "integer": pl.Int64,
    "float": pl.Float64,
    "boolean": pl.Boolean,
    "datetime": pl.Datetime("us", "UTC"),
    "strings": pl.List(pl.String),
}
