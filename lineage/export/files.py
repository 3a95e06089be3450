"""A subgraph as files: all of them whole, with a manifest beside, or none."""

import hashlib
import json
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from lineage.errors import BadInput, LineageError, one_line, system_error
from lineage.export.about import manifest
from lineage.export.formats.registry import ExportFormat
from lineage.export.subgraph import Subgraph
from lineage.files.output_path import replaceable
from lineage.home.home import json_text

MANIFEST = ".manifest.json"


def write_export(subgraph: Subgraph, format: ExportFormat, path: Path) -> tuple[Path, ...]:
    """Write the format's files at `path` and beside it, and a manifest with their checksums; returns all their paths.

    They are made in a folder of their own and take their places when they are whole: whatever ends it before leaves
    what was there. Raises BadInput where there is no such folder, or no regular file is in the way, LineageError where
    it cannot be written.
    """
    path = replaceable(path)
    if not path.parent.is_dir():
        raise BadInput(f"no folder {path.parent}", "make it first")
    finals = format.paths(path)
    with _work_folder(path) as work:
        made = [work / final.name for final in finals]
        for part, file in zip(format.parts, made, strict=True):
            part.write(subgraph, file)
        stated = {**manifest(subgraph), "format": format.name, "files": [_file(one) for one in made]}
        beside = work / f"{path.name}{MANIFEST}"
        beside.write_text(f"{json.dumps(stated, indent=2, ensure_ascii=False, default=json_text)}\n", encoding="utf-8")
        for file in (*made, beside):
            file.replace(path.with_name(file.name))
    return (*finals, path.with_name(beside.name))


@contextmanager
def _work_folder(path: Path) -> Iterator[Path]:
    work = None
    try:
        work = Path(tempfile.mkdtemp(dir=path.parent, prefix=f".{path.name}."))
        yield work
    except LineageError:
        raise
    except Exception as error:
        if system_error(error) is None:
            raise
        raise LineageError(f"cannot write {path}: {one_line(error)}", "make room, or write it elsewhere") from error
    finally:
        if work is not None:
            shutil.rmtree(work, ignore_errors=True)


def _file(path: Path) -> dict[str, str | int]:
    """A file's line in the manifest."""
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    return {"name": path.name, "bytes": path.stat().st_size, "sha256": digest}
