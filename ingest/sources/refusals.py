"""Files that are known and not read: what each is, and what to do with it."""

import re
import shlex
from pathlib import Path

from ingest.snapshots.parts import REPLACED
from lineage.errors import BadFile

_AS_TABLE = "write it as a table first: CSV, JSON lines or Parquet"
_MAGIC = (
    (b"SQLite format 3\0", "a SQLite database", "write the table out: sqlite3 FILE -header -csv 'SELECT * FROM ...'"),
    (b"ARROW1", "an Arrow (Feather) file", "write it as Parquet: polars.read_ipc(FILE).write_parquet(...)"),
    (b"\xff\xff\xff\xff", "an Arrow stream, as `datasets` keeps", "write it out: dataset.to_parquet(...)"),
    (b"\x89HDF\r\n", "an HDF5 file", _AS_TABLE),
    (b"Obj\x01", "an Avro file", _AS_TABLE),
    (b"ORC", "an ORC file", _AS_TABLE),
    (b"%PDF", "a PDF", _AS_TABLE),
    (b"7z\xbc\xaf\x27\x1c", "a 7z archive", "unpack it, and import the file or the folder in it"),
    (b"Rar!", "a RAR archive", "unpack it, and import the file or the folder in it"),
    (b"\xd0\xcf\x11\xe0", "an old Excel or Word file", "save it as CSV (UTF-8), and import that"),
    (b"\x93NUMPY", "a NumPy array", _AS_TABLE),
    (b"RDX", "an R data file", "write it as a table first: write.csv(x, FILE, row.names = FALSE)"),
)
_PICKLE = re.compile(rb"\x80[\x02-\x05]")
_HTML = re.compile(rb"<(?:!doctype html|html|head|body)\b", re.IGNORECASE)
_OF_ONE_MODEL = (
    (re.compile(rb"---[ \t]*\r?\n").match, "model card"),
    (re.compile(rb"(?m)^merge_method[ \t]*:").search, "mergekit configuration"),
    (re.compile(rb"(?:(?:#[^\n]*)?\n)*(?:base_model|model_name_or_path): *\S+ *\n").match, "training's configuration"),
    (re.compile(rb'\{(?=[^{}]*"peft_type"\s*:)[^{}]*"base_model_name_or_path"\s*:').match, "adapter's configuration"),
)


def refuse_known(path: Path, head: bytes) -> None:
    """Raises BadFile for a file whose first bytes, unpacked, are those of something that holds no text."""
    known = next(((what, hint) for magic, what, hint in _MAGIC if head.startswith(magic)), None)
    if known is None and head.startswith(b"PK\x03\x04"):
        known = _zip(head)
    if known is None and head[257:262] == b"ustar":
        known = "a tar archive", f"unpack it, and import the file or the folder in it: tar xf {path.name}"
    if known is None and head[8:12] == b"DUCK":
        known = "a DuckDB database", "write the table out: COPY table TO 'models.parquet'"
    if known is None and _PICKLE.match(head):
        known = "a Python pickle, which nobody should open unseen", _AS_TABLE
    if known is not None:
        raise BadFile(f"{path}: {known[0]}", known[1])


def refuse_part(path: Path) -> None:
    """Raises BadFile for a file of a refreshed snapshot, not all of whose rows hold."""
    folder = path.absolute().parent
    snapshot = folder.parent
    if folder.name == "models" and all((snapshot / name).is_file() for name in (REPLACED, "manifest.json")):
        hint = f"it is a snapshot already: copy {snapshot} below `snapshots` of the home, and resolve it there"
        raise BadFile(f"{path}: of a refreshed snapshot, whose files have rows that hold no more", hint)


def _zip(head: bytes) -> tuple[str, str]:
    if b"[Content_Types].xml" in head[:100] or b"xl/" in head[:4096]:
        return "an Excel workbook or another Office document", "save the sheet as CSV (UTF-8), and import that"
    return "a zip archive", "unpack it, and import the file or the folder in it"


def refuse_text(path: Path, text: bytes) -> None:
    """Raises BadFile for a page of HTML, and for what is about one model that it does not name."""
    if text.startswith(b"<"):
        if _HTML.search(text[:4096]):
            raise BadFile(f"{path}: a page of HTML, no data", "download the file itself, not the page about it")
        raise BadFile(f"{path}: markup that is neither GraphML nor GEXF", "write it as a graph, or as a table: CSV")
    what = next((what for is_one, what in _OF_ONE_MODEL if is_one(text[:100_000])), None)
    if what is not None:
        raise BadFile(
            f"{path}: one {what}", f"say whose it is: `qwen-lineage import {shlex.quote(str(path))} --id owner/name`"
        )


def refuse_encoding(path: Path, text: bytes) -> None:
    """Raises BadFile for text that is no UTF-8, or whose lines end as nothing reads them."""
    head = text[:4096]
    for order, zeros in (("LE", head[1::2]), ("BE", head[::2])):
        if len(zeros) > 1 and zeros.count(0) > 0.9 * len(zeros):
            hint = f"save it as UTF-8: iconv -f UTF-16{order} -t UTF-8 FILE > NEW"
            raise BadFile(f"{path}: every second byte is zero, as in UTF-16 without a mark", hint)
    if b"\r" in head and b"\n" not in head:
        hint = "save it with line feeds: tr '\\r' '\\n' < FILE > NEW"
        raise BadFile(f"{path}: no line ends, only carriage returns", hint)
