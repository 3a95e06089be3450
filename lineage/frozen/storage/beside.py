"""Arrays that lie in a folder of their own beside those of a frozen graph, and follow a table."""

from pathlib import Path

from lineage.errors import BadFile
from lineage.frozen.storage.arrays import AGAIN, ArrayFile, Arrays, ArrayWriter
from lineage.home.home import FolderKind, read_manifest, write_manifest


def write(folder: Path, kind: FolderKind, table: str, arrays: Arrays) -> None:
    """Write arrays into a folder that is there; its manifest, with the digest of the `table`, comes last."""
    with ArrayWriter(folder) as out:
        out.add(arrays)
    described = {"kind": kind, "table": table, "version": out.digest}
    write_manifest(folder, {**described, "checksum of arrays": str(out.checksum), "arrays": out.places})


def read(folder: Path, kind: FolderKind) -> tuple[str, ArrayFile]:
    """The digest of the table and the arrays that `write` wrote. Raises BadFile, NewerFormat."""
    manifest = read_manifest(folder, kind)
    try:
        return manifest["table"], ArrayFile(folder, manifest["arrays"], manifest["checksum of arrays"])
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise BadFile(f"{folder}: no {kind} ({error!r})", AGAIN) from error
