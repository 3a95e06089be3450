"""Ways an answer breaks, whatever was asked for: each is a plan that strikes twice, and one that strikes for ever."""

from collections.abc import Iterator
from http import HTTPStatus

from tests.ingest.faults import transmission
from tests.ingest.faults.changes import (
    at_faulty_page,
    half_of_the_gzip,
    half_of_the_json,
    status,
    stranger,
    written,
)
from tests.ingest.faults.plan import ExpectedResult, Fault, FaultPlan

_HTML = b"<!doctype html><title>We are sorry</title>"
_SPENT = (("RateLimit", '"api";r=0;t=2'), ("RateLimit-Policy", '"fixed window";"api";q=500;w=300'))

BREAKS: dict[str, tuple[str, Fault]] = {
    "429": ("429 with `r=0;t=2`", status(429, *_SPENT)),
    "429-bare": ("429 of the network in front, without headers", stranger(_HTML, "text/html", 429)),
    **{str(code): (f"{code} {HTTPStatus(code).phrase}", status(code)) for code in (500, 502, 503, 504, 408)},
    "520": ("520 of the network in front", stranger(_HTML, "text/html", 520)),
    "short-body": ("a body shorter than its Content-Length", written(transmission.short)),
    "broken-chunk": ("a chunk that breaks off", written(transmission.broken_chunk)),
    "reset": ("a reset in mid-body", written(transmission.reset)),
    "until-close": (
        "half a body that ends with the connection, without Content-Length",
        written(transmission.until_close),
    ),
    "truncated-gzip": ("half of a gzip body, of the right length", half_of_the_gzip),
    "truncated-json": ("half of the JSON, of the right length", half_of_the_json),
    "html": ("a page of HTML with status 200", stranger(_HTML, "text/html")),
    "null": ("`null` with status 200", stranger(b"null")),
    "error-object": ('`{"error": ...}` with status 200', stranger(b'{"error": "try later"}')),
    "stall": ("half of the body, then nothing", written(transmission.stall)),
    "silence": ("no answer at all", written(transmission.silence)),
    "drip": ("the body, a byte every 20 ms", written(transmission.drip)),
    "drip-head": ("the headers, a byte every 20 ms", written(transmission.drip_head)),
}
"""By name: what is injected, and the fault."""

_ERRORS = {"null": "no list", "error-object": "no list", "html": "no JSON", "truncated-json": "no JSON"}
_ERRORS |= dict.fromkeys(("drip", "drip-head", "stall", "silence"), "within")
_ERRORS |= dict.fromkeys(("until-close", "truncated-gzip", "short-body", "broken-chunk", "reset"), "Hub")
_ERRORS |= {"429-bare": "429"}
"""A part of the line a crawl stops with, where that is not the break's name."""


def break_plans(prefix: str, recovers: str, stops: str, no_answer: str) -> Iterator[FaultPlan]:
    """Two plans a break, their names after `prefix`: what the reader does when it `recovers`, and when it `stops`.

    `no_answer` is what the error calls JSON that is not the wanted one.
    """
    for name, (injects, fault) in BREAKS.items():
        error = _ERRORS.get(name, name).replace("no list", no_answer)
        twice, for_ever = at_faulty_page(fault, 2), at_faulty_page(fault)
        yield FaultPlan(f"{prefix}{name}", f"{injects}, twice", recovers, twice, ExpectedResult(requests=3))
        yield FaultPlan(
            f"{prefix}{name}-for-ever", f"{injects}, for ever", stops, for_ever, ExpectedResult(error=error)
        )
