"""The licence and the task that a model's card states."""

from collections.abc import Mapping
from typing import Any

import numpy as np

from ingest.practice import shape
from ingest.practice.genealogy.columns import KINDS, Codes, Flags, Genealogy, Mass
from ingest.practice.licences import LICENCES, OTHER, UNNAMED, licence_of
from ingest.practice.random_streams import pick
from ingest.practice.shape import ABSENT

PIPELINES = {
    "text-generation": 415_377,
    "text-classification": 122_011,
    "text-to-image": 110_158,
    "reinforcement-learning": 77_182,
    "image-text-to-text": 40_364,
    "automatic-speech-recognition": 36_648,
    "robotics": 33_322,
    "feature-extraction": 32_000,
    "image-classification": 30_000,
    "token-classification": 29_000,
    "sentence-similarity": 22_000,
    "text-to-speech": 12_000,
}
"""Tasks and the models tagged with them on the whole Hub (the first seven reported, the rest estimated)."""

PIPELINE_OF_KIND = {
    "llm": "text-generation",
    "vision": "image-text-to-text",
    "image": "text-to-image",
    "encoder": "text-classification",
    "audio": "automatic-speech-recognition",
    "robotics": "robotics",
}


def licence_and_task(genealogy: Genealogy, silent: Flags, random: np.random.Generator) -> tuple[Codes, Codes]:
    """For each model the places in LICENCES and in PIPELINES of what its card states, ABSENT where it states none.

    A child repeats its base's licence and task in most cases; the models alone make the whole Hub's shares come out.
    Mass uploads carry neither for the most part.
    """
    first = len(genealogy.bases)
    licence = _licences(genealogy, random)
    task = np.array([list(PIPELINES).index(PIPELINE_OF_KIND[kind]) for kind in KINDS], np.uint8)[genealogy.kind]
    _state(licence, LICENCES, shape.LICENSED, 0.72, genealogy, silent, random)
    _state(task, PIPELINES, shape.PIPELINED, 0.62, genealogy, silent, random)
    licence[first:] = _without_names(licence[first:], random)
    return licence, task


def _licences(genealogy: Genealogy, random: np.random.Generator) -> Codes:
    """The licence each card would state: its base's, or for a quarter any."""
    size, first = genealogy.size, len(genealogy.bases)
    known = np.full(size, ABSENT, np.uint8)
    known[:first] = [list(LICENCES).index(licence_of(base)) for base in genealogy.bases]
    licence = known[genealogy.root]
    own = (licence == ABSENT) | (random.random(size) < 0.25)
    licence[own] = pick(_shares(LICENCES), int(own.sum()), random)
    licence[:first] = known[:first]
    return licence


def _state(
    column: Codes,
    table: Mapping[Any, int],
    share: float,
    of_children: float,
    genealogy: Genealogy,
    silent: Flags,
    random: np.random.Generator,
) -> None:
    """Take away from the column what no card states, so that the `share` of all models states something, and the whole
    Hub's numbers in the table come out."""
    size, first = genealogy.size, len(genealogy.bases)
    declared = (genealogy.parent >= 0) & (genealogy.undeclared == 0)
    by_hand = genealogy.mass == Mass.NO
    states = declared & (random.random(size) < np.where(by_hand, of_children, 0.1))
    states[:first] = True
    alone = np.flatnonzero(~declared & ~silent)
    wanted = np.array(list(table.values())) * (size / shape.WHOLE_HUB)
    left = np.maximum(wanted - np.bincount(column[states], minlength=256)[: len(table)], 0)
    chosen = random.random(len(alone)) < (share * size - states.sum()) / max(len(alone), 1)
    more = alone[chosen & (alone >= first)]
    column[more] = pick(left if left.sum() > 0 else wanted, len(more), random)
    states[more] = True
    column[~states] = ABSENT


def _without_names(licences: Codes, random: np.random.Generator) -> Codes:
    """The licences, some of those named behind `other` without their name."""
    named = np.isin(licences, [code for code, licence in enumerate(LICENCES) if licence.name])
    lost = named & (random.random(len(licences)) < UNNAMED)
    return np.where(lost, list(LICENCES).index(OTHER), licences).astype(np.uint8)


def _shares(table: Mapping[Any, int]) -> list[float]:
    total = sum(table.values())
    return [count / total for count in table.values()]
