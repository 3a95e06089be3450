"""Packed files are known by their first bytes, read to their end, and refused when they break off."""

import gzip
import json
import sys
import tracemalloc
from pathlib import Path
from typing import Any

import pytest

from ingest.sources import import_file, packing
from ingest.sources.packing import unpacked
from lineage.errors import BadFile
from lineage.home.home import Home

TEXT = b"".join(json.dumps({"_id": str(n), "id": f"a/{n}", "createdAt": None}).encode() + b"\n" for n in range(5_000))


def zstd(data: bytes) -> bytes:
    packer: Any = pytest.importorskip("compression.zstd" if sys.version_info >= (3, 14) else "zstandard")
    return bytes(packer.compress(data))


@pytest.mark.parametrize("kind", ["plain", "gzip", "zstd", "gzip twice", "zstd twice"])
def test_a_file_is_unpacked_whatever_its_name(kind: str, tmp_path: Path) -> None:
    pack = {"plain": bytes, "gzip": gzip.compress, "zstd": zstd}[kind.partition(" ")[0]]
    half = len(TEXT) // 2
    parts = [TEXT[:half], TEXT[half:]] if "twice" in kind else [TEXT]
    (tmp_path / "x.parquet").write_bytes(b"".join(pack(part) for part in parts))
    with unpacked(tmp_path / "x.parquet") as file:
        assert file.read() == TEXT


@pytest.mark.parametrize("pack", [gzip.compress, zstd])
def test_a_file_that_breaks_off_is_refused(pack: Any, tmp_path: Path) -> None:
    (tmp_path / "x").write_bytes(pack(TEXT)[:-40])
    with pytest.raises(BadFile, match=r"broken (gzip|zstd)"):
        import_file(tmp_path / "x", Home(tmp_path / "home"))
    assert not list((tmp_path / "home").rglob("*.*"))


def test_a_whole_hub_dump_in_zstd(tmp_path: Path) -> None:
    (tmp_path / "x").write_bytes(zstd(TEXT))
    manifest = json.loads((import_file(tmp_path / "x", Home(tmp_path)) / "manifest.json").read_text())
    assert manifest["listed"] == 5_000


def test_without_a_reader_of_zstd_the_package_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(name: str) -> None:
        raise ImportError(name)

    monkeypatch.setattr(packing, "import_module", missing)
    (tmp_path / "x").write_bytes(b"\x28\xb5\x2f\xfd123456")
    with pytest.raises(BadFile, match="zstandard") as caught:
        import_file(tmp_path / "x", Home(tmp_path))
    assert "qwen-lineage[zstd]" in caught.value.hint


ROWS = {
    "csv": b"child,parent\na/b,c/d\ne/f,%s\ng/h,c/d\n",
    "json": b'{"id": "a/b"}\n{"id": "e/f", "x": "%s"}\n{"id": "g/h"}\n',
}


@pytest.mark.parametrize("kind", ROWS)
def test_a_line_without_end_is_lost_alone_and_never_held(kind: str, tmp_path: Path) -> None:
    """64 MB of it are packed in 64 KB."""
    (tmp_path / "x").write_bytes(gzip.compress(ROWS[kind] % (b"z" * (1 << 26))))
    tracemalloc.start()
    manifest = json.loads((import_file(tmp_path / "x", Home(tmp_path)) / "manifest.json").read_text())
    held = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert (manifest["listed"], manifest["counts"]["rejected"]) == (2, {"a line longer than 8 MB": 1})
    assert held < 1 << 26


def test_a_document_that_unpacks_out_of_all_proportion_is_refused(tmp_path: Path) -> None:
    (tmp_path / "x").write_bytes(gzip.compress(b'[{"id": "a/b", "x": "' + b"z" * (1 << 27) + b'"}]'))
    with pytest.raises(BadFile, match="unpacks to more than 250 times its size"):
        import_file(tmp_path / "x", Home(tmp_path))
