"""What goes wrong with an answer: each makes a fault, which turns an honest answer into a broken one."""

import gzip
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import orjson

from ingest.practice import HubResponse, ResponseWriter
from tests.ingest.faults.plan import FAULTY_PAGE, Fault, Visit

Item = dict[str, Any]


def at_faulty_page(fault: Fault, times: float = float("inf")) -> Fault:
    """The fault, in the first so many answers for the faulty page."""
    return lambda visit: fault(visit) if visit.page == FAULTY_PAGE and visit.before < times else visit.honest


def status(code: int, *headers: tuple[str, str]) -> Fault:
    """An error of the Hub, with other headers in place of its own of these names."""
    names = {name for name, _ in headers}
    body = orjson.dumps({"error": f"this is a {code}"})

    def fault(visit: Visit) -> HubResponse:
        kept = tuple(header for header in visit.honest.headers if header[0] not in {*names, "Link"})
        return HubResponse(code, body, (*kept, *headers))

    return fault


def stranger(body: bytes, content_type: str = "application/json; charset=utf-8", code: int = 200) -> Fault:
    """An answer of whoever stands before the Hub: none of its headers."""
    return lambda visit: HubResponse(code, body, (("Content-Type", content_type),))


def written(write: ResponseWriter) -> Fault:
    """The honest answer, written to the connection in another way."""
    return lambda visit: replace(visit.honest, write=write)


def half_of_the_json(visit: Visit) -> HubResponse:
    return replace(visit.honest, body=visit.honest.body[: len(visit.honest.body) // 2])


def half_of_the_gzip(visit: Visit) -> HubResponse:
    whole = gzip.compress(visit.honest.body)
    headers = (*visit.honest.headers, ("Content-Encoding", "gzip"))
    return replace(visit.honest, body=whole[: len(whole) // 2], headers=headers)


def items(edit: Callable[[list[Item]], None]) -> Fault:
    """The honest answer with its items edited."""

    def fault(visit: Visit) -> HubResponse:
        edited = orjson.loads(visit.honest.body)
        edit(edited)
        return replace(visit.honest, body=orjson.dumps(edited))

    return fault


def poisoned(place: int, fields: Item) -> Callable[[list[Item]], None]:
    """An edit: the item at this place with other fields; None takes one away."""

    def edit(edited: list[Item]) -> None:
        edited[place] = {key: value for key, value in (edited[place] | fields).items() if value is not None}

    return edit


def link(target: Callable[[Visit], str]) -> Fault:
    """A Link to another page than the next."""

    def fault(visit: Visit) -> HubResponse:
        kept = tuple(header for header in visit.honest.headers if header[0] != "Link")
        return replace(visit.honest, headers=(*kept, ("Link", f'<{target(visit)}>; rel="next"')))

    return fault


def redirect(target: Callable[[Visit], str]) -> Fault:
    return lambda visit: HubResponse(307, b"", (("Location", target(visit)),))


def next_page(visit: Visit) -> str:
    """The path and query of the next page, as a relative Link has them."""
    address = (visit.honest.header("Link") or "<").partition(">")[0].removeprefix("<")
    return "/" + address.partition("//")[2].partition("/")[2]


def listed_again(**fields: object) -> Fault:
    """The first item of the faulty page comes again, changed, at the head of the page after it."""
    kept: list[Item] = []

    def fault(visit: Visit) -> HubResponse:
        page = orjson.loads(visit.honest.body)
        if visit.page == FAULTY_PAGE:
            kept[:] = page[:1]
        if visit.page == FAULTY_PAGE + 1:
            page.insert(0, kept[0] | fields)
        return replace(visit.honest, body=orjson.dumps(page))

    return fault


def renamed_to(new: str) -> Fault:
    """The second model asked for has another name now, which the Hub redirects to."""
    kept: list[Item] = []

    def fault(visit: Visit) -> HubResponse:
        path, _, query = visit.target.partition("?")
        if visit.page == FAULTY_PAGE:
            kept[:] = [orjson.loads(visit.honest.body)]
            return redirect(lambda v: f"{v.base}/api/models/{new}?{query}")(visit)
        if path == f"/api/models/{new}":
            return replace(visit.honest, status=200, body=orjson.dumps(kept[0] | {"id": new}))
        return visit.honest

    return fault
