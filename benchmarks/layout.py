"""How long the map's layout and its views take, and how evenly it gives room to models.

`python -m benchmarks.layout --models 200000`.
"""

import argparse
import time

import numpy as np

from lineage.frozen.map.layout import RELATIONS, Layout, lay_out
from lineage.frozen.map.viewport import Window, cut, extent

SCREEN = (1440, 900)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--models", type=int, default=200_000)
    parser.add_argument("--views", type=int, default=500)
    asked = parser.parse_args()
    parents = forest(asked.models)
    dice = np.random.default_rng(2)
    organisation = np.minimum(dice.zipf(1.5, len(parents)), 10**6).astype(np.int32)
    relations = dice.integers(0, RELATIONS, len(parents)).astype(np.uint8)
    downloads = dice.integers(0, 1000, len(parents))
    times = []
    for _ in range(3):
        started = time.perf_counter()
        layout = lay_out(parents, relations, downloads, organisation)
        times.append(time.perf_counter() - started)
    star = np.bincount(parents[parents >= 0]).max()
    print(f"{len(parents):,} models, {layout.circles:,} circles, {layout.roots:,} families, largest star {star:,}")
    print(f"{len(layout.continent_r):,} continents")
    print(f"layout {min(times):.2f} s (best of {len(times)})")
    evenness(layout)
    views(layout, asked.views)


def evenness(layout: Layout, above: int = 50) -> None:
    """The area of a circle for each model of its subtree: families, then all subtrees, of more than `above` models."""
    area = np.pi * layout.r.astype(float) ** 2 / layout.size
    large = layout.size > above
    for name, circles in (("families", large & (layout.parent < 0)), ("subtrees", large)):
        if circles.any():
            middle, least, most = np.median(area[circles]), area[circles].min(), area[circles].max()
            print(
                f"{name:10} {circles.sum():,} above {above} models: area a model {middle:.1f} (median), "
                f"{least / middle:.2f} to {most / middle:.2f} of that"
            )


def forest(size: int, seed: int = 1) -> np.ndarray[tuple[int], np.dtype[np.int32]]:
    """Primary parents of a forest of the Hub's shape: 83 % leaves, shallow, one star with 8 % of all models."""
    dice = np.random.default_rng(seed)
    families = max(30, size // 60)
    parents = np.full(size, -1, np.int32)
    weights = 1 / np.arange(1, families + 1) ** 0.95
    family = dice.choice(families, size, p=weights / weights.sum())
    inner = [[root] for root in range(families)]
    direct, place, fertile = dice.random(size), dice.random(size), dice.random(size)
    for number in range(families, size):
        mine = inner[family[number]]
        if direct[number] < (0.6 if family[number] == 0 else 0.45):
            parents[number] = mine[0]
        else:
            parents[number] = mine[int(place[number] ** 2.6 * len(mine))]
        if fertile[number] < 0.25:
            mine.append(number)
    return parents


def views(layout: Layout, repeats: int) -> None:
    """p50 and p95 of the whole map and of windows at random places and depths."""
    x, y, width, height = extent(layout)
    least = min(SCREEN[0] / width, SCREEN[1] / height)
    dice = np.random.default_rng(3)
    for name, windows in (
        ("whole map", [Window(x, y, width, height, least)] * 50),
        ("anywhere", [_window(layout, dice, least) for _ in range(repeats)]),
    ):
        times, shown = [], []
        for window in windows:
            started = time.perf_counter()
            view = cut(layout, window)
            times.append(1000 * (time.perf_counter() - started))
            shown.append(len(view.circles))
        p50, p95 = np.percentile(times, [50, 95])
        print(f"{name:10} p50 {p50:6.2f} ms  p95 {p95:6.2f} ms  circles at most {max(shown):,}")


def _window(layout: Layout, dice: np.random.Generator, least: float) -> Window:
    """A canvas twice the screen's size about a circle taken by chance, at any depth."""
    circle = int(dice.integers(layout.circles))
    scale = least * 100.0 ** dice.random()
    width, height = 2 * SCREEN[0] / scale, 2 * SCREEN[1] / scale
    return Window(float(layout.x[circle]) - width / 2, float(layout.y[circle]) - height / 2, width, height, scale)


if __name__ == "__main__":
    main()
