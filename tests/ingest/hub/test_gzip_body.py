"""A gzip body is unpacked to its end and checked, whatever a broken line or a hostile server makes of it."""

import gzip
import random

import pytest
from huggingface_hub.utils import httpx

from ingest.hub import gzip_body
from ingest.hub.gzip_body import gunzip, packed, text_of, unpacked

TEXT = b'[{"id": "a/b"}]' * 100
PACKED = gzip.compress(TEXT, mtime=0)  # so that a test has the same name in every process


def answer(raw: bytes, **headers: str) -> httpx.Response:
    return unpacked(httpx.Response(200, headers=headers, request=httpx.Request("GET", "http://hub")), raw)


@pytest.mark.parametrize(
    ("encoding", "raw"),
    [("gzip", PACKED), (" GZIP ", PACKED), ("x-gzip", PACKED), ("identity", TEXT), ("", TEXT)],
)
def test_an_answer_reads_the_same_however_it_came(encoding: str, raw: bytes) -> None:
    came = answer(raw, **{"content-encoding": encoding, "x-request-id": "1"})
    assert (came.content, came.headers["x-request-id"]) == (TEXT, "1")
    assert packed(came) == raw
    assert text_of(packed(came)) == TEXT


def test_an_answer_without_a_body_is_empty() -> None:
    assert answer(b"", **{"content-encoding": "gzip"}).content == b""


@pytest.mark.parametrize(
    ("raw", "why"),
    [
        (PACKED[: len(PACKED) // 2], "truncated"),
        (PACKED[:-1], "truncated"),
        (PACKED[:5], "truncated"),
        (PACKED[:-4] + b"\xff\xff\xff\xff", "broken"),
        (PACKED[:-8] + bytes(8), "broken"),
        (PACKED[:15] + bytes([PACKED[15] ^ 255]) + PACKED[16:], "broken"),
        (b"<html>" * 9, "broken"),
    ],
)
def test_gzip_that_is_not_whole_is_an_error_to_try_again_after(raw: bytes, why: str) -> None:
    with pytest.raises(httpx.DecodingError, match=why):
        answer(raw, **{"content-encoding": "gzip"})


@pytest.mark.parametrize("end", [0, 1, -1])
def test_a_large_body_is_read_to_its_end_too(end: int, monkeypatch: pytest.MonkeyPatch) -> None:
    text = random.Random(1).randbytes(3000)
    raw = gzip.compress(text)
    monkeypatch.setattr(gzip_body, "LARGEST", 10**6)  # so that this is large
    if end >= 0:
        assert gunzip(raw + bytes(end)) == text
    else:
        with pytest.raises(httpx.DecodingError, match="breaks off"):
            gunzip(raw[:end])


def test_a_small_answer_does_not_unpack_to_more_than_a_listing_can_be(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gzip_body, "LARGEST", 10**6)
    assert len(gunzip(gzip.compress(bytes(10**6)))) == 10**6
    with pytest.raises(httpx.DecodingError, match="more than 1,000,000 bytes"):
        gunzip(gzip.compress(bytes(10**6 + 1)))
