"""Growth: new models by month, against counting one by one."""

from collections import Counter

import numpy as np
import pytest

from lineage.errors import BadInput
from lineage.frozen.rollups.growth import Axis, MonthlyGrowth, count_growth, kinds_of
from lineage.values import Denominator

MONTHS = {"2023-12": 53 * 12 + 11, "2024-03": 54 * 12 + 2, "2024-04": 54 * 12 + 3}
NAMED = {number: month for month, number in MONTHS.items()}
KEYS = 6
NAMES = {"licence": [f"licence-{key}" for key in range(KEYS)], "relation": list("abcdef")}


class World:
    """Random models: what each is, and the keys it counts under."""

    def __init__(self, seed: int, size: int = 400) -> None:
        random = np.random.default_rng(seed)
        self.size = size
        self.month = random.choice([-1, *MONTHS.values()], size)
        self.declared, self.language, self.tracked, self.mass = random.random((4, size)) < 0.4
        self.listed = random.random(size) < 0.8
        self.code = random.integers(-1, KEYS, size).astype(np.int32)
        self.mask = random.integers(0, 1 << KEYS, size).astype(np.uint8)

    def growth(self) -> MonthlyGrowth:
        kinds = kinds_of(self.declared, self.language, self.tracked, self.mass)
        axes = {"licence": Axis.of_codes(self.code, KEYS), "relation": Axis.of_bits(self.mask, KEYS)}
        return MonthlyGrowth(count_growth(self.month, kinds, self.listed, axes), NAMES)

    def counted(self, axis: str, key: int, denominator: Denominator, mass_uploads: bool) -> Counter[str | None]:
        """By month, None for no date."""
        wanted = {
            Denominator.ALL: np.ones(self.size, np.bool_),
            Denominator.DECLARED: self.declared,
            Denominator.LANGUAGE: self.language,
            Denominator.TRACKED: self.tracked,
        }[denominator]
        having = {"licence": self.code == key, "relation": self.mask & (1 << key) != 0, "everything": self.listed}[axis]
        kept = wanted & having & self.listed & (mass_uploads | ~self.mass)
        return Counter(NAMED.get(month) for month in self.month[kept].tolist())


@pytest.mark.parametrize("mass_uploads", [True, False])
@pytest.mark.parametrize("denominator", Denominator)
@pytest.mark.parametrize("axis", ["licence", "relation", "everything"])
def test_growth_is_what_counting_one_by_one_gives(axis: str, denominator: Denominator, mass_uploads: bool) -> None:
    for seed in range(5):
        world = World(seed)
        growth = world.growth()
        totals = []
        for key in range(1 if axis == "everything" else KEYS):
            series = growth.series(axis, key, denominator, mass_uploads)
            expected = world.counted(axis, key, denominator, mass_uploads)
            assert dict(zip(growth.months, series.counts, strict=True)) == {m: expected[m] for m in growth.months}
            assert (series.undated, series.total) == (expected[None], expected.total())
            totals.append(expected.total())
        ranked = sorted((key for key, total in enumerate(totals) if total), key=lambda key: -totals[key])
        assert growth.largest(axis, denominator, 4, mass_uploads) == ranked[:4]


def test_months_without_a_new_model_are_there_too() -> None:
    assert World(0).growth().months == ["2023-12", "2024-01", "2024-02", "2024-03", "2024-04"]


def test_a_graph_without_any_date_has_no_months_and_counts_all_the_same() -> None:
    nobody = np.zeros(3, np.bool_)
    arrays = count_growth(np.full(3, -1), kinds_of(*[nobody] * 4), ~nobody, {})
    growth = MonthlyGrowth(arrays, {})
    assert growth.months == []
    assert (growth.everything(Denominator.ALL).counts, growth.everything(Denominator.ALL).undated) == ([], 3)


def test_keys_go_by_names_and_a_name_that_is_none_hears_of_similar_ones() -> None:
    growth = World(0).growth()
    assert [growth.key("licence", growth.name("licence", key)) for key in range(KEYS)] == list(range(KEYS))
    with pytest.raises(BadInput, match="no licence 'licence-9'") as caught:
        growth.key("licence", "licence-9")
    assert "licence-" in caught.value.hint
