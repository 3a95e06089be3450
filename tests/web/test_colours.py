"""The colours of the pages: those that stand side by side are told apart, by the colour-blind too, in both themes."""

import re
from itertools import combinations
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest

import web

CSS = Path(web.__file__).parent / "static" / "css"
TOLD_APART = 8.5  # in hundredths of OKLab's lightness
GREYS_TOLD_APART = 30.0  # which have no hue to be told apart by
# Machado, Oliveira and Fernandes, "A physiologically-based model for simulation of color vision deficiency" (2009)
VISIONS = {
    "everybody": np.eye(3),
    "protanopia": [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]],
    "deuteranopia": [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]],
    "tritanopia": [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.303900]],
}
RELATIONS = [f"relation-{name}" for name in ("finetune", "adapter", "merge", "quantized", "unknown", "root")]
ORGANISATIONS = [f"class-{name}" for name in (*range(1, 8), "other", "several")]
LICENSES = [f"class-{name}" for name in (*range(1, 5), "unknown", "not-stated")]
OTHERS = [f"class-{name}" for name in ("other", "not-stated")]

# Ottosson, "A perceptual color space for image processing" (2020)
LMS = [[0.41222147, 0.53633254, 0.05144599], [0.2119035, 0.68069955, 0.10739696], [0.08830246, 0.28171884, 0.6299787]]
LAB = [[0.21045426, 0.79361779, -0.00407205], [1.9779985, -2.4285922, 0.4505937], [0.02590404, 0.78277177, -0.80867577]]


def linear(colour: str) -> npt.NDArray[np.float64]:
    """The red, green and blue light of `#rrggbb`, from 0 to 1."""
    value = np.array([int(colour[at : at + 2], 16) for at in (1, 3, 5)]) / 255
    return np.where(value <= 0.04045, value / 12.92, ((value + 0.055) / 1.055) ** 2.4)


def lab(light: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    return np.asarray(LAB) @ np.cbrt(np.asarray(LMS) @ np.clip(light, 0, 1))


def of_themes(name: str, text: str) -> list[str]:
    """The colour in the dark theme and in the light one: a pair in one place, or a value in each."""
    pair = re.search(rf"--{name}: light-dark\((#[0-9a-f]{{6}}), (#[0-9a-f]{{6}})\);", text)
    return [pair[2], pair[1]] if pair else re.findall(rf"--{name}: (#[0-9a-f]{{6}});", text)


def distances(names: list[str], theme: str, vision: str) -> dict[tuple[str, str], float]:
    """How far each two of the colours are apart, in hundredths of OKLab's lightness."""
    text = "".join((CSS / file).read_text() for file in ("base.css", "map.css"))
    colours = {name: of_themes(name, text)[theme == "light"] for name in names}
    seen = {name: lab(np.asarray(VISIONS[vision]) @ linear(colour)) for name, colour in colours.items()}
    return {pair: 100 * float(np.linalg.norm(seen[pair[0]] - seen[pair[1]])) for pair in combinations(seen, 2)}


@pytest.mark.parametrize("vision", VISIONS)
@pytest.mark.parametrize("theme", ["dark", "light"])
@pytest.mark.parametrize(
    "names", [RELATIONS, ORGANISATIONS, LICENSES, OTHERS], ids=["relations", "organisations", "licences", "other tasks"]
)
def test_colours_that_stand_side_by_side_are_told_apart(names: list[str], theme: str, vision: str) -> None:
    near = distances(names, theme, vision)
    assert min(near.values()) >= TOLD_APART, min(near, key=near.__getitem__)


@pytest.mark.parametrize("vision", VISIONS)
@pytest.mark.parametrize("theme", ["dark", "light"])
def test_a_licence_that_is_unknown_is_no_shade_of_one_that_is_not_stated(theme: str, vision: str) -> None:
    assert min(distances(["class-unknown", "class-not-stated"], theme, vision).values()) >= GREYS_TOLD_APART
