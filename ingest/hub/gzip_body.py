"""The body of an answer, out of its gzip: checked to the end, and never more than a listing can be."""

from huggingface_hub.utils import httpx
from isal import igzip_lib, isal_zlib

LARGEST = 64 * 2**20
"""Bytes; a page of 1,000 models takes about 1 MB. A small answer can unpack to more than the memory there is."""

LARGEST_PACKED = LARGEST // 2
"""Bytes of an answer as it comes, packed or not."""

UNTRUSTED = "x-hf-warning"
"""A header whose text the Hub's client prints to the terminal as it is."""

_PACKED = "qwen_lineage.packed"
_MAGIC = b"\x1f\x8b"
_PAGE = 16 * 2**20  # bytes to make room for at once, at most
_MOST_PACKED = 1032  # deflate cannot pack more than so many bytes into one
_GZIP = 16 + 15  # the window's bits, and that the header is gzip's


def unpacked(response: httpx.Response, body: bytes) -> httpx.Response:
    """The answer with its `body`, which came as the answer's Content-Encoding says; `packed` gives it as it came.

    Raises httpx.DecodingError for gzip that breaks off, does not fit its checksum, or unpacks to more than LARGEST, and
    for any other encoding: none was asked for, and httpx would unpack it without a bound.
    """
    headers = response.headers.copy()
    headers.pop(UNTRUSTED, None)
    encoding = headers.pop("content-encoding", "").strip().lower()
    content = body
    if body and encoding in ("gzip", "x-gzip"):
        content = gunzip(body)
    elif body and encoding not in ("", "identity"):
        raise httpx.DecodingError("the answer is packed in a way that was not asked for")
    return httpx.Response(
        response.status_code,
        headers=headers,
        content=content,
        request=response.request,
        extensions={_PACKED: body} if content is not body else None,
    )


def packed(response: httpx.Response) -> bytes:
    """The body of an `unpacked` answer as gzip if it came so, else as it is."""
    body: bytes = response.extensions.get(_PACKED, response.content)
    return body


def text_of(body: bytes) -> bytes:
    """What `packed` gave, out of its gzip. No JSON begins as gzip does."""
    return gunzip(body) if body.startswith(_MAGIC) else body


def gunzip(body: bytes) -> bytes:
    """gzip's content, in a third of the standard library's time. Raises httpx.DecodingError, as `unpacked` says."""
    try:
        if len(body) * _MOST_PACKED > LARGEST:
            return _bounded(body)
        stated = int.from_bytes(body[-4:], "little")  # at the end of gzip; only where to begin, so it may lie
        content: bytes = isal_zlib.decompress(body, _GZIP, bufsize=min(stated, _PAGE) + 1)
    except igzip_lib.IsalError as error:  # type: ignore[misc]  # its stub leaves out the base class
        raise httpx.DecodingError(f"the gzip is broken: {error}") from error
    return content


def _bounded(body: bytes) -> bytes:
    unpacking = isal_zlib.decompressobj(_GZIP)
    content: bytes = unpacking.decompress(body, LARGEST)
    if not unpacking.eof:
        why = f"unpacks to more than {LARGEST:,} bytes" if unpacking.unconsumed_tail else "breaks off"
        raise httpx.DecodingError(f"the gzip {why}")
    return content
