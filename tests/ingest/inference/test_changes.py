"""After a few changes the guesses are those that are made of all models, whatever has changed."""

import random
from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import polars as pl
import pytest

from ingest.inference import candidates, changes, guess, missing
from ingest.inference.changes import GuessesAgain
from ingest.inference.edges import Guesses, inferred, named_once
from ingest.inference.keys import name_hashes, stems_of
from ingest.inference.narrow_models import ModelLayer, NarrowModels
from ingest.inference.pairs import DerivationPairs
from ingest.resolve.changed_rows import differing
from ingest.resolve.models import STATUS
from lineage.values import Relation, Status

BASES = ("Qwen3-8B", "Qwen3_8B", "glm-4", "Llama", "Mini-2B", "my-model", "FP8", "Qwen3-8B-FP8", "Phi", "Phi-4bit")
ENDS = ("", "-GGUF", "-gguf", "-AWQ", "-FP8", "-FP8-GGUF", "-4bit", "-i1-GGUF", "-bnb-4bit-GGUF", "-lora")
ACCOUNTS = tuple(f"account{n}" for n in range(14))
MODELS = {"id": pl.String, "author": pl.String, "status": STATUS, "created_at": pl.Datetime("ms", "UTC")}
PAIRS = {"child": pl.String, "parent": pl.String, "relation": pl.String}
MORNING = datetime(2026, 1, 1, tzinfo=UTC)


@dataclass
class NamedWorld:
    """Models called after each other, of whom some declare parents, a few other ones every day."""

    draw: random.Random
    models: dict[str, tuple[str, datetime | None]] = field(default_factory=dict)
    parents: dict[str, dict[str, str]] = field(default_factory=dict)

    def live(self, count: int) -> None:
        """So many models come, go, or declare something else."""
        for _ in range(count):
            self.draw.choice((self._come, self._come, self._go, self._declare, self._declare, self._declare))()

    def frames(self) -> tuple[pl.DataFrame, pl.DataFrame]:
        """`models`, listed and missing, and `derivations`, as guesses are made of them."""
        named = {parent for parents in self.parents.values() for parent in parents} - self.models.keys()
        listed = [(id, id.split("/")[0], *row) for id, row in self.models.items()]
        missing = [(id, id.split("/")[0], Status.MISSING.value, None) for id in sorted(named)]
        pairs = [(child, *pair) for child, parents in self.parents.items() for pair in parents.items()]
        models = pl.DataFrame([*listed, *missing], schema=MODELS, orient="row").sort("status", maintain_order=True)
        return models, pl.DataFrame(pairs, schema=PAIRS, orient="row")

    def _come(self) -> None:
        id = self._name()
        age = 0 if id.startswith(f"{ACCOUNTS[0]}/") else self.draw.randrange(9)
        when = MORNING + timedelta(days=age) if self.draw.random() < 0.9 else None
        self.models[id] = (self.draw.choice(("listed", "listed", "removed")), when)

    def _go(self) -> None:
        id = self.draw.choice([*self.models, self._name()])
        self.models.pop(id, None)
        self.parents.pop(id, None)

    def _declare(self) -> None:
        child = self.draw.choice([*self.models, self._name()])
        if child not in self.models:
            return
        name = child.split("/")[1].lower()
        known = [*self.models, *(f"{account}/{base}" for account in ACCOUNTS[:3] for base in BASES[:5])]
        begun = [id for id in known if name.startswith(id.split("/")[1].lower()) and id != child]
        first = [id for id in begun if id.startswith(f"{ACCOUNTS[0]}/")]
        likely = first if first and self.draw.random() < 0.6 else begun
        chosen = self.draw.choices(likely or known, k=self.draw.choice((0, 1, 1, 1, 2)))
        self.parents[child] = {parent: self.draw.choice([*Relation]).value for parent in chosen}

    def _name(self) -> str:
        name = f"{self.draw.choice(BASES)}{self.draw.choice(ENDS)}"
        made_of = self.draw.choice(("", "", "", f"{self.draw.choice(ACCOUNTS)}_", f"{self.draw.choice(ACCOUNTS)}_-_"))
        return f"{self.draw.choice(ACCOUNTS)}/{made_of}{name}"


def guessed(models: pl.DataFrame, derivations: pl.DataFrame) -> Guesses:
    return Guesses.of(named_once(models), derivations)


def again(before: tuple[pl.DataFrame, pl.DataFrame], now: tuple[pl.DataFrame, pl.DataFrame]) -> GuessesAgain:
    """Guesses about the models and derivations of now, by what has changed since."""
    pairs = differing(before[1], now[1], "child", "parent")
    gone = before[1].join(pairs, on=["child", "parent"], how="semi")
    models = now[0].sort("id").with_columns(name_hashes())
    held = NarrowModels(((ModelLayer(models), models["id"].clear()),))
    return GuessesAgain(
        held, DerivationPairs(now[1]), differing(before[0], now[0], "id", "author"), pairs, gone, stems_of(models)
    )


@pytest.fixture(params=[(20, 3), (3, 2), (1, 1)], ids=["as they are", "few", "fewest"])
def limits(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in zip(("FEW", "VOTES"), request.param, strict=True):
        for module in (candidates, changes, guess):
            monkeypatch.setattr(module, name, value, raising=False)
    for name, value in (("FEWEST_CHILDREN", request.param[1]), ("COPIED", 0.4), ("PREFERRED", 0.5)):
        monkeypatch.setattr(missing, name, value)


@pytest.mark.usefixtures("limits")
@pytest.mark.parametrize("seed", range(4))
def test_guesses_after_changes_are_those_of_all_models(seed: int) -> None:
    world = NamedWorld(random.Random(seed))
    world.live(600)
    before = world.frames()
    earlier = guessed(*before)
    for _ in range(6):
        world.live(6)
        now = world.frames()
        found, expected = again(before, now), guessed(*now)
        after = found.guessed(earlier)
        assert after.named.equals(expected.named)
        assert after.tried.equals(expected.tried)
        assert found.inferred(after).equals(inferred(expected, named_once(now[0]), now[1]))
        before, earlier = now, after


def test_the_worlds_have_what_every_rule_speaks_about() -> None:
    rules: Counter[str] = Counter()
    for seed in range(12):
        world = NamedWorld(random.Random(seed))
        world.live(600)
        of = guessed(*world.frames())
        rules.update(pl.concat([of.named, of.tried])["rule"])
    assert set(rules) == {rule.name for rule in guess.RULES}
