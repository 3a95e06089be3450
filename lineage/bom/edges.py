"""What is said of one derivation: the field that states it, what stood there, and since when."""

from collections.abc import Iterator, Mapping

from lineage.values import Derivation, Evidence, Inference

FIELD: Mapping[Evidence, str] = {
    Evidence.HUB: "baseModels, as the Hub itself resolved it",
    Evidence.CARD: "base_model of the model card's front matter",
    Evidence.TAG: "a tag base_model:...",
    Evidence.CONFIG: "config.peft.base_model_name_or_path of the adapter's configuration",
    Evidence.INFERRED: "nothing: it is inferred from the name",
}
"""Which field a source of evidence is."""


def facts_of(edge: Derivation) -> Iterator[tuple[str, str]]:
    """Names and values of all that is said of a derivation."""
    yield "relation", edge.relation
    for source in edge.evidence:
        yield "evidence", f"{source}: {FIELD[source]}"
    yield "written", edge.raw
    for claim in edge.relation_claims or ():
        yield "relation-claim", claim
    if edge.relation_inferred:
        yield "relation-inferred", edge.relation_inferred
    if edge.irregularity:
        yield "irregularity", edge.irregularity
    for name, moment in (("first-seen", edge.first_seen), ("last-seen", edge.last_seen)):
        if moment:
            yield name, f"{moment:%Y-%m-%d}"


def sentence(edge: Derivation) -> str:
    """A derivation in one line: `finetune of Qwen/Qwen3-8B (hub, card; written: ...)`."""
    seen = f"; seen from {edge.first_seen:%Y-%m-%d}" if edge.first_seen else ""
    until = f" to {edge.last_seen:%Y-%m-%d}" if edge.last_seen else ""
    odd = f"; {edge.irregularity.replace('_', ' ')}" if edge.irregularity else ""
    relation = "relation not stated, from" if edge.relation == "unknown" else f"{edge.relation} of"
    return f"{relation} {edge.parent} ({', '.join(edge.evidence)}; written: {edge.raw}{seen}{until}{odd})"


def guess_facts(guess: Inference) -> Iterator[tuple[str, str]]:
    """As `facts_of`, of a parent that nobody declares."""
    yield "inferred", "true"
    yield "relation", guess.relation
    yield "rule", guess.rule
    if guess.precision is not None:
        yield "precision-percent", str(guess.precision)


def guess_sentence(guess: Inference) -> str:
    right = "" if guess.precision is None else f", right in {guess.precision} % of the cases it was tried on"
    return f"Inferred, declared by nobody: {guess.parent} may be its parent, by the rule {guess.rule}{right}."
