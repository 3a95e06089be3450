"""Questions that users of this graph really have, each with the Cypher that answers it on either store."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

View = Literal["table", "graph", "map"]


@dataclass(frozen=True, slots=True)
class Question:
    """One question of the gallery; `slug` is its permalink, `teaches` the one thing the statement shows.

    `view` is how its answer is best looked at: rows with an `id` column can be lit up on the map, rows of nodes,
    relationships or paths drawn as a small graph.
    """

    slug: str
    title: str
    teaches: str
    statement: str
    parameters: Mapping[str, Any] = field(default_factory=dict)
    view: View = "table"


QUESTIONS = (
    Question(
        slug="licences-below-a-base",
        title="Which licences do the descendants of a base carry?",
        teaches="a bounded variable-length path, and count(DISTINCT ...) because merges are reached more than once",
        statement="""\
MATCH (:Model {id: $id})<-[:DERIVED_FROM*1..60]-(d:Model)
RETURN coalesce(d.license, 'unknown') AS license, count(DISTINCT d) AS models
ORDER BY models DESC, license
LIMIT 50""",
        parameters={"id": "Qwen/Qwen3-0.6B"},
    ),
    Question(
        slug="where-a-model-comes-from",
        title="What does this model descend from, all the way up?",
        teaches="a path as a result: it is drawn as a small graph",
        statement="""\
MATCH path = (m:Model {id: $id})-[:DERIVED_FROM*1..60]->(base:Model)
WHERE NOT EXISTS { (base)-[:DERIVED_FROM]->(:Model) }
RETURN path
ORDER BY length(path), base.id
LIMIT 20""",
        parameters={"id": "Qwen/Qwen3-0.6B"},
        view="graph",
    ),
    Question(
        slug="largest-owners-below-a-base",
        title="Who builds most on a base?",
        teaches="grouping by owner, and ids to light up on the map",
        statement="""\
MATCH (:Model {id: $id})<-[:DERIVED_FROM*1..60]-(d:Model)
RETURN d.author AS owner, count(DISTINCT d) AS models
ORDER BY models DESC, owner
LIMIT 50""",
        parameters={"id": "Qwen/Qwen3-0.6B"},
    ),
)


def question(slug: str) -> Question | None:
    """The question with this permalink; None when there is none."""
    return next((question for question in QUESTIONS if question.slug == slug), None)
