"""What speaks for one model being a mirror of another, and what against it."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from lineage.values import Derivation, Evidence, Inference, Model, Relation, Status
from lineage.variants.mirror_evidence import MirrorSide, MirrorSign, Speaks, mirror_evidence
from lineage.weight_formats.reading import variant_of

BORN = datetime(2026, 5, 1, tzinfo=UTC)
ORIGINAL = {
    "id": "ann/Odd-8B",
    "author": "ann",
    "created_at": BORN,
    "downloads": 5_000,
    "license": "mit",
    "pipeline_tag": "text-generation",
    "parameters": 8_000_000_000,
}


def side(facts: dict[str, Any], parent: str | None = None, relation: Relation = Relation.FINETUNE) -> MirrorSide:
    """A model as ORIGINAL but for these facts, and the parent it declares."""
    model = Model(**{"status": Status.LISTED, **ORIGINAL, **facts})
    edges = [Derivation(model.id, parent, relation, (Evidence.CARD,), parent)] if parent else []
    return MirrorSide(model, edges, variant_of(model.id, ["safetensors"]))


def signs(one: MirrorSide, other: MirrorSide, *inferred: Inference) -> dict[str, MirrorSign]:
    return {sign.about: sign for sign in mirror_evidence(one, other, inferred)}


MIRROR = {"id": "bob/odd_8b", "author": "bob", "created_at": BORN + timedelta(days=3), "downloads": 12}


def test_a_copy_under_another_owner_has_nothing_against_it() -> None:
    found = signs(side(MIRROR, "ann/Odd-8B"), side({}))
    assert {sign.speaks for sign in found.values()} == {Speaks.FOR, Speaks.NEITHER}
    for about in ("name", "size", "downloads", "licence", "task", "format", "declared parent"):
        assert found[about].speaks is Speaks.FOR
    assert found["date"].words == "bob/odd_8b is 3 days younger: of the two it would be the mirror of ann/Odd-8B."
    assert found == signs(side({}), side(MIRROR, "ann/Odd-8B")), "whichever is named first"


@pytest.mark.parametrize(
    ("facts", "about"),
    [
        ({"id": "bob/Odd-8B-GGUF"}, "name"),
        ({"id": "bob/Even-8B"}, "name"),
        ({"author": "ann"}, "owner"),
        ({"parameters": 4_000_000_000}, "size"),
        ({"license": "apache-2.0"}, "licence"),
        ({"pipeline_tag": "fill-mask"}, "task"),
        ({"id": "bob/Odd-8B-GGUF"}, "format"),
    ],
)
def test_what_speaks_against_it(facts: dict[str, Any], about: str) -> None:
    assert signs(side({**MIRROR, **facts}), side({}))[about].speaks is Speaks.AGAINST


@pytest.mark.parametrize("field", ["created_at", "downloads", "license", "pipeline_tag", "parameters"])
def test_what_is_not_stated_speaks_neither_way(field: str) -> None:
    found = signs(side({**MIRROR, field: None}), side({}))
    assert [sign.speaks for sign in found.values()].count(Speaks.NOT_KNOWN) == 1


@pytest.mark.parametrize(
    ("downloads", "of_original", "speaks"),
    [
        (0, 0, Speaks.NEITHER),
        (0, 1, Speaks.FOR),
        (500, 5_000, Speaks.FOR),
        (501, 5_000, Speaks.NEITHER),
        (5_000, 500, Speaks.FOR),
    ],
)
def test_few_downloads_beside_many_speak_for_it_and_nobodys_do_not(
    downloads: int, of_original: int, speaks: Speaks
) -> None:
    found = signs(side({**MIRROR, "downloads": downloads}), side({"downloads": of_original}))
    assert found["downloads"].speaks is speaks


@pytest.mark.parametrize(
    ("parent", "relation", "of_original", "speaks"),
    [
        ("ann/Odd-8B", Relation.UNKNOWN, None, Speaks.FOR),
        ("ann/Odd-8B", Relation.QUANTIZED, None, Speaks.AGAINST),
        ("ann/Odd-8B", Relation.MERGE, None, Speaks.AGAINST),
        ("ann/Base", Relation.FINETUNE, "ann/Base", Speaks.FOR),
        ("ann/Base", Relation.FINETUNE, "ann/Other", Speaks.AGAINST),
        ("ann/Base", Relation.FINETUNE, None, Speaks.NEITHER),
    ],
)
def test_what_they_declare(parent: str, relation: Relation, of_original: str | None, speaks: Speaks) -> None:
    found = signs(side(MIRROR, parent, relation), side({}, of_original))
    assert found["declared parent"].speaks is speaks


def test_what_names_alone_say_is_kept_apart() -> None:
    guess = Inference("bob/odd_8b", "ann/Odd-8B", Relation.UNKNOWN, "mirror", "mirror: bob/odd_8b", 97)
    found = signs(side(MIRROR), side({}), guess, Inference("bob/odd_8b", "x/y", Relation.UNKNOWN, "mirror", ""))
    assert [sign.about for sign in found.values() if sign.inferred] == ["name alone"]
    assert "97 %" in found["name alone"].words
