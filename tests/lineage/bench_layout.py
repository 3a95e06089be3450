"""How long the map's layout and its views take: `python -m tests.lineage.bench_layout --models 200000`."""

import argparse
import time

import numpy as np

from lineage.frozen.layout import RELATIONS, Layout, lay_out
from lineage.frozen.view import Window, cut, extent

SCREEN = (1440, 900)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--models", type=int, default=200_000)
    parser.add_argument("--views", type=int, default=500)
    asked = parser.parse_args()
    parents = forest(asked.models)
    dice = np.random.default_rng(2)
    relations = dice.integers(0, RELATIONS, asked.models).astype(np.uint8)
    times = []
    for _ in range(3):
        started = time.perf_counter()
        layout = lay_out(parents, relations, dice.integers(0, 1000, asked.models))
        times.append(time.perf_counter() - started)
    star = np.bincount(parents[parents >= 0]).max()
    print(f"{asked.models:,} models, {layout.circles:,} circles, {layout.roots:,} families, largest star {star:,}")
    print(f"layout {min(times):.2f} s (best of {len(times)})")
    views(layout, asked.views)


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
