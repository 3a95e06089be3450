"""What the API answers and the pages show: a graph and checked parameters in, plain JSON-able values out."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from lineage import queries
from lineage.frozen import Edge, FrozenGraph, ModelPage, counts_of
from lineage.stores import Reader
from lineage.values import Evidence, Inference, Model, Relation, SnapshotFacts
from web.parameters import ListQuery

Json = dict[str, Any]

RELATIONS = tuple(Relation)

MOST_PATHS = 20


def graph(graph: FrozenGraph) -> Json:
    """Which snapshot this is and the headline counts, each with its definition."""
    return {
        "version": graph.version,
        "snapshot": snapshot(graph.facts),
        "models": graph.size,
        "derivations": graph.derivations,
        "counts": [
            {
                "name": c.name,
                "value": int(c.value),
                "without_mass_uploads": c.without_mass,
                "definition": c.definition,
            }
            for c in counts_of(graph)
        ],
        "relations": [str(relation) for relation in Relation],
    }


def snapshot(facts: SnapshotFacts) -> Json:
    """What every count must say about where it comes from."""
    return {
        "id": facts.id,
        "source": facts.source,
        "scope": facts.scope.text,
        "started_at": _moment(facts.started_at),
        "finished_at": _moment(facts.finished_at),
        "complete": facts.complete,
        "synthetic": facts.synthetic,
        "listed": facts.listed,
        "frontier": facts.frontier,
        "coverage": facts.coverage,
        "coverage_low": facts.coverage_low,
        "coverage_high": facts.coverage_high,
    }


def model(graph: FrozenGraph, number: int) -> Json:
    """One model: its fields (null where not stated), its place in the lineage, and exact counts around it."""
    edges = graph.edges.parents_of(number)
    return {
        **_fields(graph.models.summary(number)),
        "generation": int(graph.reach.generation[number]),
        "depth": int(graph.reach.depth[number]),
        "descendants": int(graph.reach.descendant_count[number]),
        "descendants_without_mass_uploads": int(graph.reach.without_mass[number]),
        "children": _relations(graph.lists.relation_counts(number)),
        "parents": [edge(graph, e) for e in edges],
        "is_root": bool(graph.reach.is_root[number]),
        "roots": graph.ids.take(graph.lineage.roots_of(number)[:MOST_PATHS]),
    }


def parents(graph: FrozenGraph, number: int) -> Json:
    """Every derivation the model is the child of, with who says so."""
    edges = graph.edges.parents_of(number)
    return {"id": graph.ids[number], "total": len(edges), "items": [edge(graph, e) for e in edges]}


def edge(graph: FrozenGraph, edge: Edge) -> Json:
    """One derivation seen from its child."""
    return {
        **models(graph, [edge.parent])[0],
        "relation": str(edge.relation),
        "evidence": [str(e) for e in edge.evidence],
        "irregularity": str(edge.irregularity) if edge.irregularity else None,
        "raw": edge.raw,
        "relation_claims": None if edge.relation_claims is None else list(edge.relation_claims),
    }


def children(graph: FrozenGraph, number: int, query: ListQuery) -> Json:
    """A page of children; `items`, what came before them and `remainder` add up to `total`, by relation too."""
    page = graph.lists.children_of(
        number, query.relation, query.sort, query.offset, query.limit, mass_uploads=query.mass_uploads
    )
    shown = models(graph, page.numbers)
    for item, relation in zip(shown, page.relations, strict=True):
        item["relation"] = str(relation)
    return {
        "id": graph.ids[number],
        **_page(query, page.total, shown),
        "by_relation": _relations(graph.lists.relation_counts(number, query.mass_uploads)),
        "remainder": _remainder(graph, number, query),
    }


def outline(graph: FrozenGraph, number: int, query: ListQuery, below: int) -> Json:
    """A page of children, each with its own first `below` children; every list with its exact remainder."""
    tree = children(graph, number, query)
    first = ListQuery(sort=query.sort, limit=below, mass_uploads=query.mass_uploads)
    for item in tree["items"]:
        item["below"] = children(graph, graph.ids.number(item["id"]), first) if item["children"] else None
    return tree


def paths(graph: FrozenGraph, number: int) -> Json:
    """Every way up to a root, shortest first: steps of the model itself, its parent, ... with each step's relation."""
    found = graph.lineage.paths_to_roots(number, MOST_PATHS)
    return {
        "id": graph.ids[number],
        "truncated": found.truncated,
        "paths": [_steps(graph, path) for path in found.paths],
    }


def descendants(graph: FrozenGraph, number: int | None, query: ListQuery) -> Json:
    """A page of a model's descendants (of all models without one) that match the query."""
    page = select(graph, number, query)
    items = models(graph, page.numbers)
    return {"id": None if number is None else graph.ids[number], **_page(query, page.total, items)}


def select(graph: FrozenGraph, number: int | None, query: ListQuery) -> ModelPage:
    """The frozen graph's selection for a checked query."""
    return graph.lists.select(
        number,
        relation=query.relation,
        license=query.license,
        author=query.author,
        created_from=query.created_from,
        status=query.status,
        sort=query.sort,
        offset=query.offset,
        limit=query.limit,
        mass_uploads=query.mass_uploads,
    )


def search(graph: FrozenGraph, query: ListQuery) -> Json:
    """The models whose id holds the text, the biggest families first among equals."""
    within = None if query.within is None else graph.ids.number(query.within)
    found = graph.search.find(query.q, query.limit, within) if query.q else []
    return {"q": query.q, "items": models(graph, found)}


def families(graph: FrozenGraph, query: ListQuery) -> Json:
    """A page of the roots that have derivatives, largest family first, with their children by relation."""
    page = graph.lists.families(query.limit, query.offset)
    items = models(graph, page.numbers)
    for item, number in zip(items, page.numbers, strict=True):
        item["by_relation"] = _relations(graph.lists.relation_counts(int(number)))
    return _page(query, page.total, items)


def models(graph: FrozenGraph, numbers: Sequence[int]) -> list[Json]:
    """One small record a model, in the order given; `relation` is to the parent it is drawn under, null at roots."""
    numbers = [int(number) for number in numbers]
    columns = {name: graph.models.column(name).take(numbers) for name in COLUMNS}
    records = []
    for row, (number, id_) in enumerate(zip(numbers, graph.ids.take(numbers), strict=True)):
        record: Json = {"id": id_, **{name: _plain(values[row]) for name, values in columns.items()}}
        record["descendants"] = int(graph.reach.descendant_count[number])
        record["descendants_without_mass_uploads"] = int(graph.reach.without_mass[number])
        record["children"] = graph.children.degree(number)
        record["parents"] = graph.parents.degree(number)
        record["relation"] = drawn_relation(graph, number)
        records.append(record)
    return records


COLUMNS = ("status", "author", "created_at", "downloads", "likes", "license", "mass_upload")


def drawn_relation(graph: FrozenGraph, number: int) -> str | None:
    """How the model was made from the parent it is drawn under; None at roots."""
    code = int(graph.forest.relation[number])
    return str(RELATIONS[code]) if code < len(RELATIONS) else None


def inferred(graph: FrozenGraph, reader: Reader | None, number: int) -> Json:
    """What names alone say about a model's parents and children; none of it is in any count or list elsewhere."""
    id = graph.ids[number]
    parents = queries.inferred_parents(reader, id) if reader else []
    children = queries.inferred_children(reader, id) if reader else []
    return {
        "id": id,
        "parents": [_guess(guess, guess.parent) for guess in parents],
        "children": [_guess(guess, guess.child) for guess in children],
    }


def _guess(guess: Inference, other: str) -> Json:
    return {
        "id": other,
        "relation": str(guess.relation),
        "evidence": [str(Evidence.INFERRED)],
        "rule": guess.rule,
        "raw": guess.raw,
        "precision_percent": guess.precision,
    }


def _page(query: ListQuery, total: int, items: list[Json]) -> Json:
    return {"total": int(total), "offset": query.offset, "limit": query.limit, "items": items}


def _remainder(graph: FrozenGraph, number: int, query: ListQuery) -> Json:
    """The children after this page: their exact number, and how many of each relation."""
    before = graph.lists.children_of(
        number, query.relation, query.sort, 0, query.offset + query.limit, mass_uploads=query.mass_uploads
    )
    seen = Counter(str(relation) for relation in before.relations)
    counts = _relations(graph.lists.relation_counts(number, query.mass_uploads))
    if query.relation is not None:
        counts = {name: count for name, count in counts.items() if name == query.relation}
    left = {name: count - seen[name] for name, count in counts.items() if count > seen[name]}
    return {"total": sum(left.values()), "by_relation": left}


def _steps(graph: FrozenGraph, path: Sequence[int]) -> list[Json]:
    """A path from the model up; `relation` says how a step was made from the next, and is null at the root."""
    steps = models(graph, path)
    for step, child, parent in zip(steps, path, path[1:], strict=False):
        step["relation"] = str(graph.edges.between(int(child), int(parent)).relation)
    steps[-1]["relation"] = None
    return steps


def _relations(counts: dict[Relation, int]) -> dict[str, int]:
    """Counts by relation in the relations' order, zeros left out."""
    return {str(relation): int(counts[relation]) for relation in Relation if counts.get(relation)}


def _fields(model: Model) -> Json:
    names = (name for name in Model.__dataclass_fields__ if name not in ("tags", "rejected_claims"))
    return {name: _plain(getattr(model, name)) for name in names}


def _plain(value: Any) -> Any:
    return _moment(value) if isinstance(value, datetime) else value


def _moment(moment: datetime) -> str:
    return f"{moment:%Y-%m-%dT%H:%M:%SZ}"
