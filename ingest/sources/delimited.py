"""Tables in text (CSV and its kin): the separator, the header, and one record after the other."""

import csv
import io
import re
from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import pairwise

from ingest.rows.rejections import Rejections, Unusable
from ingest.sources.cell_values import is_spreadsheet_error
from ingest.sources.header_words import ENDS, Target, fold, target_of
from ingest.sources.packing import LONGEST_ROW, TOO_LONG

MARKS = (",", ";", "\t", "|")
BLANKS = " "
"""The separator of a table whose cells are parted by any number of blanks."""
MOST_LINES, MOST_BYTES = 1_000, 1 << 20
"""Of one record whose quotes hold line breaks."""

_RULE = re.compile(rb"\s*\|?\s*:?-{3,}:?\s*(?:[|+]\s*:?-{3,}:?\s*)*\|?\s*")

_HEADER_WITHIN = 1_000
"""Lines of comments that may stand above a header."""


@dataclass(frozen=True, slots=True)
class Header:
    """The cells of a table's first record, its separator, and the number of its line; 0 when there is no header, and
    the first record is data: its cells are the numbers of the columns then. Of a Markdown text only lines with a bar
    are records."""

    cells: tuple[str, ...]
    separator: str
    line: int
    is_markdown: bool = False

    def targets(self) -> set[Target]:
        return {target for cell in self.cells if (target := target_of(cell)) is not None}


@dataclass(frozen=True, slots=True)
class Record:
    """The cells of one record, and the number of its first line. One that is not UTF-8 was read as Windows-1252."""

    line: int
    cells: list[str]
    is_recoded: bool = False


def header_of(text: bytes) -> Header | None:
    """The header in the beginning of a text: its first line that is no comment, or a comment that reads like one; None
    when the line is no text."""
    table = _in_prose(text)
    if table is not None:
        return table
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


def _in_prose(text: bytes) -> Header | None:
    """The header of the first table in Markdown that has a column we know, wherever it stands; None when there is
    none."""
    rows = text.split(b"\n", _HEADER_WITHIN)[:_HEADER_WITHIN]
    for number, (line, below) in enumerate(pairwise(rows), 1):
        if b"|" in line and _RULE.fullmatch(below):
            header = _parted(line.decode("utf-8", "replace").removeprefix("\ufeff").strip("\r\n "), number, "|")
            if header.targets():
                return replace(header, is_markdown=True)
    return None


def records(lines: Iterable[tuple[int, bytes]], header: Header, rejections: Rejections) -> Iterator[Record]:
    """Every record behind the header. One that cannot be read is lost alone, and named in the rejections.

    A line that ends within quotes goes on in the next ones; when they do not close within MOST_LINES and MOST_BYTES, or
    the cells are not as many as the header's then, that one line is rejected, and reading goes on behind it. A line
    that begins with `#` is a comment where its cells are not as many as the header's, or a blank follows.
    """
    csv.field_size_limit(max(csv.field_size_limit(), 2 * LONGEST_ROW))
    source = ((number, line) for number, line in lines if number > header.line)
    ahead: deque[tuple[int, bytes]] = deque()
    while (entry := ahead.popleft() if ahead else next(source, None)) is not None:
        number, line = entry
        if header.is_markdown and b"|" not in line:
            continue
        try:
            if line.startswith(b"#") and len(line) <= LONGEST_ROW and _is_comment(line, header):
                continue
            yield _record(number, line, ahead, source, header)
        except Unusable as error:
            rejections.read += 1
            rejections.reject(str(error), f"line {number}", line)


def _is_comment(line: bytes, header: Header) -> bool:
    """Whether a line that begins with `#` is a comment or the header again. Raises Unusable for a comment that has as
    many cells as a row."""
    text = _decoded(line)[0].strip("\r\n ")
    cells = _header_cells(text, header.separator)
    if len(header.cells) == 1 or _header_cells(text.lstrip("# "), header.separator) == header.cells:
        return True
    if len(cells) != len(header.cells):
        return not is_spreadsheet_error(cells[0])
    if text.startswith("# "):
        raise Unusable("commented out")
    return False


def _record(
    number: int, line: bytes, ahead: deque[tuple[int, bytes]], source: Iterator[tuple[int, bytes]], header: Header
) -> Record:
    """The record that begins with a line. Raises Unusable."""
    if len(line) > LONGEST_ROW:
        raise Unusable(TOO_LONG)
    text, is_recoded = _decoded(line)
    if "\r" in text.rstrip("\r\n") and '"' not in text:
        raise Unusable("a carriage return stands in it, which may end a row: save the file with one kind of line end")
    try:
        cells = _cells(text, header.separator)
    except csv.Error:
        joined = _joined(line, ahead, source, header)
        if joined is None:
            raise Unusable("broken quotes") from None
        return Record(number, joined, is_recoded)
    if header.separator == BLANKS and len(cells) != len(header.cells):
        if len(cells) != len(header.cells) + 1 or not cells[0].isdigit():
            raise Unusable("not as many cells as the header")
        cells = cells[1:]  # behind pandas' index, which has no name
    return Record(number, cells, is_recoded)


def _joined(
    line: bytes, ahead: deque[tuple[int, bytes]], source: Iterator[tuple[int, bytes]], header: Header
) -> list[str] | None:
    """The cells of a line and those behind it as far as its quotes reach; None, and all of them still ahead, when they
    are no record. Raises Unusable where they are too long."""
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
    if size > MOST_BYTES and len(parts) > 1:
        raise Unusable(f"broken quotes, or a cell over several lines longer than {MOST_BYTES >> 20} MB")
    if is_open or len(parts) == 1:
        return None
    try:
        cells = _cells(_decoded(b"".join(parts))[0], header.separator)
    except csv.Error:
        return None
    if len(cells) != len(header.cells):
        return None
    for _ in parts[1:]:
        ahead.popleft()
    return cells


def _decoded(line: bytes) -> tuple[str, bool]:
    """A line's text, and whether it is no UTF-8: then as Excel writes it in the West."""
    try:
        return line.decode(), False
    except UnicodeDecodeError:
        return line.decode("cp1252", "replace"), True


def _cells(text: str, separator: str) -> list[str]:
    text = text.rstrip("\r\n")
    if separator == BLANKS and '"' not in text:
        return text.split()
    if '"' not in text:
        return [cell.strip() for cell in text.split(separator)] if separator else [text.strip()]
    reader = csv.reader(
        io.StringIO(text, newline=""),
        delimiter=separator or "\t",
        strict=True,
        skipinitialspace=separator == BLANKS,
    )
    found = [cell.strip() for cell in next(reader)]
    if next(reader, None) is not None:
        raise csv.Error("more than one record")
    return found


def _parted(line: str, number: int, declared: str) -> Header:
    """A line's cells by the separator that makes most known words of it, else most cells; blanks part known words
    alone."""

    def worth(separator: str) -> tuple[int, int]:
        cells = _header_cells(line, separator)
        known = sum(target_of(cell) is not None or fold(cell) in ENDS for cell in cells)
        return known, len(cells)

    best = declared or max(MARKS, key=worth)
    words = line.split()
    if not declared and worth(best)[1] == 1 and len(words) > 1 and worth(BLANKS)[0] == len(words):
        best = BLANKS
    cells = _header_cells(line, best)
    return Header(cells, best if len(cells) > 1 else "", number)


def _header_cells(line: str, separator: str) -> tuple[str, ...]:
    try:
        return tuple(_cells(line, separator))
    except (csv.Error, StopIteration):
        return tuple(cell.strip(' "') for cell in line.split(separator))
