"""The container that the engine saves a graph in, given a section that the engine reads but does not write itself.

A container is 13 bytes of header, metadata as JSON with a checksum, packed sections, and, from a multiple of 64 bytes
on, sections that lie as they are, which the metadata list with place, length and checksum. So it is in kglite 0.21.2,
which pyproject.toml pins; what is not as described is refused.
"""

import json
import os
import shutil
from pathlib import Path
from typing import Any, BinaryIO

from isal import isal_zlib

from lineage.errors import StoreError
from lineage.files.checksums import PIECE

MAGIC = b"RGF\x09"
HEADER = 13
LENGTH = slice(9, 13)
"""Where the header tells how many bytes the metadata have."""

CHECKSUM = 4
ALIGNED = 64
ROOM = 512
"""Bytes by which the metadata grow. The packed copy of the topology behind them, which is not read where the sections
are, loses as many."""

TOPOLOGY = "topology_compressed_size"
EDGES = "topo:edge_props"
AS_IS = 17
"""The kind of a section of edges' properties that is not compressed."""


def put_edge_properties(path: Path, section: Path, edges: int) -> None:
    """Have the file read the properties of its edges, of which there must be so many, from `section`; see
    `edge_properties`. Raises StoreError where the engine wrote another kind of file, and OSError."""
    with path.open("r+b") as file, section.open("rb") as payload:
        header, block = _head(file, path)
        metadata = json.loads(block)
        meta, entry = _entry(metadata, "topo:meta", path), _entry(metadata, EDGES, path)
        base = _aligned(HEADER + len(block) + CHECKSUM + _packed(metadata))
        _check_edges(_read(file, base + meta["offset"], meta["len"]), edges, path)
        place = _aligned(file.seek(0, os.SEEK_END))
        file.seek(place)
        shutil.copyfileobj(payload, file, PIECE)
        size = payload.tell()
        entry |= {"kind": AS_IS, "offset": place - base, "len": size, "elem_count": size, "crc32": _crc(payload)}
        metadata["mappable"].sort(key=lambda other: other["offset"])
        metadata[TOPOLOGY] -= ROOM
        _write_head(file, header, metadata, len(block) + ROOM, path)
        file.flush()
        os.fsync(file.fileno())


def _head(file: BinaryIO, path: Path) -> tuple[bytes, bytes]:
    """The header, and the metadata without their checksum."""
    header = file.read(HEADER)
    block = file.read(int.from_bytes(header[LENGTH], "little"))
    text, checksum = block[:-CHECKSUM], block[-CHECKSUM:]
    if not header.startswith(MAGIC) or _checksum(header + text) != checksum:
        raise _refusal(path, "its head")
    return header, text


def _write_head(file: BinaryIO, header: bytes, metadata: Any, length: int, path: Path) -> None:
    text = json.dumps(metadata, ensure_ascii=False, separators=(",", ":")).encode().ljust(length)
    if len(text) != length or metadata[TOPOLOGY] < 0:
        raise _refusal(path, "room for its metadata")
    header = header[: LENGTH.start] + (length + CHECKSUM).to_bytes(4, "little")
    file.seek(0)
    file.write(header + text + _checksum(header + text))


def _entry(metadata: Any, name: str, path: Path) -> Any:
    for entry in metadata["mappable"]:
        if entry["name"] == name:
            return entry
    raise _refusal(path, f"a section {name}")


def _packed(metadata: Any) -> int:
    """How many bytes the packed sections have."""
    columns = (section["compressed_size"] for section in metadata["column_sections"])
    others = (size for name, size in metadata.items() if name.endswith("_compressed_size"))
    return sum(map(int, (*columns, *others)))


def _check_edges(meta: bytes, edges: int, path: Path) -> None:
    """Raise StoreError where not every edge was made, each at the next place."""
    found = json.loads(meta)
    if not found["edge_count"] == found["edge_bound"] == edges:
        raise _refusal(path, f"{edges:,} edges in a row")


def _read(file: BinaryIO, place: int, size: int) -> bytes:
    file.seek(place)
    return file.read(size)


def _crc(file: BinaryIO) -> int:
    crc = 0
    file.seek(0)
    while piece := file.read(PIECE):
        crc = isal_zlib.crc32(piece, crc)
    return crc


def _checksum(data: bytes) -> bytes:
    return isal_zlib.crc32(data).to_bytes(CHECKSUM, "little")


def _aligned(place: int) -> int:
    return -(-place // ALIGNED) * ALIGNED


def _refusal(path: Path, lacking: str) -> StoreError:
    return StoreError(f"{path}: the engine saved a file without {lacking}", "use the version of kglite that is pinned")
