"""Tables in text (CSV and its kin): the separator, the header, and one record after the other."""

import csv
import io
from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from ingest.rows.rejections import Rejections
from ingest.sources.header_words import ENDS, Target, fold, target_of

MARKS = (",", ";", "\t", "|")
MOST_LINES, MOST_BYTES = 1_000, 1 << 20
"""Of one record whose quotes hold line breaks."""

_HEADER_WITHIN = 1_000
"""Lines of comments that may stand above a header."""


@dataclass(frozen=True, slots=True)
class Header:
    """The cells of a table's first record, its separator, and the number of its line; 0 when there is no header, and
    the first record is data: its cells are the numbers of the columns then."""

    cells: tuple[str, ...]
    separator: str
    line: int

    def targets(self) -> set[Target]:
        return {target for cell in self.cells if (target := target_of(cell)) is not None}


@dataclass(frozen=True, slots=True)
class Record:
    """The cells of one record, and the number of its first line."""

    line: int
    cells: list[str]


def header_of(text: bytes) -> Header | None:
    """The header in the beginning of a text: its first line that is no comment, or a comment that reads like one; None
    when the line is no text."""
    declared = ""
    comment: Header | None = None
    for number, line in enumerate(text.split(b"\n", _HEADER_WITHIN)[:_HEADER_WITHIN], 1):
        words = line.decode("utf-8", "replace").removeprefix("\ufeff").strip("\r\n ")
        if not words.strip():
            continue
        if words.lower().startswith("sep=") and len(words) == 5:
            declared = words[4]
        elif words.startswith("#"):
            comment = _parted(words.lstrip("# "), number, declared)
        else:
            found = _parted(words, number, declared)
            return comment if comment and len(comment.targets()) > len(found.targets()) else found
    return comment


def records(lines: Iterable[tuple[int, bytes]], header: Header, rejections: Rejections) -> Iterator[Record]:
    """Every record behind the header. One that cannot be read is lost alone, and named in the rejections.

    A line that ends within quotes goes on in the next ones; when they do not close within MOST_LINES and MOST_BYTES, or
    the cells are not as many as the header's then, that one line is rejected, and reading goes on behind it.
    """
    csv.field_size_limit(max(csv.field_size_limit(), 2 * MOST_BYTES))
    source = ((number, line) for number, line in lines if number > header.line)
    ahead: deque[tuple[int, bytes]] = deque()
    while (entry := ahead.popleft() if ahead else next(source, None)) is not None:
        number, line = entry
        if line.startswith(b"#"):
            continue
        try:
            yield Record(number, _cells(line.decode(), header.separator))
        except UnicodeDecodeError:
            _lose(rejections, "not UTF-8", number, line)
        except csv.Error:
            cells = _joined(line, ahead, source, header)
            if cells is None:
                _lose(rejections, "broken quotes", number, line)
            else:
                yield Record(number, cells)


def _joined(
    line: bytes, ahead: deque[tuple[int, bytes]], source: Iterator[tuple[int, bytes]], header: Header
) -> list[str] | None:
    """The cells of a line and those behind it as far as its quotes reach; None, and all of them still ahead, when they
    are no record."""
    parts = [line]
    size, is_open = len(line), line.count(b'"') % 2 == 1
    while is_open and len(parts) <= MOST_LINES and size <= MOST_BYTES:
        if len(parts) > len(ahead):
            entry = next(source, None)
            if entry is None:
                break
            ahead.append(entry)
        parts.append(ahead[len(parts) - 1][1])
        size += len(parts[-1])
        is_open ^= parts[-1].count(b'"') % 2 == 1
    if is_open or len(parts) == 1:
        return None
    try:
        cells = _cells(b"".join(parts).decode(), header.separator)
    except (csv.Error, UnicodeDecodeError):
        return None
    if len(cells) != len(header.cells):
        return None
    for _ in parts[1:]:
        ahead.popleft()
    return cells


def _cells(text: str, separator: str) -> list[str]:
    text = text.rstrip("\r\n")
    if '"' not in text:
        return [cell.strip() for cell in text.split(separator)] if separator else [text.strip()]
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator or "\t", strict=True)
    found = [cell.strip() for cell in next(reader)]
    if next(reader, None) is not None:
        raise csv.Error("more than one record")
    return found


def _lose(rejections: Rejections, reason: str, number: int, line: bytes) -> None:
    rejections.read += 1
    rejections.reject(reason, f"line {number}", line)


def _parted(line: str, number: int, declared: str) -> Header:
    """A line's cells by the separator that makes most known words of it, else most cells."""

    def worth(separator: str) -> tuple[int, int]:
        cells = _header_cells(line, separator)
        known = sum(target_of(cell) is not None or fold(cell) in ENDS for cell in cells)
        return known, len(cells)

    best = declared or max(MARKS, key=worth)
    cells = _header_cells(line, best)
    return Header(cells, best if len(cells) > 1 else "", number)


def _header_cells(line: str, separator: str) -> tuple[str, ...]:
    try:
        return tuple(_cells(line, separator))
    except (csv.Error, StopIteration):
        return tuple(cell.strip(' "') for cell in line.split(separator))
