"""The pointer of an embedded store: the name of the file that readers open, which is that of its load."""

from pathlib import Path

from lineage.errors import NotLoadedError

POINTER = "current"


def embedded_url(folder: Path) -> str:
    """The URL of the embedded store in a folder."""
    return f"embedded:{folder}"


def current(folder: Path) -> str:
    """The name of the file that readers open. Raises NotLoadedError when nothing was loaded."""
    try:
        return (folder / POINTER).read_text().strip()
    except OSError as error:
        raise NotLoadedError(
            f"nothing was loaded into {folder}", "`qwen-lineage load`, or `qwen-lineage run`"
        ) from error
