"""Roll-ups: equal to brute force on random graphs, and what each way of counting means on small ones."""

import json
import random
import shutil
from dataclasses import astuple
from fractions import Fraction
from math import fsum
from pathlib import Path

import networkx as nx
import numpy as np
import pytest

from lineage.frozen import FrozenGraph
from lineage.frozen.derivations.components import components
from lineage.frozen.derivations.reachability import reach
from lineage.frozen.owners import OwnerCodes
from lineage.frozen.rollups.build import UNION, organisation_counts, rolled_up
from lineage.frozen.rollups.files import rollups_of, use
from lineage.frozen.rollups.rollups import ALL, LEVELS, OWN, VARIANTS, WAYS, RollUp, RollUps
from lineage.frozen.storage.arrays import Arrays
from lineage.frozen.storage.csr import Csr
from lineage.frozen.storage.strings import encode
from lineage.home.home import read_manifest
from lineage.organisations import NO_OWNER, Organisation, Organisations
from tests.lineage.frozen.graphs import frozen

Edge = tuple[int, int]


class World:
    """A random graph of models with owners and organisations, and what a plain reading of the definitions counts."""

    def __init__(self, seed: int) -> None:
        dice = random.Random(seed)
        self.size = dice.randint(1, 12)
        self.owners = dice.randint(1, 5)
        self.organisations = dice.randint(1, self.owners)
        self.owner = [dice.randrange(self.owners) for _ in range(self.size)]
        self.organisation = [dice.randrange(self.organisations) for _ in range(self.owners)]
        density = dice.choice([0.3, 1.0, 1.6])
        self.declared = self._edges(dice, round(density * self.size), dice.random() < 0.5)
        self.guessed = self._edges(dice, dice.randrange(4), backwards=False)
        self.kept = [set(range(self.size)), *({n for n in range(self.size) if dice.random() < 0.7} for _ in range(2))]
        self.kept.append(self.kept[1] & self.kept[2])

    def _edges(self, dice: random.Random, count: int, backwards: bool) -> list[Edge]:
        """Children and parents, most parents older; `backwards` makes cycles, and nothing names itself."""
        ends = [(dice.randrange(self.size), dice.randrange(self.size)) for _ in range(count)]
        ordered = [(max(e), min(e)) if not backwards or dice.random() < 0.7 else e for e in ends]
        return sorted({(child, parent) for child, parent in ordered if child != parent})

    def arrays(self) -> RollUps:
        variants = [np.isin(np.arange(self.size), sorted(kept)) for kept in self.kept]
        children, parents = self._csr(self.declared)
        guessed = np.array(self.guessed, np.int32).reshape(-1, 2).T
        owners = OwnerCodes(np.array(self.owner, np.int32), np.array(self.organisation, np.int32), self.organisations)
        roots = reach(children, parents).is_root
        arrays = rolled_up(children, parents, owners, variants, roots, (guessed[0], guessed[1]))
        named = {f"organisation.{name}": a for name, a in encode(sorted(map(str, range(self.organisations)))).items()}
        sizes = np.array([self.size, self.owners, self.organisations])
        return RollUps("", {**named, "owner.organisation": owners.organisation, "sizes": sizes, **arrays})

    def organisations_alone(self) -> Arrays:
        """Each way (2, variants, organisations)."""
        children, parents = self._csr(self.declared)
        organisation = np.array([self.organisation[owner] for owner in self.owner], np.int32)
        variants = [np.isin(np.arange(self.size), sorted(kept)) for kept in self.kept]
        rows, counts = organisation_counts(children, parents, organisation, self.organisations, variants)
        ways: Arrays = {way: np.zeros((2, len(variants), self.organisations)) for way in WAYS[:3]}
        for size, of_size in counts.items():
            if size == UNION:
                ways["union"][:, :, rows] = of_size
                continue
            ways["fractional"][:, :, rows] += of_size / size
            if size == 1:
                ways["exclusive"][:, :, rows] = of_size
        return ways

    def _csr(self, edges: list[Edge]) -> tuple[Csr, Csr]:
        child, parent = np.array(edges, np.int32).reshape(-1, 2).T
        return Csr.of_edges(parent, child, self.size), Csr.of_edges(child, parent, self.size)

    def below(self, edges: list[Edge]) -> list[set[int]]:
        """The descendants of each model, itself left out."""
        net = nx.DiGraph([(parent, child) for child, parent in edges])
        net.add_nodes_from(range(self.size))
        return [nx.descendants(net, number) for number in range(self.size)]

    def roots(self) -> list[set[int]]:
        """The roots of each model."""
        children, parents = self._csr(self.declared)
        cycle, below = components(children, parents), self.below(self.declared)
        outside = {int(cycle[c]) for c, p in self.declared if cycle[c] != cycle[p]}
        tops = [n for n in range(self.size) if cycle[n] == n and n not in outside]
        return [{top for top in tops if number == top or number in below[top]} for number in range(self.size)]

    def models(self, level: str, code: int) -> tuple[list[int], set[int], int]:
        """The models of a model, owner or organisation, its own ones, and the organisation they count for."""
        organisation = [self.organisation[owner] for owner in self.owner]
        if level == "model":
            same = {n for n in range(self.size) if organisation[n] == organisation[code]}
            return [code], same, organisation[code]
        of = self.owner if level == "owner" else organisation
        own = [n for n in range(self.size) if of[n] == code]
        return own, set(own), self.organisation[code] if level == "owner" else code

    def brute(
        self, level: str, code: int, shares: list[set[int]], declared: list[set[int]], whole: list[set[int]]
    ) -> list[list[list[float]]]:
        """(ways, of all and of own, variants)."""
        models, own, organisation = self.models(level, code)
        union = set().union(*(declared[n] for n in models))
        more = set().union(*(whole[n] for n in models)) - union
        exclusive = {n for n in union if shares[n] == {organisation}}
        part = {n: Fraction(1, len(shares[n])) for n in union if organisation in shares[n]}
        of_all, of_own, of_more = (dict.fromkeys(numbers, Fraction(1)) for numbers in (union, exclusive, more))
        sets = [[kept & of for kept in self.kept] for of in (set(range(self.size)), own)]
        return [
            [[float(sum(way[n] for n in way.keys() & kept)) for kept in of] for of in sets]
            for way in (of_all, of_own, part, of_more)
        ]


@pytest.mark.parametrize("first", range(0, 1000, 250))
def test_all_roll_ups_are_those_of_brute_force(first: int) -> None:
    several = 0
    for seed in range(first, first + 250):
        world = World(seed)
        rolled, roots = world.arrays(), world.roots()
        shares = [
            set() if number in found else {world.organisation[world.owner[root]] for root in found}
            for number, found in enumerate(roots)
        ]
        several += sum(len(share) > 1 for share in shares)
        declared, whole = world.below(world.declared), world.below([*world.declared, *world.guessed])
        sizes = {"model": world.size, "owner": world.owners, "organisation": world.organisations}
        for level in LEVELS:
            for code in range(sizes[level]):
                wanted = world.brute(level, code, shares, declared, whole)
                assert np.allclose(_values(rolled.of(level, code)), wanted, rtol=0, atol=1e-12), (seed, level, code)
        alone = world.organisations_alone()
        for way in ("union", "exclusive", "fractional"):
            columns = [[rolled.column("organisation", way, variant, of) for variant in VARIANTS] for of in (ALL, OWN)]
            assert np.array_equal(alone[way], columns), (seed, way)
        for at, variant in enumerate(VARIANTS):
            total = fsum(rolled.column("organisation", "fractional", variant))
            related = sum(bool(share) and n in world.kept[at] for n, share in enumerate(shares))
            assert abs(total - related) < 1e-9
            assert getattr(rolled.related, variant) == related
    assert several > 20


def _values(roll: RollUp) -> list[list[tuple[float, ...]]]:
    """(ways, of all and of own, variants)."""
    ways = [getattr(roll, way) for way in WAYS]
    return [[(w.value, *astuple(w)[1:4]), astuple(w.own)] for w in ways]


PAIRS = [
    ("q/chat", "q/base"),
    ("u/gguf", "q/chat"),
    ("u/mix", "q/chat"),
    ("u/mix", "m/base"),
    ("u/deep", "u/mix"),
    ("m/self", "m/self"),
]
QUANTIZED = {("u/gguf", "q/chat"): {"relation": "quantized"}}


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> FrozenGraph:
    folder = tmp_path_factory.mktemp("small") / "graph"
    models = {"u/gguf": {"mass_upload": "timestamp"}, "no-owner": {"author": None}}
    return frozen(folder, [*PAIRS, ("m/self", "m/self")], models=models, derivations=QUANTIZED)


def test_a_small_family_by_hand(small: FrozenGraph) -> None:
    """q/chat has two derivatives, one of them a quantised mass upload; the other is m/base's too, and has u/deep."""
    rolled, owners = rollups_of(small), list(small.models.words("author").vocabulary)
    q = rolled.of("owner", owners.index("q"))
    assert (q.union.value, q.union.own.value, q.union.others.value) == (4, 1, 3)
    assert (q.exclusive.value, q.fractional.value) == (2, 3)
    assert (q.union.without_mass_uploads, q.union.without_quantisations, q.union.without_both) == (3, 3, 3)
    u = rolled.of("owner", owners.index("u"))
    assert (u.union.value, u.exclusive.value, u.fractional.value) == (1, 0, 0)
    assert rolled.of("owner", owners.index("m")).fractional.value == 1
    assert rolled.related.value == 4
    assert rolled.own_models("owner", owners.index("u")).value == 3
    assert rolled.of("model", small.ids.number("u/mix")).union.value == 1
    soles = rolled.soles(np.array([small.ids.number(id) for id in ("q/base", "q/chat", "u/mix")]))
    assert soles[VARIANTS.index("value")].tolist() == [2, 1, 1]
    assert soles[VARIANTS.index("without_mass_uploads"), 1] == 0


def test_another_table_counts_anew_and_is_written(small: FrozenGraph, tmp_path: Path) -> None:
    graph = frozen(tmp_path / "graph", PAIRS)
    assert list(rollups_of(graph).organisations) == ["m", "q", "u"]
    both = Organisations((Organisation("Both", ("q", "m"), "by hand"),))
    use(graph, both)
    rolled = rollups_of(graph)
    assert list(rolled.organisations) == ["Both", "u"]
    assert rolled.of("organisation", 0).exclusive.value == rolled.of("organisation", 0).fractional.value == 4
    assert RollUps.open(tmp_path / "graph" / "rollups").table.startswith(both.digest)


def test_models_without_an_owner_are_one_organisation_without_a_name(small: FrozenGraph) -> None:
    rolled = rollups_of(small)
    assert rolled.organisations[0] == NO_OWNER
    assert rolled.own_models("organisation", 0).value == 1


def test_a_graph_that_an_earlier_version_froze_has_them_but_for_what_it_did_not_keep(tmp_path: Path) -> None:
    frozen(tmp_path / "graph", PAIRS)
    shutil.rmtree(tmp_path / "graph" / "rollups")
    path = tmp_path / "graph" / "manifest.json"
    manifest = read_manifest(path.parent)
    manifest["arrays"] = {name: at for name, at in manifest["arrays"].items() if not name.startswith("inferred.")}
    path.write_text(json.dumps(manifest))
    rolled = rollups_of(FrozenGraph.open(tmp_path / "graph"))
    assert rolled.of("organisation", 1).union.value == 4
    assert rolled.of("organisation", 1).inferred is None


def test_an_empty_graph_has_no_organisations(tmp_path: Path) -> None:
    assert len(rollups_of(frozen(tmp_path / "graph", [])).organisations) == 0
