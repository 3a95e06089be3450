"""What an export says of itself: where it comes from, what was selected, whose words it holds, how to cite it."""

import re
from collections import Counter
from typing import Any

from lineage import __version__
from lineage.coverage.coverage_statement import CoverageStatement
from lineage.coverage.source_fields import lacking
from lineage.export.attributes import OF_DERIVATIONS
from lineage.export.subgraph import Subgraph
from lineage.frozen.results import RELATIONS
from lineage.values import SnapshotFacts, is_hub

NOT_OURS = (
    "Ids, cards and tags are the words of the models' owners as the Hub lists them, under the Hub's terms of service "
    "(https://huggingface.co/terms-of-service); the licence in a model's row is that of the model, not of these data. "
    "Nothing more is granted here."
)
MADE_UP = "Made up by the practice Hub of qwen-lineage: no model in it exists. Apache-2.0."
OF_A_FILE = "The source is a file whose licence is not recorded; the terms of whoever published it hold. "
_IN_TEX = str.maketrans(
    {
        **{sign: f"\\{sign}" for sign in "{}%&#_$"},
        **{"\\": r"\textbackslash{}", "^": r"\textasciicircum{}", "~": r"\textasciitilde{}"},
    }
)


def short_facts(subgraph: Subgraph) -> dict[str, str]:
    """What stands in the file itself, in formats that have room for it."""
    facts = subgraph.graph.facts
    return {
        "generator": f"qwen-lineage {__version__}",
        "snapshot": facts.id,
        "coverage": CoverageStatement(facts).long,
        "selection": subgraph.selection.definition,
        "licence": data_licence(facts),
        "cite": citation(subgraph),
    }


def manifest(subgraph: Subgraph) -> dict[str, Any]:
    """What stands beside a file, but for the files themselves."""
    selection, facts = subgraph.selection, subgraph.graph.facts
    return {
        "generator": f"qwen-lineage {__version__}",
        "selection": {"kind": selection.kind, "of": selection.subject or None, "definition": selection.definition},
        "remarks": list(selection.remarks),
        "snapshot": facts.to_row(),
        "load": subgraph.graph.version,
        "coverage": CoverageStatement(facts).long,
        "not_in_source": sorted(lacking(subgraph.graph)),
        "counts": counts(subgraph),
        "unknown": "A value that is not known is null, an empty cell or absent: never 0, never an empty text.",
        "definitions": {
            "models": {"id": "owner/name on the Hub", **{one.name: one.meaning for one in subgraph.attributes}},
            "derivations": {
                "child": "the model that was derived",
                "parent": "the model that it was derived from",
                **{one.name: one.meaning for one in OF_DERIVATIONS.values()},
            },
        },
        "licence": data_licence(facts),
        "cite": citation(subgraph),
        "bibtex": bibtex(subgraph),
    }


def counts(subgraph: Subgraph) -> dict[str, Any]:
    """How many models and derivations there are, these by relation."""
    codes = Counter(subgraph.graph.edges.relation[subgraph.places].tolist())
    by_relation = {str(relation): codes[code] for code, relation in enumerate(RELATIONS)}
    return {"models": len(subgraph), "derivations": len(subgraph.places), "by_relation": by_relation}


def data_licence(facts: SnapshotFacts) -> str:
    """Whose words these are, and under which terms they can be passed on as far as that is known."""
    if facts.synthetic:
        return MADE_UP
    return NOT_OURS if is_hub(facts.source) else OF_A_FILE + NOT_OURS


def citation(subgraph: Subgraph) -> str:
    """One sentence to cite the export by."""
    return citation_of(subgraph.graph.facts, _title(subgraph))


def bibtex(subgraph: Subgraph) -> str:
    """The same for BibTeX."""
    return bibtex_of(subgraph.graph.facts, _title(subgraph))


def citation_of(facts: SnapshotFacts, title: str) -> str:
    """One sentence to cite what a snapshot says by."""
    return f"{title}. Snapshot {facts.id} ({CoverageStatement(facts).short}), by {_by()}."


def bibtex_of(facts: SnapshotFacts, title: str) -> str:
    """The same for BibTeX."""
    key = re.sub("[^A-Za-z0-9]", "-", facts.id)
    note = f"Snapshot {facts.id}: {CoverageStatement(facts).short}"
    fields = {"title": title, "year": f"{facts.data_at:%Y}", "note": note, "howpublished": _by()}
    return "\n".join([f"@misc{{{key},", *(f"  {name} = {{{_tex(text)}}}," for name, text in fields.items()), "}"])


def _title(subgraph: Subgraph) -> str:
    selection = subgraph.selection
    of = f" ({selection.kind}: {selection.subject})" if selection.subject else ""
    return f"Lineage of {'1 model' if len(subgraph) == 1 else f'{len(subgraph):,} models'}{of}"


def _by() -> str:
    return f"qwen-lineage {__version__}"


def _tex(text: str) -> str:
    return text.translate(_IN_TEX)
