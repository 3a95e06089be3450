"""The formats of files, one module each: a subgraph as pieces of text, or as a Parquet file."""
