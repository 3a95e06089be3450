"""The Cypher console: its page, the statements of all questions to begin with, an answer for those without scripts."""

import json
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from functools import partial
from typing import Any

from flask import abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from markupsafe import Markup, escape
from werkzeug.datastructures import MultiDict

from lineage import cypher
from lineage.coverage import source_fields
from lineage.errors import BadInput, LineageError
from lineage.frozen import FrozenGraph
from lineage.questions import stored_queries
from lineage.questions.stored_query import Question
from lineage.schema import EDGES, NODES
from lineage.stores import Limits, Table
from lineage.stores.answer_size import first_within, for_rows
from web.answers.kept_answers import KeptAnswers
from web.http.errors import problem_of, status_of
from web.parameters.cypher import CONSOLE_PAGE, FORM, ConsoleAddress
from web.parameters.kinds import JsonObject
from web.presentation.links import page_query
from web.presentation.tables import labelled_rows
from web.running_queries import execute
from web.source import source
from web.visitors import most_seconds

LIMITS = (100, 1_000, 10_000)
TIMEOUTS = (5.0, 20.0, 60.0)
HERE = "page"  # `answer=page` asks for the answer as part of the page; scripts ask the API instead
_sides: KeptAnswers[Markup] = KeptAnswers(most=4)  # some 100 kB each


@dataclass(frozen=True, slots=True)
class ConsoleQuery:
    """What the form holds, as text: the statement, its parameters as JSON, and the most rows to answer."""

    statement: str
    parameters: str
    limit: str


def ask() -> ResponseReturnValue:
    """The console with a statement of one's own, with that of a `question`, or with none yet."""
    asked = page_query(CONSOLE_PAGE)
    return _page(asked, None if asked.question is None else stored_queries.question(asked.question) or abort(404))


def question(slug: str) -> ResponseReturnValue:
    """Where the question has been since questions have pages, with the parameters that were given."""
    question = stored_queries.question(slug) or abort(404)
    return redirect(url_for("questions.page", slug=slug, **_parameters(question)), 301)


def here(slug: str) -> ResponseReturnValue:
    """On to the question, which begins with parameters that have an answer in this graph."""
    stored_queries.question(slug) or abort(404)
    return redirect(url_for("questions.page", slug=slug), 301)


def _parameters(question: Question) -> dict[str, Any]:
    """The parameters of a question that an address gives as JSON; none where that is no JSON object."""
    try:
        given = JsonObject().read("parameters", request.args.get("parameters", "{}"))
    except BadInput:
        return {}
    return {name: value for name, value in given.items() if name in question.parameters}


def _page(asked: ConsoleAddress, question: Question | None) -> ResponseReturnValue:
    query = _query(asked, question)
    graph = source().graph
    question = question or stored_queries.question_of(query.statement)
    answer, problem = _answer(query) if asked.answer == HERE else (None, None)
    usual = cypher.limits()
    page = render_template(
        "cypher.html",
        question=question,
        groups=stored_queries.groups(),
        query=query,
        answer=answer,
        problem=problem_of(problem) if problem else None,
        rows=sorted({*LIMITS, usual.rows}),
        seconds=sorted(time for time in {*TIMEOUTS, usual.seconds} if time <= most_seconds()),
        usual=usual,
        side=_side(graph),
        json=_json,
        first_rows=_first_rows,
        known=graph.ids.find,
        cannot_tell=partial(source_fields.cannot_tell, graph),
    )
    return page, status_of(problem) if problem else 200


def _side(graph: FrozenGraph) -> Markup:
    """What stands beside the console, the same for whoever asks of a graph below the same address."""

    def side() -> Markup:
        untold = partial(source_fields.cannot_tell, graph)
        kinds = {"nodes": NODES, "edges": EDGES, "groups": stored_queries.groups()}
        return Markup(render_template("_cypher_side.html", **kinds, json=_json, cannot_tell=untold))  # noqa: S704 - templates escape

    return _sides.get(graph, request.root_path, side)


def _query(asked: ConsoleAddress, question: Question | None) -> ConsoleQuery:
    return ConsoleQuery(
        asked.statement or (question.statement if question else ""),
        asked.parameters or _json(question.parameters if question else {}),
        asked.limit,
    )


def _answer(query: ConsoleQuery) -> tuple[cypher.Answer | None, LineageError | None]:
    """The statement's answer, or what is wrong with it, in words for the page."""
    try:
        return execute(FORM.strict(MultiDict(asdict(query)))), None
    except LineageError as error:
        return None, error


def _first_rows(table: Table, row: Callable[[Sequence[Any]], Markup], limits: Limits) -> tuple[list[Markup], bool]:
    """The rows' HTML, no more bytes than an answer may have once cells are labelled, and whether these are all."""
    names = list(map(escape, table.columns))
    return first_within(map(row, table.rows), for_rows(limits), lambda html: len(labelled_rows(names, html).encode()))


def _json(value: Any) -> str:
    """JSON on one line, readable; what JSON cannot hold as text."""
    return json.dumps(value, ensure_ascii=False, default=str)
