"""Which threads answer a request: what takes long waits for what takes long, and never in front of a page."""

import re
from enum import StrEnum
from urllib.parse import parse_qsl

from waitress.task import ThreadedTaskDispatcher

from lineage.statement_limits import runs_at_once


class Lane(StrEnum):
    """Kinds of requests, each with threads of its own."""

    PAGES = "pages"
    STATEMENTS = "statements"
    TABLES = "tables"


PAGES = 8
TABLES = 1
"""A table is written by us: one processor's work."""
WRITTEN = {("format", "csv"), ("format", "json"), ("format", "parquet"), ("subtree", "1")}
READING = ("GET", "HEAD")
"""Methods that have a view make its answer."""
EXPORT = "/api/v1/export"
ASKING = re.compile(r"(?:/api/v1)?/cypher(?:/.*)?|/questions/[^/]+")
"""Paths of questions, of the console and of its API, below the path that the app stands at; no model's, whatever its
name."""


def lane_of(method: str, path: str, query: str, prefix: str = "") -> Lane:
    """Statements run at paths of questions and of the console, tables are written with `format=csv` and the like,
    documents with `subtree=1`, exports at a path of their own, and so for HEAD, whose answer is made as that of GET.
    Cancelling is as quick as a page."""
    if method not in READING:
        return Lane.PAGES
    below = path.removeprefix(prefix)
    if ASKING.fullmatch(below):
        return Lane.STATEMENTS
    return Lane.TABLES if below == EXPORT or WRITTEN & set(parse_qsl(query)) else Lane.PAGES


def dispatchers() -> dict[Lane, ThreadedTaskDispatcher]:
    """The threads of each lane, started now: for statements those that run, twice as many that wait, some to refuse."""
    counts = {Lane.PAGES: PAGES, Lane.STATEMENTS: 4 * runs_at_once(), Lane.TABLES: TABLES}
    lanes = {lane: ThreadedTaskDispatcher() for lane in Lane}
    for lane, dispatcher in lanes.items():
        dispatcher.set_thread_count(counts[lane])
    return lanes
