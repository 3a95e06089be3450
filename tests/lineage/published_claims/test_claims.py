"""Published claims: each definition on small graphs, what follows of a whole Hub and of a part, and files of claims."""

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from lineage.errors import BadFile
from lineage.frozen import FrozenGraph
from lineage.frozen.build import build
from lineage.published_claims import (
    DEFINITIONS,
    CheckedDefinition,
    ClaimReading,
    PublishedClaim,
    check,
    known_claims,
    read_claims,
)
from lineage.published_claims.check import Verdict, _verdict
from lineage.published_claims.figures import Figure
from lineage.published_claims.subject import DatedSum, Subject
from lineage.values import Extent
from tests.lineage.frozen.graphs import FACTS, derivation_batch, model_batch

TEXT = {"pipeline_tag": "text-generation"}
IN_MARCH = {"created_at": datetime(2026, 3, 9, tzinfo=UTC)}
MODELS: dict[str, dict[str, Any]] = {
    "Qwen/Qwen3-8B": {"downloads": 50, "downloads_all_time": 500, "license": "other", **TEXT, **IN_MARCH},
    "Qwen/Qwen3-8B-GGUF": {
        **{"downloads": 30, "downloads_all_time": 100, "license": "other", "license_name": "qwen", **TEXT},
        "created_at": datetime(2026, 2, 9, tzinfo=UTC),
    },
    "Qwen/Qwen3Guard-8B": {"downloads": 5, "downloads_all_time": 20, **TEXT},
    "Qwen/image": {"downloads": 4, "downloads_all_time": 40, "pipeline_tag": "text-to-image"},
    "Qwen/gone": {"status": "missing"},
    "user/tune": {"downloads": 1, "downloads_all_time": 7, **TEXT, **IN_MARCH},
    "user/of-gone": {"status": "removed"},
    "user/qwen-chat": {},
    "openai/gpt": {"downloads": 88, "downloads_all_time": 9_000, **TEXT},
    "openai-community/gpt2": {"downloads": 2, "downloads_all_time": 1, **TEXT},
}
PAIRS = [("Qwen/Qwen3-8B-GGUF", "Qwen/Qwen3-8B"), ("user/tune", "Qwen/Qwen3-8B"), ("user/of-gone", "Qwen/gone")]
QUANTIZED = {PAIRS[0]: {"relation": "quantized"}}


def subject(
    folder: Path,
    extent: Extent = Extent.WHOLE,
    models: dict | None = None,
    themselves: Sequence[str] = (),
    *,
    synthetic: bool = False,
) -> Subject:
    """`themselves`: models that name themselves as what they were quantized from."""
    pairs = [*PAIRS, *((id, id) for id in themselves)]
    quantized = {**QUANTIZED, **{(id, id): {"relation": "quantized"} for id in themselves}}
    models = MODELS if models is None else models
    facts = replace(FACTS, synthetic=synthetic, extent=extent, as_of=datetime(2026, 5, 20, tzinfo=UTC))
    guess = [{"child": ["user/qwen-chat"], "parent": ["Qwen/Qwen3-8B"]}]
    build([model_batch(models, models)], [derivation_batch(pairs, quantized)], facts, folder, guess)
    return Subject(FrozenGraph.open(folder))


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Subject:
    return subject(tmp_path_factory.mktemp("whole") / "graph")


@pytest.fixture(scope="module")
def part(tmp_path_factory: pytest.TempPathFactory) -> Subject:
    return subject(tmp_path_factory.mktemp("part") / "graph", Extent.SAMPLE)


def checked(where: Subject, definition: str, **reading: object) -> CheckedDefinition:
    claim = PublishedClaim("a claim", "today", "by hand", (ClaimReading(definition, **reading),))  # type: ignore[arg-type]
    return check(where, [claim])[0].definitions[0]


@pytest.mark.parametrize(
    ("definition", "value"),
    [
        ("all_time_downloads", 660),
        ("all_time_downloads_language", 620),
        ("all_time_downloads_tracked", 500),
        ("all_time_downloads_family", 667),
        ("downloads_30_days", 89),
        ("direct_derivatives", 3),
        ("descendants", 3),
        ("descendants_without_quantisations", 2),
        ("descendants_with_inferred", 4),
        ("named_after", 5),
        ("repositories", 4),
        ("repositories_without_conversions", 3),
        ("checkpoints", 1),
    ],
)
def test_each_number_is_what_its_definition_says(whole: Subject, definition: str, value: int) -> None:
    by_ids_alone = definition == "named_after"  # no tag is known, so that there may be more
    short = Verdict.CANNOT_BE_DECIDED if by_ids_alone else Verdict.DOES_NOT_HOLD
    for expected, verdict in ((value, Verdict.HOLDS), (value + 1, short)):
        one = checked(whole, definition, expected=expected)
        assert (one.value, one.verdict, one.lower_bound) == (value, verdict, by_ids_alone)
        assert one.snapshot == "test"


@pytest.mark.parametrize("definition", ["descendants_without_quantisations", "descendants_without_mass_uploads"])
def test_what_stands_beside_a_part_of_a_union_is_of_that_part(whole: Subject, definition: str) -> None:
    one = checked(whole, definition, expected=1)
    union = whole.roll_up("Qwen").union
    others = union.others.without_quantisations if "quant" in definition else union.others.without_mass_uploads
    assert one.beside == {"of other owners": others} and isinstance(one.value, int)
    assert others <= one.value < union.value or definition != "descendants_without_quantisations"


@pytest.mark.parametrize(
    ("of", "reason", "link"),
    [
        ("Nobody", "nothing that descends from an organisation Nobody", None),
        ("Qwen", "the claim says no month", "/growth?by=base&of=all&show=share&key=Qwen"),
    ],
)
def test_a_share_of_new_models_says_what_it_lacks(whole: Subject, of: str, reason: str, link: str | None) -> None:
    one = checked(whole, "share_of_new_models_all", expected=1, of=of)
    assert (one.value, one.verdict, one.list) == (None, Verdict.CANNOT_BE_COMPUTED, link)
    assert reason in one.reason


@pytest.mark.parametrize(
    ("names", "value", "beside"),
    [
        (["Llama-2-13b-chat-hf", "Llama-2-13B-hf", "Meta-Llama-3-8B", "Llama-3.1-8B", "CodeLlama-7b-hf"], 4, 0),
        (["Qwen1.5-MoE-A2.7B", "Qwen3-30B-A3B", "Qwen3-30B-A3B-GGUF", "QwQ-32B", "Qwen2.5-14B-Instruct-1M"], 4, 0),
        (["gemma-2b", "gemma-2-2b", "gemma-2-2b-it", "shieldgemma", "model-4bit"], 2, 2),
    ],
)
def test_a_checkpoint_is_told_by_its_name_whoever_made_it(
    names: list[str], value: int, beside: int, tmp_path: Path
) -> None:
    made = {f"a/{name}": TEXT for name in names}
    one = checked(subject(tmp_path / "graph", models={**MODELS, **made}), "checkpoints", expected=1, of="a")
    assert (one.value, one.beside) == (value, {"repositories that name no size": beside})


def test_no_size_is_missed_where_names_hold_one(tmp_path: Path) -> None:
    where = subject(tmp_path / "graph", models={**MODELS, "a/base": TEXT})
    assert checked(where, "checkpoints", expected=1, of="a").reason == "no name of a model of a holds a size"


def test_a_family_has_what_descends_from_models_that_are_not_listed(tmp_path: Path) -> None:
    models = {**MODELS, "user/of-gone": {"downloads_all_time": 11}}
    assert checked(subject(tmp_path / "graph", models=models), "all_time_downloads_family", expected=1).value == 678


@pytest.mark.parametrize(
    ("definition", "sides", "verdict"),
    [
        ("more_downloads_30_days", (89, 88), Verdict.HOLDS),
        ("more_downloads_30_days_language", (85, 88), Verdict.DOES_NOT_HOLD),
        ("more_downloads_all_time", (660, 9_000), Verdict.DOES_NOT_HOLD),
        ("more_downloads_30_days_by_organisation", (89, 90), Verdict.DOES_NOT_HOLD),
    ],
)
def test_a_comparison_has_both_sides(whole: Subject, definition: str, sides: tuple[int, int], verdict: Verdict) -> None:
    one = checked(whole, definition, asked=(date(2026, 5, 1), date(2026, 5, 31)))
    assert (one.value, one.compared_with) == sides
    assert (one.verdict, one.reason) == (verdict, "")


@pytest.mark.parametrize(
    ("definition", "expected"),
    [
        ("more_downloads_30_days", None),
        ("most_downloaded_30_days", "Qwen/Qwen3-8B"),
        ("most_downloaded_30_days", "Qwen/image"),
        ("descendants", 3),
        ("share_with_a_parent", 1),
    ],
)
def test_a_claim_about_a_time_is_judged_by_data_of_that_time_alone(
    whole: Subject, definition: str, expected: object
) -> None:
    one = checked(whole, definition, expected=expected, asked=(date(2025, 12, 28), date(2026, 1, 3)))
    assert (one.value is None, one.verdict) == (False, Verdict.CANNOT_BE_DECIDED)
    counted = "2 of 8 listed models; " if definition == "share_with_a_parent" else ""
    assert one.reason == f"{counted}the same question on 2026-05-20; the claim is about 2025-12-28 to 2026-01-03"


@pytest.mark.parametrize(
    ("month", "verdict", "value"),
    [
        ((date(2026, 3, 1), date(2026, 3, 31)), Verdict.HOLDS, 50.0),
        ((date(2026, 1, 1), date(2026, 4, 30)), Verdict.HOLDS, 66.67),
        ((date(2026, 3, 1), date(2026, 5, 31)), Verdict.CANNOT_BE_DECIDED, 50.0),
    ],
)
def test_new_models_of_a_time_are_known_when_it_is_over(
    whole: Subject, month: tuple[date, date], verdict: Verdict, value: float
) -> None:
    one = checked(whole, "share_of_new_models_all", expected=1, asked=month)
    assert (one.value, one.verdict) == (value, verdict)


@pytest.mark.parametrize(
    ("by", "expected", "verdict"),
    [
        (date(2026, 5, 20), 600, Verdict.HOLDS),
        (date(2026, 6, 1), 600, Verdict.HOLDS),
        (date(2026, 1, 13), 600, Verdict.CANNOT_BE_DECIDED),
        (date(2026, 6, 1), 700, Verdict.CANNOT_BE_DECIDED),
        (date(2026, 1, 13), 700, Verdict.CANNOT_BE_DECIDED),
        (date(2026, 5, 20), 700, Verdict.DOES_NOT_HOLD),
    ],
)
def test_what_grows_as_a_rule_was_so_by_a_day_by_data_of_no_later_one_and_not_by_data_of_that_day(
    whole: Subject, by: date, expected: int, verdict: Verdict
) -> None:
    one = checked(whole, "all_time_downloads", expected=expected, by=by)
    assert (one.value, one.verdict) == (660, verdict)
    assert (str(by) in one.reason) == (verdict is Verdict.CANNOT_BE_DECIDED)
    assert ("downloads of all time fall" in one.reason) == (by < date(2026, 5, 20) and expected == 700)
    assert "only grows" not in one.reason


def test_made_up_data_decide_nothing(tmp_path: Path) -> None:
    made_up = subject(tmp_path / "graph", synthetic=True)
    for expected in (1, 10**9):
        one = checked(made_up, "all_time_downloads", expected=expected)
        assert (one.value, one.verdict) == (660, Verdict.CANNOT_BE_DECIDED)
        assert "made-up" in one.reason


def test_of_two_parts_of_the_hub_either_may_be_ahead(part: Subject) -> None:
    for of, against, sides in (("Qwen", "openai", (89, 88)), ("openai", "Qwen", (88, 89))):
        one = checked(part, "more_downloads_30_days", of=of, against=(against,))
        assert (one.value, one.compared_with) == sides
        assert one.verdict == Verdict.CANNOT_BE_DECIDED
        assert "a part of the Hub" in one.reason


@pytest.mark.parametrize(
    ("silent", "verdict"), [("Qwen/image", Verdict.HOLDS), ("openai/other", Verdict.CANNOT_BE_DECIDED)]
)
def test_a_sum_is_beyond_another_only_where_all_of_that_is_stated(
    tmp_path: Path, silent: str, verdict: Verdict
) -> None:
    where = subject(tmp_path / "graph", models={**MODELS, "Qwen/Qwen3-8B": {"downloads": 99}, silent: {}})
    one = checked(where, "more_downloads_30_days", against=("openai",))
    assert (one.verdict, one.lower_bound) == (verdict, silent == "Qwen/image")
    other = checked(where, "more_downloads_30_days", of="openai", against=("Qwen",))
    assert other.verdict == (Verdict.DOES_NOT_HOLD if silent == "Qwen/image" else Verdict.CANNOT_BE_DECIDED)


@pytest.mark.parametrize(
    ("definition", "value"),
    [
        ("share_with_a_parent", 25.0),
        ("several_parents", 0),
        ("self_references", 0),
        ("cycles", 0),
        ("share_of_listed_parents", 66.67),
        ("share_of_older_parents", 50.0),
        ("share_of_quantised_leaves", 100.0),
        ("share_with_a_license", 25.0),
        ("share_of_unnamed_other", 50.0),
        ("share_of_the_most_downloaded", 100.0),
        ("share_of_the_rarely_downloaded", 71.43),
        ("share_of_new_models_all", 50.0),
        ("share_of_new_models_language", 50.0),
    ],
)
def test_figures_about_the_whole_hub_have_no_owner(whole: Subject, definition: str, value: float) -> None:
    asked = date(2026, 3, 1), date(2026, 3, 31)
    assert checked(whole, definition, expected=1, asked=asked).value == value


def test_who_names_itself_alone_has_no_parent(tmp_path: Path) -> None:
    where = subject(tmp_path / "graph", themselves=["user/qwen-chat"])
    parent, leaf = (checked(where, f"share_{of}", expected=1) for of in ("with_a_parent", "of_quantised_leaves"))
    assert (parent.value, leaf.beside) == (25.0, {"so many": 1, "of": 1})


def test_a_comparison_of_organisations_lists_those_of_the_organisation(whole: Subject) -> None:
    one = checked(whole, "more_downloads_30_days_by_organisation", of="openai-community", against=("Qwen",))
    assert one.value == 90
    assert one.list == "/table?organisation=OpenAI&status=listed&sort=downloads"


def test_a_share_of_a_part_of_the_hub_is_no_bound(part: Subject) -> None:
    found = checked(part, "share_with_a_parent", expected=1)
    assert (found.value, found.lower_bound, found.verdict) == (25.0, False, Verdict.CANNOT_BE_DECIDED)


def test_the_most_downloaded_is_a_model(whole: Subject, part: Subject) -> None:
    assert checked(whole, "most_downloaded_30_days", expected="Qwen/Qwen3-8B").verdict == Verdict.HOLDS
    first_of_a_part = checked(part, "most_downloaded_30_days", expected="Qwen/Qwen3-8B")
    assert (first_of_a_part.value, first_of_a_part.verdict) == ("Qwen/Qwen3-8B", Verdict.CANNOT_BE_DECIDED)
    assert "part of the Hub" in first_of_a_part.reason
    for where in (whole, part):  # a model that is ahead refutes, whatever else there is
        of_all = checked(where, "most_downloaded_all_time_text_generation", expected="Qwen/Qwen3-8B")
        assert (of_all.value, of_all.verdict) == ("openai/gpt", Verdict.DOES_NOT_HOLD)


@pytest.mark.parametrize(
    ("expected", "reason"),
    [
        ("Qwen/gone", "Qwen/gone is missing in this snapshot"),
        ("Qwen/never-seen", "no model Qwen/never-seen"),
        ("Qwen/silent", "no downloads in 30 days of Qwen/silent"),
        ("openai/gpt", "none of the models that are compared"),
        ("Qwen/same", "Qwen/same has as many"),
    ],
)
def test_a_model_that_cannot_be_compared_is_not_said_to_be_behind(tmp_path: Path, expected: str, reason: str) -> None:
    where = subject(tmp_path / "graph", models={**MODELS, "Qwen/silent": {}, "Qwen/same": {"downloads": 50}})
    one = checked(where, "most_downloaded_30_days", expected=expected)
    assert (one.value, one.verdict) == ("Qwen/Qwen3-8B", Verdict.CANNOT_BE_DECIDED)
    assert reason in one.reason
    first = checked(where, "most_downloaded_30_days", expected="Qwen/Qwen3-8B")
    assert first.verdict == Verdict.CANNOT_BE_DECIDED
    assert first.reason == "some of these models state none: another may be ahead"


def test_what_a_part_of_the_hub_has_is_a_lower_bound(part: Subject) -> None:
    enough, short = (checked(part, "descendants", expected=expected) for expected in (3, 4))
    assert (enough.verdict, short.verdict) == (Verdict.HOLDS, Verdict.CANNOT_BE_DECIDED)
    assert short.lower_bound
    assert "at least so much" in short.reason
    assert checked(part, "repositories", expected=3, at_most=9).verdict == Verdict.CANNOT_BE_DECIDED
    assert checked(part, "repositories", expected=1, at_most=3).verdict == Verdict.DOES_NOT_HOLD


def test_downloads_that_nobody_states_are_not_0(tmp_path: Path) -> None:
    without = {id: {"status": facts.get("status", "listed")} for id, facts in MODELS.items()}
    silent = subject(tmp_path / "graph", models=without)
    for definition in ("all_time_downloads", "more_downloads_all_time"):
        one = checked(silent, definition, expected=1)
        assert (one.value, one.verdict) == (None, Verdict.CANNOT_BE_COMPUTED)
        assert one.reason.startswith("not stated")


def test_a_snapshot_without_the_owner_cannot_tell(whole: Subject) -> None:
    one = checked(whole, "descendants", expected=1, of="nobody")
    assert (one.value, one.verdict) == (None, Verdict.CANNOT_BE_COMPUTED)
    assert "nobody" in one.reason


def test_what_no_field_tells_cannot_be_computed(whole: Subject) -> None:
    assert "from metadata" in checked(whole, "share_of_a_region").reason


def _series(*sums: tuple[int, bool]) -> list[DatedSum]:
    return [DatedSum(datetime(2026, at, 1, tzinfo=UTC), whole, value) for at, (value, whole) in enumerate(sums, 1)]


@pytest.mark.parametrize(
    ("sums", "value"),
    [
        ([(5, True), (9, True), (10, True), (12, True)], "2026-02-01 to 2026-03-01"),
        ([(5, True), (9, False), (10, False)], "2026-01-01 to 2026-03-01"),
        ([(9, False), (10, True)], None),
        ([(10, True), (12, True)], None),
        ([(5, True), (6, True)], None),
        ([], None),
    ],
)
def test_two_snapshots_bracket_when_a_number_was_passed(
    whole: Subject, monkeypatch: pytest.MonkeyPatch, sums: list[tuple[int, bool]], value: str | None
) -> None:
    monkeypatch.setattr(Subject, "series", lambda self, owner: _series(*sums))
    one = checked(whole, "all_time_downloads_crossing", expected=10)
    assert (one.value, one.verdict) == (value, Verdict.HOLDS if value else Verdict.CANNOT_BE_COMPUTED)


@pytest.mark.parametrize(
    ("asked", "verdict"),
    [
        ((date(2026, 1, 1), date(2026, 3, 9)), Verdict.HOLDS),
        ((date(2026, 2, 15), date(2026, 3, 9)), Verdict.CANNOT_BE_DECIDED),
        ((date(2025, 10, 1), date(2025, 10, 31)), Verdict.CANNOT_BE_DECIDED),
        ((date(2026, 4, 1), date(2026, 4, 30)), Verdict.DOES_NOT_HOLD),
    ],
)
def test_what_happened_between_two_days_holds_where_the_claim_covers_them(
    asked: tuple[date, date], verdict: Verdict
) -> None:
    between = Figure("", between=(date(2026, 2, 1), date(2026, 3, 1)))
    assert _verdict(between, ClaimReading("more_downloads_all_time_crossing", asked=asked), False, None)[0] == verdict


def test_every_known_claim_is_checked_and_has_its_source(whole: Subject) -> None:
    claims = check(whole, known_claims())
    assert len(claims) == 20
    assert all(claim.source and claim.date and claim.definitions for claim in claims)
    assert json.loads(json.dumps([one.verdict for claim in claims for one in claim.definitions]))


def test_a_claim_of_ones_own_is_its_text_a_definition_and_what_it_expects(tmp_path: Path, whole: Subject) -> None:
    path = tmp_path / "claims.toml"
    path.write_text('[[claim]]\ntext = "Three descend"\ndefinition = "descendants"\nexpected = 3\n')
    (claim,) = check(whole, read_claims(path))
    assert (claim.text, claim.source, claim.definitions[0].verdict) == ("Three descend", str(path), Verdict.HOLDS)


CLAIM = '[[claim]]\ntext = "x"\n'


@pytest.mark.parametrize(
    ("text", "message", "hint"),
    [
        (
            '[[claim]]\ntext = "x"\ndefinition = "descendents"\nexpected = 1',
            "no definition 'descendents'",
            "descendants?",
        ),
        ('[[claim]]\ntext = "x"\ndefinition = "descendants"', "cannot be expected", "expects a number"),
        ('[[claim]]\ntext = "x"\ndefinition = "most_downloaded_30_days"\nexpected = 1', "cannot be", "a model's id"),
        ('[[claim]]\ntext = "x"\ndefinitions = "descendants"', "no key 'definitions'", "definition?"),
        ('[[claim]]\ndefinition = "descendants"', "without its text", "write"),
        ("[[claim", "no TOML", "write"),
        (f"{CLAIM}definition = [1]", "a definition cannot be 1", "write"),
        (f"{CLAIM}definition = 'descendants'\nexpected = true", "cannot be expected to be True", "a number"),
        (f"{CLAIM}definition = 'descendants'\nexpected = 1\nof = 5", "of cannot be 5", "an owner"),
        (f"{CLAIM}definition = 'descendants'\nexpected = 1\nat_most = 'x'", "at_most cannot be 'x'", "a number"),
        (f"{CLAIM}definition = [{{name = 'descendants', expected = 1, asked = 5}}]", "asked cannot be 5", "two days"),
        (
            f"{CLAIM}definition = [{{name = 'descendants', expected = 1, asked = ['a', 'b']}}]",
            "asked cannot",
            "two days",
        ),
        (
            f"{CLAIM}definition = 'descendants'\nexpected = 1\nagainst = []",
            "against cannot be \\[\\]",
            "a list of owners",
        ),
        (f"{CLAIM}definition = 'descendants'\nexpected = 1\ncounter_figure = [1]", "a counter figure without", "write"),
        ("claims = 1", "no list of claims", "write"),
    ],
)
def test_a_file_of_claims_that_cannot_be_used_says_why(tmp_path: Path, text: str, message: str, hint: str) -> None:
    (tmp_path / "claims.toml").write_text(text)
    with pytest.raises(BadFile, match=message) as caught:
        read_claims(tmp_path / "claims.toml")
    assert hint in caught.value.hint


def test_every_definition_has_a_meaning() -> None:
    assert all(definition.meaning.endswith(".") for definition in DEFINITIONS.values())
