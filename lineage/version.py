"""Which versions wrote a folder: this project's, and the table library's."""

from functools import cache


@cache
def our_version() -> str:
    """The installed version of this project; `checkout` when it runs from one that was never installed."""
    from importlib.metadata import PackageNotFoundError, version  # noqa: PLC0415 - it takes longer than what is asked

    try:
        return version("qwen-lineage")
    except PackageNotFoundError:
        return "checkout"


def versions() -> dict[str, str]:
    """What a manifest says of what wrote it."""
    from importlib.metadata import version  # noqa: PLC0415

    return {"qwen-lineage": our_version(), "polars": version("polars")}
