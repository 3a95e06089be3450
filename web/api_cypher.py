"""The Cypher console's API: anybody's reading statement, its plan, its cancelling, and what it may be made of."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from typing import Any

import orjson
from flask import Blueprint, Response, current_app, request
from flask.typing import ResponseReturnValue

from lineage import cypher, settings
from lineage.cypher import vocabulary
from lineage.cypher.limits import MOST_SECONDS
from lineage.errors import BadInput, NothingYet, TooBusy
from lineage.schema import EDGES, NODES
from lineage.stores import Reader, Stop
from web import exports
from web.parameters import cypher as asked_of
from web.source import source

blueprint = Blueprint("cypher", __name__, url_prefix="/api/v1/cypher")

RUNS = "qwen-lineage-runs"
ANSWER = ("statement", "parameters", "limit", "timeout", "format", "run")


@dataclass(frozen=True, slots=True)
class Runs:
    """The statements that run, by the name the client gave them, and how many there may be at once."""

    most: int
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _named: dict[str, Stop] = field(default_factory=dict)
    _all: set[int] = field(default_factory=set)

    @contextmanager
    def one(self, name: str | None) -> Iterator[Stop]:
        """A place to run in. Raises TooBusy when all are taken, BadInput when the name is."""
        stop = Stop()
        with self._lock:
            if len(self._all) >= self.most:
                raise TooBusy(f"{self.most} statements run already", "wait for one to end, or cancel yours")
            if name is not None and self._named.setdefault(name, stop) is not stop:
                raise BadInput(f"run {name} is running", "choose another name for this one")
            self._all.add(id(stop))
        try:
            yield stop
        finally:
            with self._lock:
                self._all.discard(id(stop))
                if name is not None:
                    self._named.pop(name, None)

    def cancel(self, name: str) -> bool:
        """Stop the run of that name; False when there is none."""
        with self._lock:
            stop = self._named.get(name)
        if stop is not None:
            stop.now()
        return stop is not None


@blueprint.record_once
def _prepare(state: Any) -> None:
    state.app.extensions[RUNS] = Runs(int(settings.value(settings.CYPHER_RUNS)))


@blueprint.get("")
def run() -> ResponseReturnValue:
    """The answer of a reading statement, as JSON or CSV, within its limits."""
    asked = asked_of(request.args, ANSWER)
    with _runs().one(asked.run) as stop:
        answer = cypher.ask(_reader(), asked.statement, asked.parameters, limits=asked.limits, stop=stop)
    if asked.format == "csv":
        table = answer.table
        return Response(exports.table(table.columns, table.rows), headers=exports.headers("answer"))
    return _json(
        {
            "columns": answer.table.columns,
            "rows": answer.table.rows,
            "truncated": answer.truncated,
            "limit": answer.limits.rows,
            "seconds": round(answer.seconds, 4),
            "timeout": answer.limits.seconds,
            "engine": answer.engine,
            "notes": answer.notes,
            "snapshot": answer.snapshot,
        }
    )


@blueprint.get("/plan")
def plan() -> ResponseReturnValue:
    """What a statement would do, and warnings when it is not likely to end; it does not run."""
    asked = asked_of(request.args, ("statement", "parameters"))
    with _runs().one(None):
        return _json(asdict(cypher.explain(_reader(), asked.statement, asked.parameters)))


@blueprint.delete("/runs/<run>")
def cancel(run: str) -> ResponseReturnValue:
    """Cancel a running statement by the name its client gave it."""
    if request.headers.get("Sec-Fetch-Site", "same-origin") not in ("same-origin", "none") or _foreign():
        raise BadInput("a run is cancelled from its own pages only", "open the console on this server")
    return _json({"cancelled": _runs().cancel(run)})


@blueprint.get("/schema")
def schema() -> ResponseReturnValue:
    """Labels, relationships and their properties, and the functions, keywords and procedures that are open."""
    asked_of(request.args, (), needed=())
    default = cypher.limits()
    return _json(
        {
            "labels": {node.label: [_property(p) for p in node.properties] for node in NODES},
            "relationships": {
                edge.type: {
                    "from": edge.source,
                    "to": edge.target,
                    "properties": [_property(p) for p in edge.properties],
                }
                for edge in EDGES
            },
            "functions": vocabulary.FUNCTIONS,
            "keywords": sorted(vocabulary.KEYWORDS),
            "procedures": vocabulary.PROCEDURES,
            "limits": {"rows": default.rows, "timeout": default.seconds, "timeout_cap": MOST_SECONDS},
        }
    )


def _property(known: Any) -> dict[str, str]:
    return {"name": known.name, "type": known.type, "meaning": known.meaning}


def _foreign() -> bool:
    origin = request.headers.get("Origin")
    return origin is not None and origin.partition("://")[2] != request.host


def _runs() -> Runs:
    found = current_app.extensions[RUNS]
    assert isinstance(found, Runs)  # noqa: S101 (only `_prepare` writes it)
    return found


def _reader() -> Reader:
    reader = source().reader
    if reader is None:
        raise NothingYet("no store is served here", "start with `qwen-lineage serve`")
    return reader


def _json(value: Any) -> Response:
    """An answer that nobody keeps: it tells how long it took."""
    body = orjson.dumps(value, default=str, option=orjson.OPT_NON_STR_KEYS)
    return Response(body, mimetype="application/json", headers={"Cache-Control": "no-store"})
