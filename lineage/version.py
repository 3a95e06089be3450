"""Which versions wrote a folder: this project's, and the table library's."""

from importlib.metadata import PackageNotFoundError, version


def our_version() -> str:
    """The installed version of this project; `checkout` when it runs from one that was never installed."""
    try:
        return version("qwen-lineage")
    except PackageNotFoundError:
        return "checkout"


def versions() -> dict[str, str]:
    """What a manifest says of what wrote it."""
    return {"qwen-lineage": our_version(), "polars": version("polars")}
