"""The graph as Python sees it: tables in polars, subgraphs in networkx, pictures in pyvis, and Cypher.

Counts are in models unless a column says otherwise; moments are in UTC; unknown is null, never 0 or an empty text.
Every error is a `lineage.LineageError` that says what is wrong, and in its `hint`, a note of the exception too, what to
do. Ids are taken as people have them, in other capitals, as addresses or as they were before a renaming; `in` alone
asks for exactly one, and `resolve` says what becomes of others.
"""

import json
import sys
import warnings
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import closing, suppress
from functools import cached_property
from html import escape
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Literal, Self

import numpy as np

from lineage import arguments
from lineage.coverage.coverage_statement import CoverageStatement
from lineage.errors import BadInput, NotLoadedError, StoreError, UnknownOwner
from lineage.files.output_path import replaceable
from lineage.freezing.frozen_graphs import frozen_folder, frozen_in
from lineage.frozen import FrozenGraph, Undercount, counts_of
from lineage.frozen.derivations.adjacency import Adjacency
from lineage.frozen.derivations.walks import paths_between
from lineage.frozen.lists.lists import SORTS
from lineage.frozen.results import RELATIONS, relation_code
from lineage.frozen.rollups.files import use
from lineage.given_ids import number_called, number_meant
from lineage.home.home import Home, check_name
from lineage.organisations import organisations_of
from lineage.owners import owners
from lineage.owners.progenitors import called
from lineage.place import Place, place
from lineage.steps import CHANGES, SHOW_SNAPSHOT, step
from lineage.stores import Reader, is_url
from lineage.values import Derivation, Inference, Model, Relation, SnapshotFacts, Status

if TYPE_CHECKING:
    import networkx as nx
    import polars as pl

    from lineage.comparison import ModelComparison
    from lineage.compliance.model_licence import ModelLicence
    from lineage.export import Subgraph
    from lineage.filters.model_filter import ModelFilter
    from lineage.fixes import OwnerFixes
    from lineage.impact.impact import Impact
    from lineage.published_claims import CheckedClaim
    from lineage.questions.questions import StoredQueries
    from lineage.tabular import ModelTables
    from lineage.variants.ladder import VariantLadder

IN_MEMORY = ("downloads", "license", "license_name", "descendants")
"""The attributes of models that a subgraph has, unless others are asked for."""
CHILDREN = 50
"""Children of a model that are given to whoever asks for no other number."""
SUBTREE_LIMIT = 2000
TABLE = (
    *("id", "author", "downloads", "likes", "license", "license_name", "pipeline_tag", "library", "parameters"),
    *("created_at", "status", "descendants", "descendants_without_mass_uploads", "undercount"),
)
"""The columns of a table of some models; `models` has all there are."""
IDS = Sequence[str]


class Lineage:
    """One loaded graph: counts and walks are answered from arrays (`graph`), Cypher from the store (`reader`).

    `lineage.open` makes one. `len(g)` is the number of its models, `id in g` whether it has a model, `g[id]` that
    model; as a context manager it closes the store at the end. `version` names the load that it was frozen from, `home`
    the folder that it lies in, if any. It never changes: a later load is seen by opening again.
    """

    def __init__(self, graph: FrozenGraph, reader: Reader, version: str, home: Home | None = None) -> None:
        self.graph = graph
        self.home = home
        self.version = version
        self._reader = reader
        self._is_closed = False

    def __repr__(self) -> str:
        return f"<Lineage of {self.graph.size:,} models, {self.facts.id}: {self.statement.short}>"

    def _repr_html_(self) -> str:
        """For notebooks: the snapshot, what part of the Hub it is, whether it was made up, and the counts."""
        made_up = "<p><strong>Synthetic: made up by the practice Hub, and about no real model.</strong></p>"
        rows = "".join(
            f"<tr><th style='text-align:left' title='{escape(c.definition, quote=True)}'>{escape(c.name)}</th>"
            f"<td style='text-align:right'>{c.value:,}</td></tr>"
            for c in counts_of(self.graph)
        )
        return (
            f"<div><p><strong>{self.graph.size:,} models</strong> in {escape(self.facts.id)}</p>"
            f"<p>{escape(self.statement.long)}</p>{made_up if self.facts.synthetic else ''}<table>{rows}</table></div>"
        )

    def __len__(self) -> int:
        """How many models there are, whatever their status."""
        return self.graph.size

    def __contains__(self, id: object) -> bool:
        """Whether a model has exactly this id."""
        return isinstance(id, str) and self.graph.ids.find(id) is not None

    def __getitem__(self, id: str) -> Model:
        """As `model`."""
        return self.model(id)

    def __iter__(self) -> Iterator[str]:
        """Every model's id, in order."""
        return iter(self.graph.ids.strings)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    @property
    def reader(self) -> Reader:
        """The store's reader. Raises StoreError once this is closed."""
        if self._is_closed:
            raise StoreError("this Lineage is closed", "open it again with lineage.open(...)")
        return self._reader

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
        return self.graph.undercounts.get(self._number(id))

    def models(self, filter: "ModelFilter | Mapping[str, Any] | str | None" = None) -> "pl.LazyFrame":
        """Every model, a row each, by id: a lazy polars table of any size with one schema, rows or none.

        With a `filter`, the models that it wants: conditions as `"license=mit parameters<8B"`, the same by name as
        `{"license": ["mit", "apache-2.0"], "parameters_below": 8_000_000_000}`, the address of a table of models, or a
        `lineage.filters.model_filter.ModelFilter`; its fields are those of
        `lineage.filters.filter_fields.FILTER_FIELDS`. Raises BadInput for what is no filter, UnknownModel,
        UnknownOwner; warns of a value that no model has.

        Its columns are made when they are asked for, some thousand rows at a time: select, filter and group before
        `collect()`, or write all of it with `sink_parquet(...)`. `lineage.columns.MODEL_COLUMNS` lists them with what
        each means, among them `organisation`, `roots`, `generation`, `mass_upload`, `is_quantized`, `effective_class`,
        `effective_licences` and `descendants`. Tags, rejected claims and when a model was first and last seen are with
        `model` and `cypher`.
        """
        if filter is None:
            return self._tables.scan()
        from lineage.export.selection import filtered  # noqa: PLC0415 - an import of 0.1 s
        from lineage.filters.filter_text import model_filter  # noqa: PLC0415

        found = filtered(self.graph, model_filter(filter))
        _warn(found.remarks)
        return self._tables.scan(found.numbers)

    def derivations(self) -> "pl.LazyFrame":
        """Every derivation, a row each, by `child` and `parent`, self-references included: a lazy polars table as
        `models`.

        With `relation`, `evidence` (a list), `raw`, `relation_claims` (a list, where sources disagree) and
        `irregularity`: see `lineage.columns.DERIVATION_COLUMNS`.
        """
        from lineage.tabular import derivations_scan  # noqa: PLC0415

        return derivations_scan(self.graph)

    def family(
        self,
        owner: str | None = None,
        ids: "IDS | str | pl.Series" = (),
        organisation: str | None = None,
        include_own: bool = False,
        mass_uploads: bool = True,
        quantised: bool = True,
    ) -> "pl.LazyFrame":
        """What descends, at any distance, from the models of an owner, of an organisation, or of these `ids`, which are
        taken as people have them: a row a model.

        Columns are those of `models` and `distance`, in derivations from the nearest of them. The models themselves are
        in it with `include_own` alone, also those that descend from one another. Without `mass_uploads`, models marked
        as such are left out; without those `quantised`, models that a derivation says were quantised; what hangs below
        them stays. Raises UnknownOwner, UnknownModel, and BadInput where nobody is named.

        How many there are is the `others` of the `union` in `roll_ups`: what others built. With `include_own` it is
        these and every model of its own. The number on an organisation's page lies between: `all` of the union, or
        `models("descends_from=NAME")`, has of its own models those that descend from others of them.
        """
        from lineage.tabular.family import family_scan, own_models  # noqa: PLC0415

        named = {"owner": owner, "organisation": organisation}
        names = {level: arguments.text(level, name) for level, name in named.items() if name is not None}
        own = own_models(self.graph, names, arguments.texts("ids", ids))
        given = {"include_own": include_own, "mass_uploads": mass_uploads, "quantised": quantised}
        return family_scan(self._tables, own, **{name: arguments.flag(name, value) for name, value in given.items()})

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

    def quality(self) -> "pl.DataFrame":
        """What was irregular in the snapshot, a row for each finding: `kind`, `what`, `count`, `done` about it, and
        `examples` (structs of `child`, what it wrote as `raw`, the `parent` that it was taken to mean, and what else is
        `said`). Without a report it has no row, and warns. `qwen-lineage quality --list` has every case."""
        from lineage import queries  # noqa: PLC0415
        from lineage.tabular import frames  # noqa: PLC0415

        report = queries.quality(self.reader)
        if report is None:
            _warn(["this graph was loaded without a report on quality"])
        return frames.quality_frame([] if report is None else report["rows"])

    def cite(self, part: "Subgraph | None" = None, form: Literal["text", "bibtex"] = "text") -> str:
        """How to cite the graph, or a `part` that `subgraph` answered, in a sentence or as BibTeX: what it is of, its
        snapshot, what part of the Hub that is and of when, and the version that read it. Raises BadInput."""
        from lineage.export import Subgraph, subgraph  # noqa: PLC0415 - nobody else needs it
        from lineage.export.about import bibtex, citation  # noqa: PLC0415
        from lineage.export.selection import everything  # noqa: PLC0415

        if part is not None and not isinstance(part, Subgraph):
            raise BadInput(f"no subgraph, but a {type(part).__name__}", "make one with `subgraph`")
        cited = subgraph(self.graph, everything(self.graph), ()) if part is None else part
        return {"text": citation, "bibtex": bibtex}[arguments.one_of("form", form, ("text", "bibtex"))](cited)

    def growth(
        self,
        by: str = "base",
        of: str = "all",
        keys: Sequence[str] = (),
        most: int = 8,
        mass_uploads: bool = True,
        every: Literal["month", "quarter", "year"] = "month",
        rest: bool = False,
    ) -> "pl.DataFrame":
        """New models by month, of those that the snapshot lists (removed and missing ones are not counted): columns
        `month` (`YYYY-MM`; null: not dated), `name`, `new`, `cumulative`, `share` (1 is all; null: of nothing), `whole`
        and `first_day` (a date). What is not dated has no `cumulative` and no `share`.

        `every` quarter (`YYYY-Qn`) or year (`YYYY`), that is what the first column has and is called. `by` is one of
        `lineage.frozen.rollups.growth.AXES`; `of` says which new models are counted, and what a share is one of
        (`whole`): all, declared, language, tracked. `keys` are names on that axis; none: the `most` largest. The models
        that state no licence or no task have the name `not stated`, which may be among `keys`; with the `rest` they
        come after the others, as do `all others` where a model counts under one name alone. Raises BadInput for a name
        that is none.
        """
        from lineage.tabular import frames  # noqa: PLC0415

        named, with_mass = arguments.texts("keys", keys), arguments.flag("mass_uploads", mass_uploads)
        with_rest = arguments.flag("rest", rest)
        return frames.growth_frame(self.graph, by, of, named, most, with_mass, every, with_rest)

    def model(self, id: str) -> Model:
        """One model with all that is known of it. Raises UnknownModel naming similar ids.

        Here and wherever one model is asked for, an id is taken as people have it: as `resolve` takes it.
        """
        from lineage import queries  # noqa: PLC0415

        number = self._number(id)
        return queries.model(self.reader, self.graph.ids[number]) or self.graph.models.summary(number)

    def resolve(self, ids: "IDS | str | pl.Series") -> "pl.DataFrame":
        """What becomes of ids as people have them, a row each: `given`, `id` (null: of none), `rule` and `similar` ids.

        `rule` is one of `lineage.given_ids.IdRule`: `exact`, `address` (pasted from the Hub), `case`, `renamed` (cards
        that name a parent so are read as meaning that model) or `unknown`.
        """
        from lineage.given_ids import given_ids  # noqa: PLC0415
        from lineage.tabular import frames  # noqa: PLC0415

        return frames.given_ids_frame(given_ids(self.graph, arguments.texts_or_nothing("ids", ids)))

    def parents(self, id: str) -> list[Derivation]:
        """The derivations that made `id`, each with its evidence. Raises UnknownModel."""
        from lineage import queries  # noqa: PLC0415

        return queries.parents(self.reader, self._id(id))

    def candidates(self, id: str) -> list[Inference]:
        """Parents that nobody declares but the name of `id` gives away. No count, list or subtree includes them."""
        from lineage import queries  # noqa: PLC0415

        return queries.inferred_parents(self.reader, self._id(id))

    def inferred_parents(self) -> "pl.DataFrame":
        """As `candidates`, of all models, a row for each guess, by child and parent: `child`, `parent`, `relation`,
        `rule`, `raw` and `precision` (in per cent; null: not tried)."""
        from lineage.tabular import frames  # noqa: PLC0415

        return frames.inferred_frame(self.reader)

    def children(
        self, id: str, relation: Relation | str | None = None, sort: str = "descendants", limit: int | None = None
    ) -> "pl.DataFrame":
        """The direct derivatives of `id`, ranked: one row a child, with `relation` and exact `descendants`; at most
        `limit` (None: 50, and more warn).

        `sort` is one of `lineage.frozen.lists.lists.SORTS`. Raises UnknownModel, BadInput.
        """
        kind = None if relation is None else RELATIONS[relation_code(arguments.text("relation", relation))]
        most = CHILDREN if limit is None else arguments.whole_number("limit", limit, 0)
        order = arguments.one_of("sort", sort, SORTS)
        page = self.graph.lists.children_of(self._number(id), relation=kind, sort=order, limit=most)
        if limit is None and len(page.numbers) < page.total:
            _warn([f"only the first {len(page.numbers):,} of {page.total:,} children are given"])
        import polars as pl  # noqa: PLC0415

        relations = pl.Series("relation", map(str, page.relations), dtype=pl.String)
        return self._tables.scan(np.asarray(page.numbers, np.int64)).select(TABLE).collect().with_columns(relations)

    def descendants(
        self, id: str, max_depth: int | None = None, relation: Relation | str | Collection[Relation | str] = ()
    ) -> "pl.DataFrame":
        """Every model that descends from `id`, once each, in order of id.

        `distance` is in derivations, 1 of a child. `parent`, `relation` and `evidence` are of the derivation by which
        it is that near, of several the first by id. `max_depth` is the greatest distance; with a `relation`, or
        several, other derivations are no steps. Raises UnknownModel, BadInput.
        """
        return self._walked(id, self.graph.children, "parent", max_depth, relation)

    def ancestors(
        self, id: str, max_depth: int | None = None, relation: Relation | str | Collection[Relation | str] = ()
    ) -> "pl.DataFrame":
        """Every model that `id` descends from, once each, in order of id; as `descendants`, with the `child` that was
        derived from it on the way to `id`."""
        return self._walked(id, self.graph.parents, "child", max_depth, relation)

    def paths(self, id: str, to: str | None = None, limit: int = 20) -> list[tuple[str, ...]]:
        """The ways up from `id` to its roots, or `to` one of its ancestors: ids from `id` to the end, shortest first.

        None meets a model twice. At most `limit`; more warn. Raises UnknownModel, BadInput.
        """
        number, most = self._number(id), arguments.whole_number("limit", limit, 1)
        if to is None:
            found = self.graph.lineage.paths_to_roots(number, most)
        else:
            found = paths_between(self.graph.parents, number, self._number(to), most)
        if found.truncated:
            _warn([f"only the first {len(found.paths):,} ways are given"])
        return [tuple(self.graph.ids.take(path)) for path in found.paths]

    def compare(self, ids: Sequence[str]) -> "ModelComparison":
        """Up to four models side by side: `fields` and whether they agree, `common_ancestors` nearest first, `pairs`
        with the ways between two, `families` with what descends from each, from each alone, from both, from all,
        by relation, and its downloads. `table()` is the same in polars, a row for each model.

        Organisations and owners are laid side by side by `roll_ups`. Raises BadInput for none or more, UnknownModel
        naming similar ids.
        """
        from lineage.comparison import compare_models  # noqa: PLC0415

        given = arguments.texts("ids", ids)
        makers = [name for name in given if number_called(self.graph, name) is None and called(self.graph, name)]
        if makers:
            names = ", ".join(repr(name) for name in given)
            raise BadInput(f"{makers[0]!r} is an owner or organisation, and no model", f"ask roll_ups([{names}])")
        return compare_models(self.graph, self.reader, list(map(self._id, given)))

    def owner(self, name: str) -> owners.OwnerSummary:
        """An owner with the exact roll-ups of what descends from its models. Raises UnknownOwner."""
        return owners.owner(self.graph, arguments.text("an owner", name))

    def organisation(self, name: str) -> owners.OwnerSummary:
        """As `owner`, of all owners of an organisation together."""
        return owners.organisation(self.graph, arguments.text("an organisation", name))

    def organisations(self) -> "pl.DataFrame":
        """The organisations that anything descends from, the largest union first, a row each: `organisation`, own
        `models`, then in models `union`, `exclusive`, `fractional` and `others` (of the union, those of other
        organisations), each also `..._without_mass_uploads`. `lineage.frozen.rollups.rollups.DEFINITIONS` says what
        each is."""
        from lineage.tabular import frames  # noqa: PLC0415

        return frames.organisations_frame(self.graph)

    def roll_ups(self, of: "owners.OwnerSummary | str | Sequence[owners.OwnerSummary | str]") -> "pl.DataFrame":
        """The counts of what `owner` or `organisation` found, or of the organisation or else the owner of that name,
        and of several below each other: a row for each `way` of counting and each `of` all, own and others, with
        columns `value`, `without_mass_uploads`, `without_quantisations`, `without_both`, in models (whole but for the
        fractional way), and last the `name`."""
        from lineage.tabular import frames  # noqa: PLC0415

        several = [of] if isinstance(of, str | owners.OwnerSummary) or not isinstance(of, Iterable) else of
        return frames.roll_up_frame(
            [one if isinstance(one, owners.OwnerSummary) else self._owner_or_organisation(one) for one in several]
        )

    def bom(
        self, id: str, format: str = "cyclonedx-1.6", *, subtree: bool = False, limit: int | None = None
    ) -> dict[str, Any]:
        """A bill of materials of `id` and all it was made from, as JSON has it; in a `subtree` also of what was made
        from it.

        `format` is one of `lineage.bom.BomFormat`; `limit` is in models, and what is beyond it is said. Raises
        UnknownModel, and BadInput for another format or a limit out of bounds.
        """
        from lineage import bom  # noqa: PLC0415 - nobody else needs it

        most = bom.DEFAULT_COMPONENTS if limit is None else arguments.whole_number("limit", limit, 0)
        below = arguments.flag("subtree", subtree)
        written_as = bom.format_of(arguments.text("format", format))
        made = bom.bom_of(self.graph, self.reader, self._id(id), subtree=below, limit=most)
        document: dict[str, Any] = json.loads("".join(bom.written(made, written_as)))
        return document

    def claims(self, file: Path | str | None = None) -> "pl.DataFrame":
        """Published claims, a row for each definition of each: `claim`, `date`, `source`, `definition`, its `meaning`,
        its `value` here (a float, for some are shares; or `text`: a model's id, two days), `verdict` and `reason`, what
        was `expected`, `snapshot`, and `list`, the address of the models behind it in the web app. See
        `checked_claims`."""
        from lineage.tabular import frames  # noqa: PLC0415

        return frames.claims_frame(self.checked_claims(file))

    def checked_claims(self, file: Path | str | None = None) -> "list[CheckedClaim]":
        """Published claims, each with every definition computed here and what follows.

        Those of a file come after them (None: of `claims.toml` in the home). Raises BadFile for one that is no list of
        claims.
        """
        from lineage.published_claims import check, claims_of  # noqa: PLC0415
        from lineage.published_claims.subject import Subject  # noqa: PLC0415

        claims = claims_of(self.home, None if file is None else arguments.path("a file", file))
        return check(Subject(self.graph, self.home), claims)

    def licence(self, id: str) -> "ModelLicence":
        """What may be done with `id` after all that it was made from, and why: a sentence, the effective terms with the
        way to whoever imposes each and the `duties` of all other licences beside, and the rules that it meets. Raises
        UnknownModel. Information, not legal advice."""
        from lineage.compliance.model_licence import licence_of_model  # noqa: PLC0415

        return licence_of_model(self.graph, self._number(id))

    def licences(self, ids: "IDS | str | pl.Series") -> "pl.DataFrame":
        """As `licence`, of several models as people name them, a row each: `given`, `id` (null: it names none, and all
        else is null), `sentence`, `license`, `license_name` (what the card calls one that is `other`), `license_class`,
        `effective_class`, `license_verdict`, `applies` (the licences that hold for it), `rules` (those that it meets)
        and `duties` (what each licence that applies asks for, and the nearest model that states it). What `resolve`
        understands is understood.

        They are looked at one by one; of all models, `models` has classes, verdicts and effective licences. For CSV,
        which has no lists: `.with_columns(pl.col("applies", "rules", "duties").list.join(", "))`.
        """
        from lineage.compliance.given_licences import given_licences  # noqa: PLC0415
        from lineage.tabular import frames  # noqa: PLC0415

        return frames.licences_frame(given_licences(self.graph, arguments.texts_or_nothing("ids", ids)))

    def variants(self, id: str) -> "pl.DataFrame":
        """The quantisations below `id`, a quantisation of one too, the most downloaded first: `id`, `format` (GGUF,
        MLX, AWQ ...), whole `bits` of a weight, their `encoding` (`Q4_K_M`, `4-bit`), the rules that read these
        (`format_rule`, `bits_rule`), `owner`, `official` (of the same organisation), `downloads`, `created_at`,
        `mass_upload`, `license`, `license_name`, `effective_class` (the strictest of all licences that hold). What
        could not be read is null. Those that state no relation, and are called so, are in `ladder(id)`. Raises
        UnknownModel."""
        from lineage.tabular import frames  # noqa: PLC0415

        return frames.variants_frame(self.ladder(id))

    def ladder(self, id: str) -> "VariantLadder":
        """The same by format and bits: `rungs()` have each the most downloaded variant, `totals` how many there are and
        how many could not be read, `re_uploads` and `candidates` (numbers in `graph`) who else has its name,
        `relation_not_stated` who names it as a base and is called as its variants are. Raises UnknownModel."""
        from lineage.variants.ladder import VariantLadder  # noqa: PLC0415

        return VariantLadder(self.graph, self._number(id))

    def licence_rules(self) -> list[dict[str, Any]]:
        """Every licence rule with how many models it finds: `rule`, `verdict`, `sentence`, `source`, `models` (removed
        ones too, as lists have them) and `listed` (those alone)."""
        listed = self.graph.terms.rule_counts_of(self.graph.models.with_word("status", Status.LISTED))
        return [
            {
                "rule": rule.name,
                "verdict": rule.verdict and str(rule.verdict),
                "sentence": rule.sentence,
                "source": rule.source,
                "models": models,
                "listed": listed[rule],
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
    ) -> "Impact":
        """What follows when `id` goes: `affected`, `stranded`, `others` (with another way each) and `survivors`, each
        with its definition, its counts, and the models from `offset` on, `limit` at most; with a `license`, also whose
        verdict changes when `id` states that one (`relicensing`). Raises UnknownModel, and BadInput for no licence."""
        from lineage.impact.impact import impact  # noqa: PLC0415
        from lineage.list_window import ListWindow  # noqa: PLC0415

        first, most = (arguments.whole_number(*one, 0) for one in (("offset", offset), ("limit", limit)))
        order, with_mass = arguments.one_of("sort", sort, SORTS), arguments.flag("mass_uploads", mass_uploads)
        window = ListWindow(order, first, most, with_mass)
        license = None if license is None else arguments.text("license", license)
        return impact(self.graph, self._number(id), window, license)

    def changes(self, other: "Lineage | str") -> "dict[str, pl.DataFrame]":
        """What changed from the snapshot of this graph to another one of the same home, given by name or as opened.

        Tables by kind: `added`, `removed` and `absent` (of which nothing can be told) have `id`; `renamed` also
        `before`; `reparented` its parents `before` and `after`; `relation_changed` its `parent` and both relations;
        `licence_changed` what is stated `before` and `after`, the classes that `applied` and that
        `applies`, and `verdict_before` and `verdict_after`.
        Each has `family`, null for none. What cannot be told warns. `qwen-lineage diff` gives the same. Raises
        NotLoadedError, and BadInput for a graph without a home, or of another one.
        """
        if self.home is None:
            raise BadInput("this graph lies in no home, where its snapshot could be read", "open one by its home")
        name = other.facts.id if isinstance(other, Lineage) else arguments.text("a snapshot", other)
        if isinstance(other, Lineage) and (other.home is None or other.home.root.resolve() != self.home.root.resolve()):
            raise BadInput("the other graph is not of this home", f"import its snapshot into {self.home.root} too")
        found = step(CHANGES)(self.home, self.facts.id, name)
        _warn(found.notes)
        return {**found.tables(), "absent": found.absent}

    @property
    def questions(self) -> "StoredQueries":
        """The stored queries by name: `g.questions["growth-by-relation"].run(since="2026-01")`."""
        from lineage.questions.questions import StoredQueries  # noqa: PLC0415

        return StoredQueries(self.graph, self.reader, self.cypher, _warn)

    def fixes(self, owner: str) -> "OwnerFixes":
        """What cards of an owner's models, or of `organisation:NAME` those of all its owners, leave out or get wrong
        about parents, relations and licences, each with the patch of its front matter. Raises UnknownOwner."""
        from lineage.fixes import owner_fixes  # noqa: PLC0415

        return owner_fixes(self.graph, self.reader, arguments.text("an owner", owner))

    def search(self, text: str, limit: int = 20) -> list[str]:
        """Ids as `text` names them: the id itself first, then models with derivatives whose name is the word, ids and
        names that begin with it, those that hold its words, and those that hold some and whose task, library or licence
        the others say; only where there is none of these, words are spelt otherwise or left out. In each the most
        downloaded come first.
        """
        most = min(arguments.whole_number("limit", limit, 1), self.graph.size)
        return self.graph.ids.take(self.graph.search.find(arguments.text("a text", text), limit=most))

    def subtree(self, id: str, limit: int = SUBTREE_LIMIT) -> "nx.DiGraph[str]":
        """`id` and its descendants as a networkx graph, edges from child to parent; at most `limit` models.

        Where there are more, the models with most descendants stay; `graph.graph["left_out"]` counts the rest.
        """
        from lineage.export import to_networkx  # noqa: PLC0415

        root, limit = self._number(id), arguments.whole_number("limit", limit, 1)
        below = self.graph.lineage.descendants(root)
        order = np.argsort(-self.graph.reach.descendant_count[below], kind="stable")
        kept = np.concatenate([[root], below[order[: limit - 1]]])
        drawn = to_networkx(self.graph, kept)
        drawn.graph["left_out"] = len(below) + 1 - len(kept)
        return drawn

    def subgraph(
        self,
        ids: "Iterable[str] | pl.DataFrame | pl.LazyFrame | None" = None,
        *,
        filter: "ModelFilter | Mapping[str, Any] | str | None" = None,
        model: str | None = None,
        subtree: str | None = None,
        lineage: str | None = None,
        owner: str | None = None,
        statement: str | None = None,
        attributes: Sequence[str] | None = IN_MEMORY,
    ) -> "Subgraph":
        """Some models and all derivations among them, for networkx, igraph and rustworkx, or for a file.

        `ids` are models by id, as people have them, or a table with a column `id`, as any method here answers. Or it is
        what a `filter` wants, as of `models`; a `model` with its parents and children, a `subtree`, a `lineage` (a
        model and all it comes from), all below the models of an `owner` (or `organisation:NAME`), or the models that a
        `statement` answers with; without any of these, the whole graph. `attributes` are names of
        `lineage.export.OF_MODELS` (None: all; lists are none).

        `.to_networkx()`, `.to_igraph()`, `.to_rustworkx()` make graphs, whose moments are texts in ISO 8601; networkx'
        writer of GEXF reads the attribute `parents` as a word of its own. `g.export` writes files. Raises UnknownModel,
        UnknownOwner, BadStatement, and BadInput for two of these selections or for an attribute that is none; warns of
        a filter's value that no model has, and of a statement's answer that was cut.
        """
        from lineage.export import OF_A_MODEL, select, subgraph  # noqa: PLC0415 - nobody else needs it
        from lineage.filters.filter_text import model_filter  # noqa: PLC0415

        given = {"model": model, "subtree": subtree, "lineage": lineage, "owner": owner, "statement": statement}
        texts = {name: None if value is None else arguments.text(name, value) for name, value in given.items()}
        texts |= {name: self._id(id) for name in OF_A_MODEL if (id := texts[name]) is not None}
        named = None if ids is None else _ids(ids)
        attributes = None if attributes is None else arguments.texts("attributes", attributes)
        wanted = None if filter is None else model_filter(filter)
        reader = None if statement is None else self.reader
        chosen = select(self.graph, reader, ids=named, filter=wanted, **texts)
        _warn(chosen.remarks)
        return subgraph(self.graph, chosen, attributes)

    def export(self, part: "Subgraph", file: Path | str, format: str | None = None) -> tuple[Path, ...]:
        """Write what `subgraph` answered to a file for other tools, whole or not at all; returns the paths of all that
        was written.

        `format` is a name of `lineage.export.FORMATS`; None: as the file's name ends. CSV and Parquet are two files,
        models and derivations: without the columns of `models` that are lists (`languages`, `license_rules`,
        `effective_licences`, `roots`), which are no attributes, and with moments to the millisecond; all columns, to
        the microsecond, are written by `models(filter).sink_parquet(...)`. Beside each export stands a manifest with
        snapshot, definitions, counts, checksums and how to cite. Raises BadInput for a format or a folder that there is
        not, and where a folder is named for the file; LineageError where it cannot write.
        """
        from lineage.export import Subgraph, format_named, write_export  # noqa: PLC0415 - nobody else needs it

        if not isinstance(part, Subgraph):
            raise BadInput(f"no subgraph, but a {type(part).__name__}", "make one with `subgraph`")
        path = arguments.path("file", file)
        replaceable(file)
        name = None if format is None else arguments.text("format", format)
        return write_export(part, format_named(name, path), path)

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
        on, or that reads what the snapshot's source does not have. In polars, nodes and maps are structs, and so is a
        duration (`months`, `days`, `seconds`); what the statement says to be a date is one, a time or a moment without
        a zone is a text; a column of nulls has the type that the statement and the schema tell, and one whose values
        share no type holds JSON. In the other forms dates are texts, `YYYY-MM-DD`. Raises BadStatement for anything
        that does more than read, BadInput for limits out of bounds or a library that is not installed.
        """
        from lineage import cypher, graph_cypher  # noqa: PLC0415
        from lineage.questions.stored_queries import question_of  # noqa: PLC0415
        from lineage.tabular.tables import FORMS, to_polars  # noqa: PLC0415

        form = FORMS[arguments.one_of("as_", as_, list(FORMS))]
        text = arguments.text("a statement", statement)
        given = {} if parameters is None else arguments.mapping("parameters", parameters)
        limits = cypher.limits(
            None if limit is None else arguments.whole_number("limit", limit, 1),
            None if timeout is None else arguments.number("timeout", timeout),
        )
        answer = graph_cypher.execute(self.graph, self.reader, text, given, limits=limits)
        _warn(answer.notes)
        if as_ == "polars":
            return to_polars(answer.table, cypher.validate(text, given).tree, question_of(text))
        return form(answer.table)

    def close(self) -> None:
        """Let go of the store; what is answered from arrays still is, anything else raises StoreError."""
        self._is_closed = True
        self._reader.close()

    def _number(self, id: str) -> int:
        """The number of the model that is meant, in any form that `resolve` takes. Raises UnknownModel naming similar
        ids, BadInput for no text."""
        return number_meant(self.graph, arguments.text("an id", id))

    def _id(self, id: str) -> str:
        """The id of the model that is meant. Raises as `_number`."""
        return self.graph.ids[self._number(id)]

    def _owner_or_organisation(self, name: str) -> owners.OwnerSummary:
        try:
            return self.organisation(name)
        except UnknownOwner:
            return self.owner(name)

    @cached_property
    def _tables(self) -> "ModelTables":
        from lineage.tabular import ModelTables  # noqa: PLC0415 - an import of 0.1 s, paid by those who ask for a table

        return ModelTables(self.graph)

    def _walked(
        self,
        id: str,
        adjacency: Adjacency,
        neighbour: str,
        max_depth: int | None,
        relation: Relation | str | Collection[Relation | str],
    ) -> "pl.DataFrame":
        from lineage.tabular.family import walk_scan  # noqa: PLC0415

        most = None if max_depth is None else arguments.whole_number("max_depth", max_depth, 0)
        relations = arguments.texts("relation", relation)
        found = walk_scan(self._tables, adjacency, self._number(id), neighbour, relations, most)
        return found.select(*TABLE, "distance", neighbour, "relation", "evidence").collect()


def _warn(notes: Iterable[str]) -> None:
    """Warn at the line outside this package that leads here: Python shows what is told of one line but once."""
    for note in notes:
        warnings.warn(note, stacklevel=1 + _frames_within())


def _frames_within() -> int:
    """How many calls, that of whoever asks this the first, lie within this package."""
    frame, within = sys._getframe(1), 0
    while frame.f_back is not None and frame.f_globals.get("__name__", "").partition(".")[0] == __package__:
        frame, within = frame.f_back, within + 1
    return within


def _ids(given: "Iterable[str] | pl.DataFrame | pl.LazyFrame") -> list[str]:
    """The ids of a table, or as they are given. Raises BadInput for what holds none."""
    table: Any = given
    is_polars = hasattr(table, "collect_schema")
    if not is_polars and not hasattr(table, "columns"):
        return arguments.texts("ids", table)
    if "id" not in (table.collect_schema() if is_polars else table.columns):
        raise BadInput("a table without a column `id`", "name the column of ids so")
    return arguments.texts("ids", (table.lazy().select("id").collect() if is_polars else table)["id"])


def open_lineage(home_or_url: str | Path | None = None, snapshot: str | None = None) -> Lineage:
    """See `lineage.open`."""
    where = place_of(home_or_url)
    return open_place(where) if snapshot is None else _open_snapshot(where, arguments.text("a snapshot", snapshot))


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
            from lineage.freezing.freeze import freeze_for_reader  # noqa: PLC0415 - most graphs are frozen already

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


def _open_snapshot(where: Place, name: str) -> Lineage:
    """The graph of a snapshot, whatever is loaded: in a store of its own beside that one, which is made where it is not
    there yet."""
    from lineage import queries  # noqa: PLC0415

    with suppress(NotLoadedError), closing(where.reader()) as reader:
        if queries.facts(reader).id == name:
            return open_place(where)
    own = Place(where.home, f"embedded:{where.home.opened / check_name(name)}")
    try:
        return open_place(own)
    except NotLoadedError:
        step(SHOW_SNAPSHOT)(own, name)
    return open_place(own)


def place_of(home_or_url: str | Path | None) -> Place:
    """The place that a home folder or a store's URL names (None: the settings)."""
    if home_or_url is None:
        return place()
    arguments.path("a home", home_or_url)
    if isinstance(home_or_url, str) and is_url(home_or_url):
        return place(store=home_or_url)
    return place(home=str(home_or_url))
