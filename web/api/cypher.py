"""The Cypher console's API: anybody's reading statement, its plan, its cancelling, and what it may be made of."""

from dataclasses import asdict
from typing import Any

import orjson
from flask import Blueprint, Response, request
from flask.typing import ResponseReturnValue

from lineage import cypher
from lineage.cypher import allowlist
from lineage.cypher.limits import MOST_SECONDS
from lineage.errors import BadInput
from lineage.schema import EDGES, NODES
from web.api import exports
from web.parameters import cypher as cypher_query
from web.running_queries import running_queries
from web.source import stored

blueprint = Blueprint("cypher", __name__, url_prefix="/api/v1/cypher")

ANSWER = ("statement", "parameters", "limit", "timeout", "format", "run")


@blueprint.get("")
def run() -> ResponseReturnValue:
    """The answer of a reading statement, as JSON or CSV, within its limits."""
    query = cypher_query(request.args, ANSWER)
    with running_queries().one(query.run) as cancellation:
        answer = cypher.execute(
            stored(), query.statement, query.parameters, limits=query.limits, cancellation=cancellation
        )
    if query.format == "csv":
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
    query = cypher_query(request.args, ("statement", "parameters"))
    with running_queries().one():
        return _json(asdict(cypher.explain(stored(), query.statement, query.parameters)))


@blueprint.delete("/runs/<run>")
def cancel(run: str) -> ResponseReturnValue:
    """Cancel a running statement by the name its client gave it."""
    if _foreign():
        raise BadInput("a run is cancelled from its own pages only", "open the console on this server")
    return _json({"cancelled": running_queries().cancel(run)})


@blueprint.get("/schema")
def schema() -> ResponseReturnValue:
    """Labels, relationships and their properties, and the functions, keywords and procedures that are open."""
    cypher_query(request.args, (), needed=())
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
            "functions": allowlist.FUNCTIONS,
            "keywords": sorted(allowlist.KEYWORDS),
            "procedures": allowlist.PROCEDURES,
            "limits": {"rows": default.rows, "timeout": default.seconds, "timeout_cap": MOST_SECONDS},
        }
    )


def _property(known: Any) -> dict[str, str]:
    return {"name": known.name, "type": known.type, "meaning": known.meaning}


def _foreign() -> bool:
    """Whether another site's page asks; programs send neither header."""
    origin = request.headers.get("Origin")
    site = request.headers.get("Sec-Fetch-Site", "same-origin")
    return site not in ("same-origin", "none") or (origin is not None and origin.partition("://")[2] != request.host)


def _json(value: Any) -> Response:
    """An answer that nobody keeps: it tells how long it took."""
    body = orjson.dumps(value, default=str, option=orjson.OPT_NON_STR_KEYS)
    return Response(body, mimetype="application/json", headers={"Cache-Control": "no-store"})
