"""Parents read off names: what each rule sees, where it keeps silent, how it is measured; and nothing counts it."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.inference import guesses, trial
from ingest.inference.names import MOST_WORDS, openings, says_quantized, stems
from ingest.truth import judge_guesses, practice_resolution
from lineage.schema import INFERRED_FROM
from tests.ingest.worlds import World, item

DAY = datetime(2026, 8, 1, tzinfo=UTC)


def models(*ids: str, missing: Iterable[str] = (), days: dict[str, int] | None = None) -> pl.DataFrame:
    """Models of which all that is known is when they were made: on day 0 unless `days` says otherwise."""
    status = dict.fromkeys(missing, "missing")
    return pl.DataFrame(
        {
            "id": [*ids, *missing],
            "author": [id.partition("/")[0] for id in (*ids, *missing)],
            "status": [status.get(id, "listed") for id in (*ids, *missing)],
            "created_at": [DAY + timedelta((days or {}).get(id, 0)) for id in (*ids, *missing)],
        },
        schema={"id": pl.String, "author": pl.String, "status": pl.String, "created_at": pl.Datetime("ms", "UTC")},
    )


def declared(*pairs: tuple[str, str]) -> pl.DataFrame:
    return pl.DataFrame(
        {"child": [c for c, _ in pairs], "parent": [p for _, p in pairs]},
        schema={"child": pl.String, "parent": pl.String},
    )


def guessed(found: pl.DataFrame) -> set[tuple[str, str, str]]:
    return set(found.select("child", "parent", "rule").iter_rows())


VOTERS = tuple((f"v{n}/Qwen3-8B-GGUF", "Qwen/Qwen3-8B") for n in range(3))


@pytest.mark.parametrize(
    ("child", "parent", "rule"),
    [
        ("RichardErkhov/Qwen_-_Qwen3-8B-gguf", "Qwen/Qwen3-8B", "author_-_model"),
        ("RichardErkhov/qwen_-_Qwen3-8B-something-else", "Qwen/Qwen3-8B", "author_-_model"),
        ("bartowski/Qwen_Qwen3-8B-GGUF", "Qwen/Qwen3-8B", "owner_model"),
        ("someone/Qwen3-8B-AWQ", "Qwen/Qwen3-8B", "suffix_agreed"),
        ("someone/qwen3_8b-GPTQ-Int4", "Qwen/Qwen3-8B", "suffix_agreed"),
        ("someone/Qwen3-8B-i1-GGUF", "Qwen/Qwen3-8B", "suffix_agreed"),
        ("someone/Qwen3-8B-bnb-4bit", "Qwen/Qwen3-8B", "suffix_agreed"),
        ("someone/Qwen3-8B-mlx-8Bit", "Qwen/Qwen3-8B", "suffix_agreed"),
        ("someone/Qwen3-8B-EXL2-6.0bpw", "Qwen/Qwen3-8B", "suffix_agreed"),
        ("someone/Qwen3-8B-Q4_K_M-GGUF", "Qwen/Qwen3-8B", "suffix_agreed"),
        ("someone/Odd-7B-GGUF", "lab/Odd-7B", "suffix_alone"),
        ("someone/Qwen3-8B", "Qwen/Qwen3-8B", "mirror"),
    ],
)
def test_a_name_gives_its_parent_away(child: str, parent: str, rule: str) -> None:
    everyone = models("Qwen/Qwen3-8B", "lab/Odd-7B", *(v for v, _ in VOTERS), child, days={child: 9})
    assert (child, parent, rule) in guessed(guesses(everyone, declared(*VOTERS)))


SILENT = {
    "a model that declares a parent": (("a/Odd-7B-GGUF", "b/Odd-7B", "c/C"), (("a/Odd-7B-GGUF", "c/C"),), {}),
    "two models are called so and nobody says which": (("a/Odd-7B-GGUF", "b/Odd-7B", "c/Odd-7B"), (), {}),
    "one account's own two models": (("a/Odd-7B-GGUF", "a/Odd-7B"), (), {}),
    "a parent younger than its child": (("a/Odd-7B-GGUF", "b/Odd-7B"), (), {"b/Odd-7B": 5}),
    "a copy that nobody else confirms": (("a/Odd-7B", "b/Odd-7B"), (), {"a/Odd-7B": 5}),
    "namesakes that disagree": (
        ("a/Odd-7B-GGUF", "b/Odd-7B", "c/Other", "d/Odd-7B-AWQ"),
        (("d/Odd-7B-AWQ", "c/Other"),),
        {},
    ),
    "a fine-tune's words": (("a/Odd-7B-sft", "b/Odd-7B"), (), {}),
    "nothing left but words for formats": (("a/GGUF-4bit", "b/x"), (), {}),
}


@pytest.mark.parametrize("why", SILENT)
def test_where_a_name_does_not_settle_it_nothing_is_guessed(why: str) -> None:
    ids, pairs, days = SILENT[why]
    found = guesses(models(*ids, days=days), declared(*pairs))
    assert not found.filter(pl.col("child").str.starts_with("a/")).height, why


@pytest.mark.parametrize(
    ("name", "quantized"),
    [("Qwen3-8B-GGUF", True), ("Qwen3-8B-AWQ-bf16", True), ("Qwen3-8B-bf16", False), ("GGUF-trainer", False)],
)
def test_only_words_at_the_end_say_that_it_is_quantized(name: str, quantized: bool) -> None:
    frame = pl.DataFrame({"id": [f"a/{name}"]})
    assert frame.select(says_quantized(pl.col("id"))).item() is quantized


NAMES = st.one_of(
    st.text(max_size=40),
    st.lists(
        st.sampled_from(["Qwen3", "8B", "GGUF", "i1", "Q4", "K", "M", "_-_", "", "4bit", "0", "bpw", "x"]), max_size=9
    ).map("-".join),
)


@given(st.lists(NAMES.map(lambda name: f"a/{name}"), max_size=5, unique=True))
def test_any_name_comes_apart_into_ever_shorter_openings_of_itself(ids: list[str]) -> None:
    frame = pl.DataFrame({"id": ids}, schema={"id": pl.String})
    for parts in (stems(frame), openings(frame)):
        whole = dict(parts.filter(words=0).select("id", "key").iter_rows())
        seen: dict[str, str] = {}
        for id, key, words in parts.sort("id", "words").iter_rows():
            assert key and whole[id].startswith(key) and 0 <= words <= MOST_WORDS
            assert words == 0 or len(key) < len(seen[id])
            seen[id] = key


@given(st.lists(NAMES, max_size=6, unique=True), st.lists(NAMES, max_size=6, unique=True))
def test_no_name_makes_the_rules_fail_or_guess_twice(ours: list[str], theirs: list[str]) -> None:
    everyone = models(*dict.fromkeys([*(f"a/{name}" for name in ours), *(f"b/{name}" for name in theirs)]))
    found = guesses(everyone, declared())
    assert found["child"].is_unique().all()
    assert not found.filter(pl.col("child") == pl.col("parent")).height
    assert set(found["parent"]) <= set(everyone["id"])


def test_guesses_stand_apart_from_derivations_and_say_what_they_are(tmp_path: Path) -> None:
    world = World(tmp_path, [item("lab/Odd-7B"), item("a/Odd-7B-GGUF"), item("b/x", "lab/Odd-7B")])
    assert world.edges == {("b/x", "lab/Odd-7B", "unknown")}
    frame = world.frame("inferred")
    assert frame.columns == ["child", "parent", *INFERRED_FROM.names]
    assert frame.to_dicts() == [
        {
            "child": "a/Odd-7B-GGUF",
            "parent": "lab/Odd-7B",
            "relation": "quantized",
            "evidence": ["inferred"],
            "rule": "suffix_alone",
            "raw": "suffix_alone: a/Odd-7B-GGUF",
            "precision": None,
        }
    ]


def test_a_trial_counts_right_near_and_given_away() -> None:
    """Twenty lone GGUFs of twenty bases; one says its parent is the base's own base, one says something else."""
    bases = [f"lab/Odd{n}-7B" for n in range(20)]
    pairs = [(f"a/Odd{n}-7B-GGUF", base) for n, base in enumerate(bases)]
    pairs[0] = (pairs[0][0], "root/R")
    pairs[1] = (pairs[1][0], "else/E")
    found = trial(models(*bases, "root/R", "else/E", *(c for c, _ in pairs)), declared(*pairs, (bases[0], "root/R")))
    (alone,) = (row for row in found.rows if row.rule == "suffix_alone")
    assert (alone.guessed, alone.right, alone.near) == (20, 18, 1)
    assert (found.hidden, found.given_away, found.found) == (21, 18, 18)
    assert found.as_dict()["precision"] == 0.9


def test_a_hidden_parent_that_nothing_else_names_is_not_held_against_the_rules() -> None:
    found = trial(models("a/X-GGUF", missing=["gone/X"]), declared(("a/X-GGUF", "gone/X")))
    assert (found.hidden, found.guessed) == (0, 0)


def test_precision_and_recall_on_the_practice_hub() -> None:
    with practice_resolution(20_000, seed=3) as (made, folder):
        verdict = judge_guesses(made, folder)
    assert verdict.precision is not None and verdict.precision > 0.97
    assert verdict.recall is not None and verdict.recall > 0.6


def test_precision_and_recall_on_real_data(shared_data: Path, tmp_path: Path) -> None:
    from ingest.resolve import resolve  # noqa: PLC0415
    from ingest.sources import import_file  # noqa: PLC0415
    from lineage.home import Home  # noqa: PLC0415

    home = Home(tmp_path)
    folder = resolve(import_file(shared_data / "radar-2026-08-22" / "models.jsonl.gz", home), home)
    found = trial(pl.read_parquet(folder / "models.parquet"), pl.read_parquet(folder / "derivations.parquet"))
    assert found.given_away > 1000
    assert found.right / found.guessed > 0.965
    assert found.found / found.given_away > 0.7
