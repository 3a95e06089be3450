"""Questions: all of them by what people want to know, and one with its fields, ranked list, chart, map and graph."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from flask import abort, redirect, render_template
from flask.typing import ResponseReturnValue

from lineage import cypher
from lineage.coverage import source_fields
from lineage.errors import LineageError, UnknownModel
from lineage.questions import stored_queries
from lineage.questions.query_columns import ColumnKind
from lineage.questions.question_values import found_example, kept_example, known_values, with_constants
from lineage.questions.stored_query import Question, Role
from web.answers.questions import (
    QuestionAnswer,
    choices_of,
    example_of,
    question_answer,
    rows_shown,
    words_of,
)
from web.http.errors import problem_of, status_of
from web.parameters.cypher import CypherQuery
from web.parameters.questions import MOST_ROWS, QuestionQuery, question_query
from web.presentation.charts import chart_of
from web.presentation.linked_questions import LINKED_QUESTIONS, LinkedQuestion, further_question, linked_question
from web.presentation.links import page_query
from web.running_queries import execute, place
from web.source import source, stored

TEN_TIMES = 10
FACETS: Mapping[Role, str] = {
    Role.OWNER: "author",
    Role.ORGANISATION: "organisation",
    Role.ORGANISATIONS: "organisation",
    Role.LICENCE: "license",
    Role.LICENCES: "license",
    Role.TASK: "task",
}
"""The facet whose values a field of that role completes."""


@dataclass(frozen=True, slots=True)
class QuestionOutcome:
    """What came of asking: the values that were asked with, and an answer or a problem; neither if it was not asked."""

    values: Mapping[str, Any]
    answer: QuestionAnswer | None = None
    problem: LineageError | None = None


def index() -> ResponseReturnValue:
    graph = source().graph
    return render_template(
        "questions.html", groups=_groups(), cannot_tell=lambda question: source_fields.cannot_tell(graph, question)
    )


def page(slug: str) -> ResponseReturnValue:
    question = stored_queries.question(slug)
    return _linked(linked_question(slug) or abort(404)) if question is None else _stored(question)


def matching(text: str) -> list[Question | LinkedQuestion]:
    """The questions that hold every word of a text; none for no text."""
    words = text.lower().split()
    asked: list[Question | LinkedQuestion] = [*LINKED_QUESTIONS, *stored_queries.QUESTIONS]
    return [q for q in asked if words and all(word in f"{q.title} {q.about}".lower() for word in words)]


def _groups() -> dict[str, list[Question | LinkedQuestion]]:
    """All questions by group, those that a page answers first."""
    return {
        group: [*(one for one in LINKED_QUESTIONS if one.group == group), *stored]
        for group, stored in stored_queries.groups().items()
    }


def _linked(question: LinkedQuestion) -> ResponseReturnValue:
    """On to the page that answers it, once everything is known that it needs."""
    graph = source().graph
    query = page_query(question_query({name: question.field_of(name) for name in question.parameters}))
    problem = None
    if not question.is_open(query.values):
        try:
            return redirect(question.address(known_values(graph, question, query.values)))
        except LineageError as error:
            problem = error
    example = example_of(graph, question)
    return _render(question, query, QuestionOutcome(query.values or example, problem=problem), example)


def _stored(question: Question) -> ResponseReturnValue:
    query = page_query(question_query({name: question.field_of(name) for name in question.parameters}))
    most = rows_shown(question, query.most)
    outcome = _outcome(question, query, most)
    answer = outcome.answer
    chart = chart_of(question.chart, answer) if answer and question.chart and query.view == "chart" else None
    return _render(
        question,
        query,
        outcome,
        statement=question.limited_to(most),
        most=most,
        more=min(TEN_TIMES * most, MOST_ROWS) if answer and answer.more and most < MOST_ROWS else None,
        views=_views(question),
        chart=chart,
        further=further_question(question.slug),
        drawn=_drawn(answer) if answer and query.view in ("map", "graph") else None,
    )


OF_ANSWERS = ("statement", "most", "more", "views", "chart", "further", "drawn")
"""What a page shows beside an answer of its own; questions that another page answers have none."""


def _render(
    question: Question | LinkedQuestion,
    query: QuestionQuery,
    outcome: QuestionOutcome,
    example: Mapping[str, str] | None = None,
    **shown: Any,
) -> ResponseReturnValue:
    graph, problem = source().graph, outcome.problem
    roles = {name: question.field_of(name).role for name in question.parameters}
    page = render_template(
        "question.html",
        question=question,
        query=query,
        outcome=outcome,
        example=example,
        fields={name: question.field_of(name) for name in question.parameters},
        choices={
            name: choices_of(question, name, _listed(outcome.values.get(name)), _listed(_default(question, name)))
            for name in roles
        },
        facets=FACETS,
        words={name: words_of(graph, role) for name, role in roles.items()},
        cannot_tell=source_fields.cannot_tell(graph, question),
        problem=problem_of(problem) if problem else None,
        similar=problem.similar if isinstance(problem, UnknownModel) else (),
        known=graph.ids.find,
        kinds=ColumnKind,
        json=_json,
        **{**dict.fromkeys(OF_ANSWERS), **shown},
    )
    return page, status_of(problem) if problem else 200


def _outcome(question: Question, query: QuestionQuery, most: int) -> QuestionOutcome:
    """What comes of asking; nothing is asked where the snapshot cannot tell, or where something is not given."""
    graph = source().graph
    values: Mapping[str, Any] = query.values
    if source_fields.cannot_tell(graph, question):
        return QuestionOutcome(values)
    try:
        values = known_values(graph, question, _values(question, values))
        if set(values) != set(question.parameters):
            return QuestionOutcome(values)
        wanted = CypherQuery(question.limited_to(most + 1), dict(values), cypher.limits(most + 1))
        return QuestionOutcome(values, question_answer(question, execute(wanted), most))
    except LineageError as error:
        return QuestionOutcome(values, problem=error)


def _values(question: Question, given: Mapping[str, Any]) -> Mapping[str, Any]:
    """What is asked with: what is given, or where nothing is an example."""
    graph = source().graph
    if given or not question.parameters:
        return with_constants(graph, question, given)
    example = kept_example(graph, question)
    if example is None:
        with place():
            example = found_example(graph, stored(), question)
    return example


def _views(question: Question) -> list[tuple[str, str]]:
    """The ways in which its answer can be looked at, the list first."""
    drawn = {"map": [("map", "Map")], "graph": [("graph", "Graph")]}.get(question.view, [])
    return [("list", "List"), *([("chart", "Chart")] if question.chart else []), *drawn, ("statement", "Statement")]


def _drawn(answer: QuestionAnswer) -> str:
    """The answer for the scripts that draw it, as JSON; of models in it no more than their ids."""
    return _json(
        {"columns": answer.names, "rows": [[_without_properties(value) for value in row] for row in answer.rows]}
    )


def _without_properties(value: Any) -> Any:
    if not isinstance(value, dict) or "nodes" not in value:
        return value
    nodes = [{**node, "properties": {"id": node["properties"]["id"]}} for node in value["nodes"]]
    edges = [
        {**edge, "properties": {"relation": edge["properties"].get("relation")}} for edge in value["relationships"]
    ]
    return {"nodes": nodes, "relationships": edges}


def _default(question: Question | LinkedQuestion, name: str) -> Any:
    return question.parameters[name] if isinstance(question.parameters, Mapping) else None


def _listed(value: Any) -> Iterable[str]:
    """A list of values, whatever was given."""
    return value if isinstance(value, (list, tuple)) else ()


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, default=str)
