"""The Cypher console's API: anybody's reading statement, its plan, its cancelling, and what it may be made of."""

from flask import Response

from lineage import cypher
from lineage.errors import BadStatement, ClientShareTaken, NotLoadedError, QueryCancelled, TooManyQueries
from web.answers import cypher as answers
from web.answers.cypher import Cancelled, CypherAnswer, CypherPlan, CypherSchema
from web.api import PREFIX, csv_tables
from web.api.declare import RouteGroup
from web.http.caching import NO_STORE
from web.http.encoding import encode_any
from web.parameters.cypher import EXECUTE, EXPLAIN, CypherQuery
from web.running_queries import execute, place, running_queries
from web.source import source, stored
from web.visitors import most_seconds

group = RouteGroup(f"{PREFIX}/cypher", NO_STORE, encode_any)  # an answer tells how long it took

EXAMPLE = "statement=MATCH+(m:Model)+RETURN+count(m)+AS+models"


@group.get(
    "",
    CypherAnswer,
    EXECUTE,
    errors=(BadStatement, QueryCancelled, NotLoadedError, ClientShareTaken, TooManyQueries),
    example=EXAMPLE,
    media=("text/csv",),
)
def run(query: CypherQuery) -> CypherAnswer | Response:
    """The answer of a reading statement: columns, rows, and `truncated` (null, rows or bytes) when it was cut. A
    question of the console that the snapshot's source cannot answer is not run, and `cannot_tell` says why."""
    executed = execute(query)
    if query.format == "csv":
        return Response(csv_tables.answer(executed), headers=csv_tables.headers("answer", source().graph.facts))
    return answers.answer(executed)


@group.get(
    "/plan",
    CypherPlan,
    EXPLAIN,
    errors=(BadStatement, QueryCancelled, NotLoadedError, ClientShareTaken, TooManyQueries),
    example=EXAMPLE,
)
def plan(query: CypherQuery) -> CypherPlan:
    """What a statement would do, how many rows that is likely to be, and warnings; it does not run."""
    with place() as cancellation:
        explained = cypher.explain(stored(), query.statement, query.parameters, cancellation=cancellation)
    return answers.plan(explained)


@group.delete("/runs/<run>", Cancelled)
def cancel(run: str) -> Cancelled:
    """Cancels the statement that was sent with this run."""
    return Cancelled(running_queries().cancel(run))


@group.get("/schema", CypherSchema)
def schema() -> CypherSchema:
    """Labels, relationships and their properties, and the functions, keywords and procedures that are open."""
    return answers.schema(most_seconds())
