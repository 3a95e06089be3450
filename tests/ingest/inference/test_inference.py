"""Parents read off names: what each rule sees, where it keeps silent, how it is measured; and nothing counts it."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.audit.evaluate.evaluations import hidden_parents, hidden_parents_of_missing
from ingest.audit.evaluate.ground_truth import evaluate_guesses, practice_resolution
from ingest.audit.quality import report
from ingest.inference import guesses, hold_out
from ingest.inference.hold_out import MISSING, GuessCounts
from ingest.inference.missing import guesses_of_missing
from ingest.inference.names import openings, says_quantized, stems
from lineage.schema import INFERRED_FROM
from lineage.weight_formats.words import MOST_ENDINGS
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


def declared(*pairs: tuple[str, ...]) -> pl.DataFrame:
    """Derivations from `(child, parent)`, finetunes unless a third word says otherwise."""
    return pl.DataFrame(
        [(child, parent, *(relation or ("finetune",))) for child, parent, *relation in pairs],
        schema={"child": pl.String, "parent": pl.String, "relation": pl.String},
        orient="row",
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


@dataclass(frozen=True)
class Told:
    """What a snapshot holds beside a/Odd-7B-GGUF (or `child`): b/Odd-7B, and what is named here."""

    pairs: tuple[tuple[str, ...], ...] = ()
    others: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    child: str = "a/Odd-7B-GGUF"
    parent: str = "b/Odd-7B"
    days: dict[str, int] = field(default_factory=dict)

    @property
    def guess(self) -> tuple[str, str] | None:
        """(the parent guessed for the child, the rule)."""
        ids = {self.child, self.parent, *self.others, *(id for pair in self.pairs for id in pair[:2])}
        found = guesses(
            models(*sorted(ids - {*self.missing}), missing=self.missing, days=self.days), declared(*self.pairs)
        )
        return next(((parent, rule) for child, parent, rule in found.iter_rows() if child == self.child), None)


def namesakes(*owners: str, parent: str = "b/Odd-7B", format: str = "AWQ") -> tuple[tuple[str, str], ...]:
    return tuple((f"{owner}/Odd-7B-{format}", parent) for owner in owners)


ONE_FACT = {
    "the account declares one parent for its other quantisation of the name": (
        Told(namesakes("a", parent="c/Odd-7B")),
        Told((*namesakes("a", parent="c/Odd-7B"), *namesakes("a", parent="d/D", format="4bit"))),
        ("c/Odd-7B", "suffix_series"),
    ),
    "the account's BF16 is no quantisation: it may be the fine-tune the GGUF was made from": (
        Told(namesakes("a", parent="c/C", format="16bit-AWQ")),
        Told(namesakes("a", parent="c/C", format="16bit")),
        ("c/C", "suffix_series"),
    ),
    "three accounts settle whose model of that name it is, not one that uploads three formats": (
        Told(namesakes("v", "w", "x"), others=("c/Odd-7B",)),
        Told(tuple((f"v/Odd-7B-{n}bit", "b/Odd-7B") for n in (3, 4, 8)), others=("c/Odd-7B",)),
        ("b/Odd-7B", "suffix_agreed"),
    ),
    "three accounts with such a format vouch for a parent that no listing shows": (
        Told(namesakes("v", "w", "x"), missing=("b/Odd-7B",)),
        Told((*namesakes("v", "w"), ("x/x", "b/Odd-7B")), missing=("b/Odd-7B",)),
        ("b/Odd-7B", "suffix_agreed"),
    ),
    "nobody does where no namesake declares anything": (
        Told(tuple((f"{owner}/x", "b/Odd-7B") for owner in "vwx")),
        Told(tuple((f"{owner}/x", "b/Odd-7B") for owner in "vwx"), missing=("b/Odd-7B",)),
        ("b/Odd-7B", "suffix_alone"),
    ),
    "others' word does not tell what an account declares for formats of its own model": (
        Told(namesakes("v", "w", "x", parent="b/Odd-7B")),
        Told(namesakes("v", "w", "x", parent="a/Odd-7B"), parent="a/Odd-7B"),
        ("b/Odd-7B", "suffix_agreed"),
    ),
    "its own does": (
        Told(namesakes("a", parent="a/Odd-7B"), parent="a/Odd-7B"),
        Told(namesakes("v", parent="a/Odd-7B"), parent="a/Odd-7B"),
        ("a/Odd-7B", "suffix_series"),
    ),
    "somebody's quantized model has a name that the child's begins with": (
        Told(child="a/Odd-7B-FP8-GGUF"),
        Told(child="a/Odd-7B-FP8-GGUF", others=("c/Odd-7B-FP8",)),
        ("b/Odd-7B", "suffix_alone"),
    ),
    "and that model is younger than the child": (
        Told(child="a/Odd-7B-FP8-GGUF", others=("c/Odd-7B-FP8",), days={"c/Odd-7B-FP8": 5}),
        Told(child="a/Odd-7B-FP8-GGUF", others=("c/Odd-7B-FP8",)),
        ("b/Odd-7B", "suffix_alone"),
    ),
    "owner and name and a quantized model of that owner's": (
        Told(child="a/b_Odd-7B-FP8-GGUF"),
        Told(child="a/b_Odd-7B-FP8-GGUF", others=("b/Odd-7B-FP8",)),
        ("b/Odd-7B", "owner_model"),
    ),
    "others' word does not tell which of the two it was": (
        Told(namesakes("v", "w", "x"), child="a/Odd-7B-FP8-GGUF"),
        Told(namesakes("v", "w", "x"), child="a/Odd-7B-FP8-GGUF", others=("c/Odd-7B-FP8",)),
        ("b/Odd-7B", "suffix_agreed"),
    ),
    "the only model of the name is quantized itself, as it declares": (
        Told((("b/Odd-7B", "c/C", "finetune"),)),
        Told((("b/Odd-7B", "c/C", "quantized"),)),
        ("b/Odd-7B", "suffix_alone"),
    ),
    "the only model of the name is quantized itself, as its name says": (
        Told(child="a/Odd-MTP-GGUF", parent="b/Odd-MTP"),
        Told(child="a/Odd-INT8-MTP-GGUF", parent="b/Odd-INT8-MTP"),
        ("b/Odd-MTP", "suffix_alone"),
    ),
    "unless the name takes it back": (
        Told(child="a/Odd-q4_0-unquantized-x-GGUF", parent="b/Odd-q4_0-unquantized-x"),
        Told(child="a/Odd-q4_0-x-GGUF", parent="b/Odd-q4_0-x"),
        ("b/Odd-q4_0-unquantized-x", "suffix_alone"),
    ),
}


@pytest.mark.parametrize("fact", ONE_FACT)
def test_one_fact_decides_whether_a_parent_is_guessed(fact: str) -> None:
    with_it, without_it, guess = ONE_FACT[fact]
    assert with_it.guess == guess, fact
    assert without_it.guess is None, fact


def test_what_the_account_itself_declares_outweighs_what_all_others_do() -> None:
    others = namesakes("v", "w", "x")
    assert Told(others).guess == ("b/Odd-7B", "suffix_agreed")
    assert Told((*others, *namesakes("a", parent="c/C"))).guess == ("c/C", "suffix_series")


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


@settings(deadline=None)
@given(st.lists(NAMES.map(lambda name: f"a/{name}"), max_size=5, unique=True))
def test_any_name_comes_apart_into_ever_shorter_openings_of_itself(ids: list[str]) -> None:
    frame = pl.DataFrame({"id": ids}, schema={"id": pl.String})
    for parts in (stems(frame), openings(frame)):
        whole = dict(parts.filter(words=0).select("id", "key").iter_rows())
        seen: dict[str, str] = {}
        for id, key, words in parts.sort("id", "words").iter_rows():
            assert key and whole[id].startswith(key) and 0 <= words <= MOST_ENDINGS
            assert words == 0 or len(key) < len(seen[id])
            seen[id] = key


@settings(deadline=None)
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


def test_a_hold_out_counts_right_found_near_and_namesakes() -> None:
    """Twenty lone GGUFs of twenty bases; one says its parent is the base's own base, one a model of the same name that
    nothing else names, one something else."""
    bases = [f"lab/Odd{n}-7B" for n in range(20)]
    pairs = [(f"a/Odd{n}-7B-GGUF", base) for n, base in enumerate(bases)]
    for n, parent in enumerate(("root/R", "gone/Odd1-7B", "else/E")):
        pairs[n] = (pairs[n][0], parent)
    known = models(*bases, "root/R", "else/E", *(child for child, _ in pairs), missing=["gone/Odd1-7B"])
    found = hold_out(known, declared(*pairs, (bases[0], "root/R")))
    (alone,) = (row for row in found.rows if row.rule == "suffix_alone")
    assert alone == GuessCounts("suffix_alone", guessed=20, right=17, found=17, near=1, namesake=1)
    assert (found.hidden, found.given_away, found.all) == (20, 17, replace(alone, rule="all"))
    assert found.erring == 1
    told = found.as_dict()
    assert (told["precision"], told["recall"], told["guessed"]) == (0.85, 1.0, 20)
    assert {row["rule"]: row["precision_95"] for row in told["rows"]}["suffix_alone"] == [0.6396, 0.9476]


COPIES = tuple((f"unsloth/M{n}-7B{suffix}", f"lab/M{n}-7B") for n in range(5) for suffix in ("-GGUF", "-bnb-4bit"))
"""Ten children of an account that does little else than copy."""


@pytest.mark.parametrize(
    ("child", "parent"),
    [
        ("unsloth/Qwen3-8B", "Qwen/Qwen3-8B"),
        ("unsloth/qwen3-8b-unsloth-bnb-4bit", "Qwen/Qwen3-8B"),
        ("unsloth/Qwen3-8B-GGUF", "Qwen/Qwen3-8B"),
        ("unsloth/Qwen3-8B-Instruct", None),
        ("someone/Qwen3-8B", None),
    ],
)
def test_a_missing_model_of_an_account_that_copies_is_a_copy_of_its_namesake(child: str, parent: str | None) -> None:
    others = models("Qwen/Qwen3-8B", *{id for pair in COPIES for id in pair}, missing=[child])
    told = declared(*COPIES, ("a/sft", child), ("b/sft", "Qwen/Qwen3-8B"))
    assert guessed(guesses_of_missing(others, told)) == ({(child, parent, "copier")} if parent else set())


@pytest.mark.parametrize(
    ("pairs", "others", "why"),
    [
        (COPIES[1:], ("Qwen/Qwen3-8B",), "nine children"),
        (
            (*COPIES, *((f"unsloth/own-{n}", "lab/M0-7B") for n in range(3))),
            ("Qwen/Qwen3-8B",),
            "ten of thirteen are copies",
        ),
        (COPIES, ("Qwen/Qwen3-8B", "b/Qwen3-8B"), "two models are called so, and neither has children"),
        (COPIES, ("b/Qwen3-8B-GGUF",), "the namesake is a quantisation"),
        ((*COPIES, ("b/Qwen3-8B", "c/Qwen3-8B-x")), (), "nobody is called so but a model named as no parent"),
    ],
)
def test_where_a_copy_s_account_or_name_does_not_settle_it_nothing_is_guessed(
    pairs: tuple[tuple[str, str], ...], others: tuple[str, ...], why: str
) -> None:
    known = models(*others, *{id for pair in COPIES for id in pair}, missing=["unsloth/Qwen3-8B"])
    found = guessed(guesses_of_missing(known, declared(*pairs)))
    assert not {row for row in found if row[0] == "unsloth/Qwen3-8B"}, why


def test_of_two_namesakes_the_one_with_nine_in_ten_of_the_children_is_the_original() -> None:
    known = models("Qwen/Qwen3-8B", "b/Qwen3-8B", *{id for p in COPIES for id in p}, missing=["unsloth/Qwen3-8B"])
    told = declared(*COPIES, *((f"c/{n}", "Qwen/Qwen3-8B") for n in range(3)))
    assert guessed(guesses_of_missing(known, told)) == {("unsloth/Qwen3-8B", "Qwen/Qwen3-8B", "copier")}


def test_without_a_date_the_one_other_model_of_the_name_is_no_parent() -> None:
    known = models("lab/Odd-7B", missing=["someone/Odd-7B-GGUF"])
    assert guessed(guesses(models("lab/Odd-7B", "someone/Odd-7B-GGUF"), declared()))
    assert not guessed(guesses_of_missing(known, declared()))


def test_a_missing_model_s_inferred_parent_is_an_edge_apart(tmp_path: Path) -> None:
    items = [item(child, parent) for child, parent in COPIES]
    items += [item("Qwen/Qwen3-8B"), *(item(f"a/sft-{n}", "unsloth/Qwen3-8B") for n in range(3))]
    world = World(tmp_path, items)
    (edge,) = world.frame("inferred").filter(child="unsloth/Qwen3-8B").to_dicts()
    assert (edge["parent"], edge["rule"], edge["relation"]) == ("Qwen/Qwen3-8B", "copier", "unknown")
    assert not [edge for edge in world.edges if edge[0] == "unsloth/Qwen3-8B"]
    kinds = {(row.kind, row.what.partition(":")[0]): row.count for row in report(world.folder).rows}
    assert kinds["inferred parents of missing models", "copier"] == 1


def test_hidden_children_are_guessed_again_as_if_they_were_missing() -> None:
    pairs = [(f"unsloth/M{n}-7B", f"lab/M{n}-7B") for n in range(40)]
    known = models(*{id for pair in pairs for id in pair})
    tried = hold_out(known, declared(*pairs), trial=MISSING)
    assert [(row.rule, row.guessed, row.right) for row in tried.rows if row.guessed] == [("copier", 40, 40)]


def test_a_hold_out_by_accounts_hides_what_the_account_declares_for_its_other_formats() -> None:
    """Two models of each name: only the account's other formats tell which of them."""
    pairs = [(f"a{n}/Odd{n}-7B-{bits}bit", f"lab/Odd{n}-7B") for n in range(10) for bits in (4, 8)]
    known = models(*(f"{lab}/Odd{n}-7B" for n in range(10) for lab in ("lab", "copy")), *(child for child, _ in pairs))
    one_by_one, by_account = (hold_out(known, declared(*pairs), by_account=accounts) for accounts in (False, True))
    assert one_by_one.hidden == by_account.hidden == 20
    assert one_by_one.all.guessed == one_by_one.all.right > 10
    assert by_account.all.guessed == 0


def test_a_hidden_parent_that_nothing_else_names_is_not_held_against_the_rules() -> None:
    found = hold_out(models("a/X-GGUF", missing=["gone/X"]), declared(("a/X-GGUF", "gone/X")))
    assert (found.hidden, found.all.guessed) == (0, 0)


def test_precision_and_recall_on_the_practice_hub() -> None:
    with practice_resolution(20_000, seed=3) as (made, folder):
        total = evaluate_guesses(made, folder).total
    assert total.precision is not None and total.precision > 0.97
    assert total.recall is not None and total.recall > 0.6


def test_precision_and_recall_on_real_data(shared_data: Path, tmp_path: Path) -> None:
    from ingest.resolve import resolve  # noqa: PLC0415
    from ingest.sources import import_file  # noqa: PLC0415
    from lineage.home.home import Home  # noqa: PLC0415

    home = Home(tmp_path)
    folder = resolve(import_file(shared_data / "radar-2026-08-22" / "models.jsonl.gz", home), home)
    as_missing = hidden_parents_of_missing(folder).as_dict()
    assert (as_missing["guessed"] > 1000, as_missing["precision"] > 0.97) == (True, True)
    _, held_out, by_account = hidden_parents(folder)
    assert held_out.given_away > 400
    told, strictest = held_out.as_dict(), by_account.as_dict()
    assert told["precision"] > 0.97
    assert told["recall"] > 0.6
    assert strictest["precision"] > 0.85
