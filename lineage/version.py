"""Which versions wrote a folder: this project's, and the table library's."""

from lineage import __version__


def versions() -> dict[str, str]:
    """What a manifest says of what wrote it."""
    from importlib.metadata import version  # noqa: PLC0415 - it takes longer than what is asked

    return {"qwen-lineage": __version__, "polars": version("polars")}
