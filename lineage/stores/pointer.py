"""The pointer of an embedded store: the name of the file that readers open, which is that of its load."""

from pathlib import Path

from lineage.errors import NotLoadedError, StoreError
from lineage.files.access import ASK_OWNER, NOT_ALLOWED

POINTER = "current"


def embedded_url(folder: Path) -> str:
    """The URL of the embedded store in a folder."""
    return f"embedded:{folder}"


def current(folder: Path) -> str:
    """The name of the file that readers open. Raises NotLoadedError when nothing was loaded, StoreError for no name."""
    try:
        name = (folder / POINTER).read_text(encoding="utf-8").strip()
    except PermissionError as error:
        raise StoreError(f"{folder}: {NOT_ALLOWED}", ASK_OWNER) from error
    except OSError as error:
        raise NotLoadedError(
            f"nothing was loaded into {folder}", "`qwen-lineage load`, or `qwen-lineage run`"
        ) from error
    except ValueError:
        name = ""
    if not name or not name.isprintable() or Path(name).name != name:
        raise StoreError(f"{folder / POINTER}: damaged, it names no file", "load again: `qwen-lineage load --force`")
    return name
