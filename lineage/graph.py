"""The graph as Python sees it: tables in polars, subgraphs in networkx, pictures in pyvis, and Cypher."""

import json
import warnings
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from lineage import cypher, frames, owners, queries, source_fields
from lineage.comparison import ModelComparison, compare_models
from lineage.coverage_statement import CoverageStatement
from lineage.fixes import OwnerFixes, owner_fixes
from lineage.freeze import freeze_for_reader, frozen_folder, frozen_in
from lineage.frozen import FrozenGraph, Undercount, counts_of
from lineage.frozen.rollup_files import use
from lineage.home import Home
from lineage.impact import Impact, impact
from lineage.list_window import ListWindow
from lineage.model_licence import ModelLicence, licence_of_model
from lineage.organisations import organisations_of
from lineage.place import Place, place
from lineage.published_claims import CheckedClaim, check, claims_of
from lineage.published_claims.subject import Subject
from lineage.stores import NEO4J_SCHEMES, Reader
from lineage.tables import FORMS
from lineage.values import Derivation, Inference, Model, Relation, SnapshotFacts

if TYPE_CHECKING:
    import networkx as nx
    import polars as pl

    from lineage.export import Subgraph

IN_MEMORY = ("downloads", "license", "license_name", "descendants")
"""The attributes of models that a subgraph has, unless others are asked for."""
SUBTREE_LIMIT = 2000
TABLE = (
    "id",
    "author",
    "downloads",
    "likes",
    "license",
    "license_name",
    "pipeline_tag",
    "library",
    "parameters",
    "created_at",
    "status",
)


class Lineage:
    """One loaded graph: `graph` answers counts and walks from arrays, `reader` answers Cypher from the store.

    `version` names the load that `graph` was frozen from, `home` the folder that it lies in, if any.
    """

    def __init__(self, graph: FrozenGraph, reader: Reader, version: str, home: Home | None = None) -> None:
        self.graph = graph
        self.home = home
        self.reader = reader
        self.version = version

    def __repr__(self) -> str:
        return f"<Lineage of {self.graph.size:,} models, {self.facts.id}: {self.statement.short}>"

    @property
    def facts(self) -> SnapshotFacts:
        """Where every number of this graph comes from."""
        return self.graph.facts

    @property
    def statement(self) -> CoverageStatement:
        """What part of the Hub this graph is, and of when: `short` for a heading, `long` in sentences."""
        return CoverageStatement(self.facts)

    def undercount(self, id: str) -> Undercount | None:
        """What the count of descendants of `id` leaves out: models below copies that are named and not listed, read off
        names alone. None for nothing, and in a graph that was frozen before this was known."""
        return self.graph.undercounts.get(self.graph.ids.number(id))

    def counts(self) -> "pl.DataFrame":
        """The graph's counts: columns `name`, `value`, `without_mass_uploads`, `definition`, `undercount`.

        Of a part of the Hub all are lower bounds. `undercount` is what a count of descendants leaves out: models that
        hang on copies which are named and not listed.
        """
        import polars as pl  # noqa: PLC0415 - an import of 0.1 s, paid by those who ask for a table

        return pl.DataFrame(
            [
                (c.name, c.value, c.without_mass, c.definition, c.undercount and c.undercount.models)
                for c in counts_of(self.graph)
            ],
            schema={
                "name": pl.String,
                "value": pl.Int64,
                "without_mass_uploads": pl.Int64,
                "definition": pl.String,
                "undercount": pl.Int64,
            },
            orient="row",
        )

    def growth(
        self,
        by: str = "organisation",
        of: str = "all",
        keys: Sequence[str] = (),
        most: int = 8,
        mass_uploads: bool = True,
    ) -> "pl.DataFrame":
        """New models by month: columns `month` (`YYYY-MM`; null: not dated), `name`, `new`, `cumulative`, `share` (1 is
        all; null: of nothing), `whole`.

        `by` is one of `lineage.frozen.growth.AXES`; `of` says which new models are counted, and what a share is one of
        (`whole`): all, declared, language, tracked. `keys` are names on that axis; none: the `most` largest. Raises
        BadInput for a name that is none.
        """
        return frames.growth_frame(self.graph, by, of, keys, most, mass_uploads)

    def model(self, id: str) -> Model:
        """One model with all that is known of it. Raises UnknownModel naming similar ids."""
        number = self.graph.ids.number(id)
        return queries.model(self.reader, id) or self.graph.models.summary(number)

    def parents(self, id: str) -> list[Derivation]:
        """The derivations that made `id`, each with its evidence."""
        self.graph.ids.number(id)
        return queries.parents(self.reader, id)

    def candidates(self, id: str) -> list[Inference]:
        """Parents that nobody declares but the name of `id` gives away. No count, list or subtree includes them."""
        self.graph.ids.number(id)
        return queries.inferred_parents(self.reader, id)

    def children(
        self, id: str, relation: Relation | str | None = None, sort: str = "descendants", limit: int = 50
    ) -> "pl.DataFrame":
        """The direct derivatives of `id`, ranked: one row a child, with `relation` and exact `descendants`."""
        kind = Relation(relation) if relation is not None else None
        page = self.graph.lists.children_of(self.graph.ids.number(id), relation=kind, sort=sort, limit=limit)
        return self._table(page.numbers, {"relation": [str(r) for r in page.relations]})

    def descendants(self, id: str) -> "pl.DataFrame":
        """Every model that descends from `id`, once each, in order of id."""
        return self._table(self.graph.lineage.descendants(self.graph.ids.number(id)))

    def ancestors(self, id: str) -> "pl.DataFrame":
        """Every model that `id` descends from, once each, in order of id."""
        return self._table(self.graph.lineage.ancestors(self.graph.ids.number(id)))

    def compare(self, ids: Sequence[str]) -> ModelComparison:
        """Up to four models side by side: `fields` and whether they agree, `common_ancestors` nearest first, `pairs`
        with the ways between two, `families` with what descends from each, from each alone, from both, from all.

        Raises BadInput for none or more, UnknownModel naming similar ids.
        """
        return compare_models(self.graph, self.reader, ids)

    def owner(self, name: str) -> owners.OwnerSummary:
        """An owner with the exact roll-ups of what descends from its models. Raises UnknownOwner."""
        return owners.owner(self.graph, name)

    def organisation(self, name: str) -> owners.OwnerSummary:
        """As `owner`, of all owners of an organisation together."""
        return owners.organisation(self.graph, name)

    def organisations(self) -> "pl.DataFrame":
        """The organisations that anything descends from, the largest union first, a row each: `organisation`, own
        `models`, then in models `union`, `exclusive`, `fractional` and `others` (of the union, those of other
        organisations), each also `..._without_mass_uploads`. `lineage.frozen.rollups.DEFINITIONS` says what each is."""
        return frames.organisations_frame(self.graph)

    def roll_ups(self, of: owners.OwnerSummary) -> "pl.DataFrame":
        """The counts of what `owner` or `organisation` found: a row for each `way` of counting and each `of` all, own
        and others, with columns `value`, `without_mass_uploads`, `without_quantisations`, `without_both`, in models."""
        return frames.roll_up_frame(of)

    def bom(
        self, id: str, format: str = "cyclonedx-1.6", *, subtree: bool = False, limit: int | None = None
    ) -> dict[str, Any]:
        """A bill of materials of `id` and all it was made from, as JSON has it; in a `subtree` also of what was made
        from it.

        `format` is one of `lineage.bom.BomFormat`; `limit` is in models, and what is beyond it is said. Raises
        UnknownModel, and BadInput for another format or a limit out of bounds.
        """
        from lineage import bom  # noqa: PLC0415 - nobody else needs it

        most = bom.DEFAULT_COMPONENTS if limit is None else limit
        made = bom.bom_of(self.graph, self.reader, id, subtree=subtree, limit=most)
        document: dict[str, Any] = json.loads("".join(bom.written(made, bom.format_of(format))))
        return document

    def claims(self, file: Path | str | None = None) -> "pl.DataFrame":
        """Published claims, a row for each definition of each: `claim`, `date`, `source`, `definition`, its `meaning`,
        its `value` here (or `text`: a model's id, two days), `verdict` and `reason`, what was `expected`, `snapshot`,
        and `list`, the address of the models behind it in the web app. See `checked_claims`."""
        return frames.claims_frame(self.checked_claims(file))

    def checked_claims(self, file: Path | str | None = None) -> list[CheckedClaim]:
        """Published claims, each with every definition computed here and what follows.

        Those of a file come after them (None: of `claims.toml` in the home). Raises BadFile for one that is no list of
        claims.
        """
        claims = claims_of(self.home, None if file is None else Path(file))
        return check(Subject(self.graph, self.home), claims)

    def licence(self, id: str) -> ModelLicence:
        """What may be done with `id` after all that it was made from, and why: a sentence, the effective terms with the
        way to whoever imposes each, and the rules that it meets. Raises UnknownModel. Information, not legal advice."""
        return licence_of_model(self.graph, self.graph.ids.number(id))

    def licence_rules(self) -> list[dict[str, Any]]:
        """Every licence rule with how many models it finds: `rule`, `verdict`, `sentence`, `source`, `models`."""
        return [
            {
                "rule": rule.name,
                "verdict": rule.verdict and str(rule.verdict),
                "sentence": rule.sentence,
                "source": rule.source,
                "models": models,
            }
            for rule, models in self.graph.terms.rule_counts.items()
        ]

    def impact(
        self,
        id: str,
        sort: str = "descendants",
        offset: int = 0,
        limit: int = 50,
        mass_uploads: bool = True,
        license: str | None = None,
    ) -> Impact:
        """What follows when `id` goes: `affected`, `stranded`, `others` (with another way each) and `survivors`, each
        with its definition, its counts, and the models from `offset` on, `limit` at most; with a `license`, also whose
        verdict changes when `id` states that one (`relicensing`). Raises UnknownModel, and BadInput for no licence."""
        window = ListWindow(sort, offset, limit, mass_uploads)
        return impact(self.graph, self.graph.ids.number(id), window, license)

    def fixes(self, owner: str) -> OwnerFixes:
        """What cards of an owner's models leave out or get wrong about parents, relations and licences, each with the
        patch of its front matter. Raises UnknownOwner."""
        return owner_fixes(self.graph, self.reader, owner)

    def search(self, text: str, limit: int = 20) -> list[str]:
        """Ids that hold `text`, the biggest families first."""
        return self.graph.ids.take(self.graph.search.find(text, limit=limit))

    def subtree(self, id: str, limit: int = SUBTREE_LIMIT) -> "nx.DiGraph[str]":
        """`id` and its descendants as a networkx graph, edges from child to parent; at most `limit` models.

        Where there are more, the models with most descendants stay; `graph.graph["left_out"]` counts the rest.
        """
        from lineage.export import to_networkx  # noqa: PLC0415

        root = self.graph.ids.number(id)
        below = self.graph.lineage.descendants(root)
        order = np.argsort(-self.graph.reach.descendant_count[below], kind="stable")
        kept = np.concatenate([[root], below[order[: limit - 1]]])
        drawn = to_networkx(self.graph, kept)
        drawn.graph["left_out"] = len(below) + 1 - len(kept)
        return drawn

    def subgraph(
        self,
        ids: "Iterable[str] | pl.DataFrame | None" = None,
        *,
        model: str | None = None,
        subtree: str | None = None,
        lineage: str | None = None,
        owner: str | None = None,
        statement: str | None = None,
        attributes: Sequence[str] | None = IN_MEMORY,
    ) -> "Subgraph":
        """Some models and all derivations among them, for networkx, igraph and rustworkx, or for a file.

        `ids` are models by id, or a table with a column `id`, as any method here answers. Or it is a `model` with its
        parents and children, a `subtree`, a `lineage` (a model and all it comes from), all below the models of an
        `owner`, or the models that a `statement` answers with; without any of these, the whole graph. `attributes` are
        names of `lineage.export.OF_MODELS` (None: all).

        `.to_networkx()`, `.to_igraph()`, `.to_rustworkx()` make graphs. Raises UnknownModel, UnknownOwner,
        BadStatement, and BadInput for two of these selections or for an attribute that is none.
        """
        from lineage.export import select, subgraph  # noqa: PLC0415 - nobody else needs it

        given = {"model": model, "subtree": subtree, "lineage": lineage, "owner": owner, "statement": statement}
        named = None if ids is None else _ids(ids)
        return subgraph(self.graph, select(self.graph, self.reader, ids=named, **given), attributes)

    def cypher(
        self,
        statement: str,
        parameters: Mapping[str, Any] | None = None,
        *,
        limit: int | None = None,
        timeout: float | None = None,
        as_: Literal["polars", "pandas", "rows"] = "polars",
    ) -> Any:
        """Answer a reading Cypher statement as a polars or pandas table, or as a list of dicts.

        `limit` is in rows, `timeout` in seconds. An answer that was cut warns, as does one that the engine has remarks
        on, or that reads what the snapshot's source does not have. In
        polars, nodes and maps are structs; a column whose values share no type holds JSON. Raises BadStatement for
        anything that does more than read, BadInput for limits out of bounds or a library that is not installed.
        """
        limits = cypher.limits(limit, timeout)
        answer = source_fields.execute(self.graph, self.reader, statement, parameters, limits=limits)
        for note in answer.notes:
            warnings.warn(note, stacklevel=2)
        return FORMS[as_](answer.table)

    def close(self) -> None:
        self.reader.close()

    def _table(
        self, numbers: Sequence[int] | np.ndarray, more: Mapping[str, Iterable[Any]] | None = None
    ) -> "pl.DataFrame":
        import polars as pl  # noqa: PLC0415

        rows = np.asarray(numbers, dtype=np.int64)
        columns: dict[str, Any] = {name: self._values(name, rows) for name in TABLE}
        columns["descendants"] = self.graph.reach.descendant_count[rows]
        columns["without_mass_uploads"] = self.graph.reach.without_mass[rows]
        left_out = self.graph.undercounts.models
        columns["undercount"] = left_out[rows] if len(left_out) else pl.Series([None] * len(rows), dtype=pl.Int64)
        return pl.DataFrame({**columns, **(more or {})})

    def _values(self, name: str, numbers: np.ndarray) -> list[Any]:
        return self.graph.ids.take(numbers) if name == "id" else self.graph.models.column(name).take(numbers)


def _ids(given: "Iterable[str] | pl.DataFrame") -> Iterable[str]:
    """The ids of a table, or as they are given."""
    if isinstance(given, str):
        return [given]
    ids: Iterable[str] = given["id"] if hasattr(given, "columns") else given  # type: ignore[index]
    return ids


def open_lineage(home_or_url: str | None = None) -> Lineage:
    """See `lineage.open`."""
    return open_place(_place(home_or_url))


def open_place(where: Place, *, at_once: bool = False) -> Lineage:
    """The loaded graph of a place; frozen now when nobody froze it before, or what was frozen is damaged. Its roll-ups
    follow the place's table of organisations.

    Its files are held against their checksums, but `at_once` not the large ones: their `check` is for whoever opens it
    so. Raises NotLoadedError, StoreError.
    """
    reader = where.reader()
    try:
        version = reader.version
        graph = frozen_in(frozen_folder(where.home, reader), at_once=at_once)
        if graph is None or _is_of_another(graph, reader):
            graph = freeze_for_reader(reader, where.home)
        if reader.rows is not None and not at_once:
            reader.rows.check()
        use(graph, organisations_of(where.home))
        return Lineage(graph, reader, version, where.home)
    except BaseException:
        reader.close()
        raise


def _is_of_another(graph: FrozenGraph, reader: Reader) -> bool:
    """Whether the graph was frozen of another snapshot than the store holds: somebody moved its folder."""
    return reader.rows is not None and reader.rows.snapshot()["id"] != graph.facts.id


def _place(home_or_url: str | None) -> Place:
    if home_or_url is not None and home_or_url.split(":")[0] in (*NEO4J_SCHEMES, "embedded"):
        return place(store=home_or_url)
    return place(home=home_or_url)
