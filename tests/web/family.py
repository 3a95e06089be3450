"""The tests' family, as rows: a star to page through, a merge, a missing parent, a cycle, and text that bites."""

import json
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from lineage.schema import DERIVED_FROM, INFERRED_FROM, MODEL
from lineage.stores import statements
from lineage.stores.embedded.writer import EmbeddedWriter
from lineage.values import WHOLE_HUB, DatedBy, SnapshotFacts, extent_of
from tests.engines import Engine, driver

Row = dict[str, Any]

BASE = "Qwen/Qwen3-8B-Base"
CHAT = "Qwen/Qwen3-8B"
MERGE = "lab/merged-8B"
OTHER = "meta-llama/Llama-3.1-8B"
GONE = "gone/parent"
SELF = "self/reference"
CYCLE = ("cycle/a", "cycle/b")
LONELY = "alone/model"
SCRIPT = "<script>alert(1)</script>"
EVIL = f"evil/{SCRIPT}"
EVIL_LICENSE = "<img src=x onerror=alert(2)>"
NAMED_EVIL = "evil/named"
EVIL_LINK = "javascript:alert(4)//https://huggingface.co"
MASS = "finetuneer/model-000"
CANDIDATE = "lookalike/Q3-8B-GGUF"
EVIL_RAW = '"><script>alert(3)</script>'

STAR = {"finetune": 61, "adapter": 37, "quantized": 22, "merge": 0}  # children of BASE beside CHAT and MERGE


def model(id: str, **fields: Any) -> Row:
    owner = id.partition("/")[0]
    return {**dict.fromkeys(MODEL.names), "id": id, "status": "listed", "author": owner, **fields}


def derivation(child: str, parent: str, relation: str, *evidence: str, **fields: Any) -> Row:
    given = {"raw": parent, "evidence": list(evidence or ("hub", "card")), "relation": relation, **fields}
    return {**dict.fromkeys(DERIVED_FROM.names), "child": child, "parent": parent, **given}


def star_ids(relation: str) -> list[str]:
    return [f"{relation}er/model-{i:03}" for i in range(STAR[relation])]


def _star() -> tuple[list[Row], list[Row]]:
    models, derivations = [], []
    for relation in STAR:
        for i, id in enumerate(star_ids(relation)):
            month = datetime(2025, 1 + i % 12, 1 + i % 27, tzinfo=UTC)
            license = ("apache-2.0", "mit", None)[i % 3]
            rule = "timestamp" if id == MASS else None
            models.append(
                model(id, mass_upload=rule, downloads=i * 7 % 41 * 100, likes=i, license=license, created_at=month)
            )
            derivations.append(derivation(id, BASE, relation))
    return models, derivations


STAR_MODELS, STAR_DERIVATIONS = _star()

MODELS: list[Row] = [
    model(
        BASE,
        downloads=1_234_567,
        likes=890,
        license="apache-2.0",
        parameters=8_190_735_360,
        tags=["qwen3", "<b>tag</b>"],
    ),
    model(CHAT, downloads=9_876_543, likes=4321, license="apache-2.0", created_at=datetime(2025, 4, 27, tzinfo=UTC)),
    model(OTHER, downloads=555_000, gated="manual"),
    model(MERGE, rejected_claims=["local path: /home/me/<b>model</b>"]),
    model(GONE, status="missing"),
    model("orphan/child", license="Other", license_name="qwen-research", license_link="docs/LICENSE.md"),
    model(SELF),
    *(model(id) for id in CYCLE),
    model(LONELY),
    model(EVIL, license=EVIL_LICENSE, downloads=3, tags=[SCRIPT], rejected_claims=[f"junk: {SCRIPT}"]),
    model(NAMED_EVIL, license="other", license_name=EVIL_LICENSE, license_link=EVIL_LINK),
    model("=cmd/formula", downloads=1),
    model(CANDIDATE),
    *(model(f"deep/level-{i}") for i in range(1, 5)),
    *STAR_MODELS,
]

DERIVATIONS: list[Row] = [
    *STAR_DERIVATIONS,
    derivation(CHAT, BASE, "finetune", "hub", "card", "tag"),
    derivation(MERGE, BASE, "merge", "card"),
    derivation(MERGE, OTHER, "merge", "card"),
    derivation("orphan/child", GONE, "unknown", "tag"),
    derivation(SELF, SELF, "finetune", "card", irregularity="self_reference"),
    derivation(CYCLE[0], CYCLE[1], "finetune", "card", irregularity="cycle"),
    derivation(CYCLE[1], CYCLE[0], "finetune", "card", irregularity="cycle"),
    derivation(EVIL, CHAT, "quantized", "card", raw=EVIL_RAW, relation_claims=["card:quantized", f"tag:{SCRIPT}"]),
    derivation("=cmd/formula", CHAT, "adapter"),
    derivation("deep/level-1", CHAT, "finetune"),
    *(derivation(f"deep/level-{i + 1}", f"deep/level-{i}", "finetune") for i in range(1, 4)),
    derivation("deep/level-4", MERGE, "finetune"),
]


INFERENCES: list[Row] = [
    {
        **dict.fromkeys(INFERRED_FROM.names),
        "child": CANDIDATE,
        "parent": CHAT,
        "relation": "quantized",
        "evidence": ["inferred"],
        "rule": "suffix_agreed",
        "raw": f"suffix_agreed: {CANDIDATE}",
        "precision": 97,
    }
]

QUALITY: Row = {
    "snapshot": "2026-11-20",
    "claims": 140,
    "derivations": 130,
    "rows": [
        {
            "kind": "claims by rule",
            "what": "wrong_case: an id that differs only by case",
            "count": 1234,
            "examples": [{"child": CHAT, "raw": SCRIPT, "parent": BASE, "said": None}],
            "done": "that one",
        },
        {
            "kind": "items of the source",
            "what": "no id",
            "count": 1,
            "examples": [{"child": None, "raw": "{}", "parent": None, "said": "page 3"}],
            "done": "left out",
        },
    ],
}


def facts(**changes: Any) -> SnapshotFacts:
    given: Row = {
        "id": "2026-11-20",
        "source": "https://huggingface.co",
        "started_at": datetime(2026, 11, 20, 3, tzinfo=UTC),
        "finished_at": datetime(2026, 11, 20, 4, tzinfo=UTC),
        "complete": True,
        "synthetic": False,
        "listed": len(MODELS) - 1,
    }
    given |= changes
    extent = extent_of(given.get("scope", WHOLE_HUB), complete=given["complete"])
    read = {"extent": extent, "as_of": given["started_at"], "as_of_how": DatedBy.READING}
    return SnapshotFacts(**{**read, **given})


def fill(engine: Engine, derivations: Sequence[Row] = DERIVATIONS, given: SnapshotFacts | None = None) -> None:
    """An empty store of either engine made to hold the family."""
    graph = MODELS, derivations, given or facts()
    write(engine.folder, *graph) if engine.embedded else write_to_server(engine.url, *graph)


def write(folder: Path, models: Sequence[Row], derivations: Sequence[Row], facts: SnapshotFacts) -> None:
    """An embedded store in `folder` that holds these rows."""
    writer = EmbeddedWriter(folder)
    writer.write(statements.PUT_SNAPSHOT, [facts.to_row() | {"quality": json.dumps(QUALITY)}])
    writer.write(statements.put(MODEL), models)
    writer.write(statements.put(DERIVED_FROM), derivations)
    known = {row["id"] for row in models}
    writer.write(statements.put(INFERRED_FROM), [row for row in INFERENCES if {row["child"], row["parent"]} <= known])
    writer.save("practice")


def write_to_server(url: str, models: Sequence[Row], derivations: Sequence[Row], facts: SnapshotFacts) -> None:
    """An empty Neo4j server made to hold these rows, by the same statements."""
    known = {row["id"] for row in models}
    guessed = [row for row in INFERENCES if {row["child"], row["parent"]} <= known]
    with driver(url) as server:
        for statement, rows in (
            (statements.put(MODEL), models),
            (statements.put(DERIVED_FROM), derivations),
            (statements.put(INFERRED_FROM), guessed),
            (statements.PUT_SNAPSHOT, [facts.to_row() | {"quality": json.dumps(QUALITY), "load": "family"}]),
        ):
            server.execute_query(statement, rows=rows)
