"""The graph's schema as data: constraints, indexes, statements, columns and docs/data-model.md's table follow."""

from dataclasses import dataclass
from typing import Literal

Type = Literal["string", "integer", "float", "boolean", "datetime", "strings"]


@dataclass(frozen=True, slots=True)
class Property:
    """One property of a node or an edge: its Cypher type, what it means, and whether lookups by it are indexed."""

    name: str
    type: Type
    meaning: str
    indexed: bool = False


@dataclass(frozen=True, slots=True)
class NodeSchema:
    """A node's label, its key property (unique) and its properties, the key first."""

    label: str
    properties: tuple[Property, ...]
    key: str = "id"

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(p.name for p in self.properties)


@dataclass(frozen=True, slots=True)
class EdgeSchema:
    """An edge's type, from the label `source` to the label `target`, and its properties."""

    type: str
    source: str
    target: str
    properties: tuple[Property, ...]

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(p.name for p in self.properties)


MODEL = NodeSchema(
    "Model",
    (
        Property("id", "string", "owner/name on the Hub; the key"),
        Property("hub_id", "string", "the Hub's `_id`, stable through renames"),
        Property("author", "string", "the owner: the part of `id` before the slash", indexed=True),
        Property("status", "string", "`listed`, `removed` since, or `missing`: only named as a parent", indexed=True),
        Property("created_at", "datetime", "when the repository was made; absent for the Hub's floor of 2022-03-02"),
        Property("created_month", "string", "`YYYY-MM` of `created_at`", indexed=True),
        Property("last_modified", "datetime", "the last commit"),
        Property("downloads", "integer", "downloads in the 30 days before the snapshot", indexed=True),
        Property("downloads_all_time", "integer", "downloads since the repository was made"),
        Property("likes", "integer", "likes at the snapshot"),
        Property("license", "string", "the card's licence id; all that it states, joined by `, `", indexed=True),
        Property(
            "license_name",
            "string",
            "the card's name for a licence that is `other` by id, or has no id; lists and facets of a licence hold "
            "such models too",
            indexed=True,
        ),
        Property(
            "license_link",
            "string",
            "where the card says the licence's text is: an address, or a path in the repository",
        ),
        Property(
            "license_class",
            "string",
            "what that licence comes to: `permissive`, `share_alike`, `conditional`, `non_commercial` or `unknown`",
        ),
        Property(
            "effective_class",
            "string",
            "the strictest of these over all declared paths up, `non_commercial` being stricter than `unknown`, which "
            "a base that was not found is too; a copy that states no licence has what stands above it",
            indexed=True,
        ),
        Property(
            "license_verdict",
            "string",
            "what its licence does with the terms above it: `kept`, `omitted`, "
            "`loosened`, `added` or `unknown`; absent where no base is "
            "named",
            indexed=True,
        ),
        Property(
            "license_rules",
            "strings",
            "the rules about licences that it meets, e.g. `loosened_naming`, `no_common_licence`; "
            "absent where no base is named",
        ),
        Property("new_version", "string", "the model that the card says takes this one's place; no derivation"),
        Property("pipeline_tag", "string", "the task, e.g. `text-generation`"),
        Property("library", "string", "the library the card names, e.g. `peft`"),
        Property("parameters", "integer", "number of parameters, from safetensors"),
        Property("gated", "string", "`auto` or `manual` where access must be asked for, `false` where not"),
        Property("tags", "strings", "the Hub's tags, as listed"),
        Property("rejected_claims", "strings", "parents it claims that name no repository, as `reason: raw text`"),
        Property(
            "base_not_found",
            "string",
            "why a base that it names leads to no repository, e.g. `no owner`; absent where none such is named, or "
            "where it is another way to write one that was found",
        ),
        Property(
            "mass_upload", "string", "the rule that marks it as one of a mass upload, e.g. `timestamp`; else absent"
        ),
        Property("first_seen", "datetime", "date of the first snapshot known to list it; absent for `missing`"),
        Property("last_seen", "datetime", "date of the last snapshot that saw it listed; absent for `missing`"),
        Property(
            "organisation", "string", "the organisation of its owner, an `Organisation` by `id`; no owner, none", True
        ),
    ),
)

LICENCE_COLUMNS = ("license", "license_name", "effective_class", "license_verdict")
"""What a model states, what that comes to with all above it, and how the two stand to each other."""
ADDED_BY_LOAD = ("organisation",)
"""Properties of a model that no resolved snapshot has: they follow from its tables as they are loaded."""

_EACH = "without models of mass uploads"

ORGANISATION = NodeSchema(
    "Organisation",
    (
        Property("id", "string", "the organisation's name; the key"),
        Property("name", "string", "the same", True),
        Property("owners", "strings", "the owners in this graph that are it, in order"),
        Property("models", "integer", "its models, whatever their status"),
        Property("models_without_mass_uploads", "integer", f"of them, {_EACH}"),
        Property("union", "integer", "distinct models that descend from any of its models, at any distance"),
        Property("union_without_mass_uploads", "integer", f"of them, {_EACH}"),
        Property("others", "integer", "those of the union that are models of other organisations"),
        Property("others_without_mass_uploads", "integer", f"of them, {_EACH}"),
        Property(
            "exclusive", "integer", "those of the union that are no root and descend from no other organisation's root"
        ),
        Property("exclusive_without_mass_uploads", "integer", f"of them, {_EACH}"),
        Property(
            "fractional",
            "float",
            "those of the union that are no root, each counting 1, split evenly over the organisations of its roots",
        ),
        Property("fractional_without_mass_uploads", "float", f"the same, {_EACH}"),
    ),
)

SNAPSHOT = NodeSchema(
    "Snapshot",
    (
        Property("id", "string", "the snapshot's name; the key"),
        Property("source", "string", "what was read: an endpoint or a file"),
        Property("scope", "string", "what was asked for, e.g. `family of Qwen/Qwen3-0.6B`; absent for everything"),
        Property(
            "extent", "string", "the part of the Hub it is: `whole`, one `family`, or a `sample` of unknown extent"
        ),
        Property("as_of", "datetime", "when the data are from; absent if nothing tells"),
        Property(
            "as_of_how",
            "string",
            "how that is known: `reading`, `stated`, `metadata`, `observed`, `file_name` or `newest_change`",
        ),
        Property("started_at", "datetime", "when reading began"),
        Property("finished_at", "datetime", "when reading ended"),
        Property("complete", "boolean", "whether the source was read to its end"),
        Property("synthetic", "boolean", "whether it was made up by the practice Hub"),
        Property("listed", "integer", "models listed"),
        Property("frontier", "integer", "models whose children nobody asked for"),
        Property("quality", "string", "the report of `qwen-lineage quality`, as JSON"),
        Property("load", "string", "which load wrote the graph: a digest of what was loaded, and a random number"),
        Property("organisations", "string", "which table of organisations the graph follows: its digest"),
        Property("coverage", "float", "estimated share of the scope's descendants that are listed; absent if unknown"),
        Property("coverage_low", "float", "the lower end of that estimate's interval"),
        Property("coverage_high", "float", "its upper end"),
    ),
)

DERIVED_FROM = EdgeSchema(
    "DERIVED_FROM",
    source="Model",
    target="Model",
    properties=(
        Property("relation", "string", "`finetune`, `adapter`, `merge`, `quantized` or `unknown`"),
        Property(
            "relation_inferred",
            "string",
            "where `relation` is `unknown`: what the Hub's own rule would make of tags, library and number of parents, "
            "where the source has the tags; in no count",
        ),
        Property(
            "evidence", "strings", "who says so, out of `hub`, `card`, `tag`, `config`, `inferred`, most trusted first"
        ),
        Property("raw", "string", "what was written"),
        Property("relation_claims", "strings", "`source:relation` of each source, where they disagree"),
        Property("irregularity", "string", "`self_reference` or `cycle`; absent for the rest"),
        Property("first_seen", "datetime", "date of the first snapshot in which the child names this parent"),
        Property("last_seen", "datetime", "date of the last snapshot that saw the child say so"),
    ),
)

INFERRED_FROM = EdgeSchema(
    "INFERRED_FROM",
    source="Model",
    target="Model",
    properties=(
        Property("relation", "string", "`quantized` where the name says so, else `unknown`"),
        Property("evidence", "strings", "`inferred`: nobody declares it, and no count includes it"),
        Property("rule", "string", "the rule that guessed the parent from the name"),
        Property("raw", "string", "`rule: id`"),
        Property(
            "precision", "integer", "per cent of the rule's guesses about hidden declared parents that were right"
        ),
    ),
)

NODES = (MODEL, ORGANISATION, SNAPSHOT)
EDGES = (DERIVED_FROM, INFERRED_FROM)


def markdown_table() -> str:
    """The documented table of the graph: one row a property, in the schema's order."""
    rows = [
        f"| `{owner}` | `{p.name}` | {p.type} | {p.meaning} |"
        for owner, properties in (
            ("(:Model)", MODEL.properties),
            ("[:DERIVED_FROM]", DERIVED_FROM.properties),
            ("[:INFERRED_FROM]", INFERRED_FROM.properties),
            ("(:Organisation)", ORGANISATION.properties),
            ("(:Snapshot)", SNAPSHOT.properties),
        )
        for p in properties
    ]
    return "\n".join(["| on | property | type | meaning |", "|---|---|---|---|", *rows])
