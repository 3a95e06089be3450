"""By which rules and which table of licences the models of a resolution were judged, in a file beside what it keeps."""

from pathlib import Path

from lineage.licence_digest import table_digest

FOLDER = "kept"
"""The folder of what a resolution keeps for the next one."""

LICENCES = "licences.txt"


def keep_rules(folder: Path) -> None:
    """Write those of this version in the folder of a resolution, which has FOLDER."""
    (folder / FOLDER / LICENCES).write_text(table_digest(), encoding="utf-8")


def judged_by_us(folder: Path) -> bool:
    """Whether the models of a resolution were judged by those of this version."""
    try:
        return (folder / FOLDER / LICENCES).read_text(encoding="utf-8") == table_digest()
    except OSError:
        return False
