"""What a synthetic model's page says beside its parents: files, licence, task, parameters, downloads, likes, dates."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ingest.practice import shape
from ingest.practice.genealogy.columns import DAY, KINDS, Codes, Flags, Genealogy, Ints, Mass
from ingest.practice.hub_rules import inferred
from ingest.practice.known_bases import bases
from ingest.practice.licences import LICENCES, OTHER, UNNAMED, licence_of
from ingest.practice.random_streams import RandomStreams, pick
from lineage.values import Relation

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


@cache
def architectures() -> tuple[str, ...]:
    """The architectures of the well-known bases; an architecture's code is its place here."""
    return tuple(dict.fromkeys(base.architecture for base in bases()))


GATED = ("false", "auto", "manual")
ABSENT = 255


@dataclass(frozen=True, slots=True)
class Format:
    """A way to publish weights: the library the card names, tags the author writes, tags the Hub sees in the files."""

    library: str | None
    written: tuple[str, ...]
    seen: tuple[str, ...]

    @property
    def relation(self) -> Relation:
        """What the Hub infers from the tags of a model with one parent."""
        return inferred((*self.written, *self.seen))


FORMATS = (
    Format("transformers", (), ("transformers", "safetensors")),
    Format(None, (), ("gguf",)),
    Format("transformers", ("awq",), ("transformers", "safetensors", "4-bit", "awq")),
    Format("transformers", ("gptq",), ("transformers", "safetensors", "4-bit", "gptq")),
    Format("mlx", (), ("mlx", "safetensors", "4-bit")),
    Format("transformers", (), ("transformers", "safetensors", "4-bit", "bitsandbytes")),
    Format("transformers", (), ("transformers", "safetensors", "fp8", "compressed-tensors")),
    Format(None, ("exl2",), ("safetensors", "exl2")),
    Format("peft", ("lora",), ("peft", "safetensors")),
    Format("diffusers", ("lora", "template:sd-lora"), ("diffusers", "safetensors")),
    Format("transformers", ("mergekit", "merge"), ("transformers", "safetensors")),
    Format("diffusers", (), ("diffusers", "safetensors")),
    Format("transformers", ("generated_from_trainer",), ("transformers", "pytorch", "tensorboard")),
    Format("transformers", ("trl", "sft"), ("transformers", "safetensors")),
    Format(None, (), ()),
    Format("lerobot", ("robotics", "lerobot"), ("lerobot", "safetensors")),
    Format("sentence-transformers", ("sentence-transformers",), ("sentence-transformers", "safetensors")),
    Format("stable-baselines3", ("deep-reinforcement-learning",), ("stable-baselines3",)),
)
PLAIN, GGUF, AWQ, GPTQ, MLX, BNB, FP8, EXL2, PEFT, IMAGE_LORA, MERGED, DIFFUSERS, TRAINER, TRL, BARE, LEROBOT = range(
    16
)

_QUANTIZED_ENDINGS = (("gguf", GGUF), ("awq", AWQ), ("gptq", GPTQ), ("mlx", MLX), ("fp", FP8), ("exl2", EXL2))


@dataclass
class Metadata:
    """Columns over all models; codes are places in the tables above, ABSENT where the page says nothing.

    `parameters` is 0 where it says none; `modified` in seconds; `spoken` is True for cards that name a language.
    """

    format: Codes
    architecture: Codes
    license: Codes
    pipeline: Codes
    gated: Codes
    spoken: Flags
    parameters: NDArray[np.int64]
    downloads: NDArray[np.int64]
    downloads_all_time: NDArray[np.int64]
    likes: Ints
    trending: Ints
    modified: NDArray[np.int64]

    def reordered(self, order: NDArray[np.int64]) -> "Metadata":
        """The same models in this order."""
        return Metadata(**{column.name: getattr(self, column.name)[order] for column in fields(self)})


def describe(genealogy: Genealogy, ids: list[str], streams: RandomStreams) -> Metadata:
    """The metadata of every model, in the shares of `shape`."""
    silent = _silent(genealogy, streams("silent"))
    license, pipeline = _license_and_pipeline(genealogy, silent, streams("licences"))
    downloads, all_time = _downloads(genealogy, streams("downloads"))
    likes = _likes(genealogy, downloads, streams("likes"))
    random = streams("modified")
    later = random.exponential(12 * DAY, genealogy.size) * (random.random(genealogy.size) < 0.7)
    modified = np.minimum(genealogy.created + 5 + later.astype(np.int64), shape.NOW)
    recent = np.maximum(0, 1 - (shape.NOW - genealogy.created) / (90 * DAY))
    return Metadata(
        format=_formats(genealogy, ids, silent, streams("formats")),
        architecture=_architectures(genealogy, silent, streams("architectures")),
        license=license,
        pipeline=pipeline,
        gated=_gated(genealogy, streams("gated")),
        spoken=(streams("languages").random(genealogy.size) < shape.SPOKEN / (1 - shape.NO_METADATA)) & ~silent,
        parameters=_parameters(genealogy, streams("parameters")),
        downloads=downloads,
        downloads_all_time=all_time,
        likes=likes,
        trending=(likes * recent / 4).astype(np.int32),
        modified=modified,
    )


def _silent(genealogy: Genealogy, random: np.random.Generator) -> Flags:
    """Models with no metadata at all: only ones that declare no parent, and no well-known base."""
    silent = np.zeros(genealogy.size, np.bool_)
    alone = genealogy.parent < 0
    alone[: len(genealogy.bases)] = False
    share = min(0.9, shape.NO_METADATA / (1 - shape.RELATED))
    silent[alone] = random.random(int(alone.sum())) < share
    return silent


def _formats(genealogy: Genealogy, ids: list[str], silent: Flags, random: np.random.Generator) -> Codes:
    size = genealogy.size
    kind = genealogy.kind
    image = kind == KINDS.index("image")
    choice = random.random(size)
    out = np.where(choice < 0.45, PLAIN, np.where(choice < 0.75, TRAINER, TRL)).astype(np.uint8)
    alone = genealogy.parent < 0
    out[alone & (choice > 0.8)] = len(FORMATS) - 1
    out[kind == KINDS.index("robotics")] = LEROBOT
    out[image] = DIFFUSERS
    out[genealogy.relation == shape.ADAPTER] = PEFT
    out[(genealogy.relation == shape.ADAPTER) & image] = IMAGE_LORA
    out[genealogy.relation == shape.MERGE] = MERGED
    for i in np.flatnonzero(genealogy.relation == shape.QUANTIZED).tolist():
        out[i] = _quantized_format(ids[i])
    noisy = (genealogy.relation == shape.FINETUNE) & (random.random(size) < 0.006)
    out[noisy] = PEFT
    out[: len(genealogy.bases)][genealogy.relation[: len(genealogy.bases)] != shape.QUANTIZED] = PLAIN
    out[silent] = np.where(choice[silent] < 0.5, PLAIN, BARE)
    return out


def _architectures(genealogy: Genealogy, silent: Flags, random: np.random.Generator) -> Codes:
    """The architecture the Hub reads from a model's files: its root's; adapters have no such file for the most part."""
    size, first = genealogy.size, len(genealogy.bases)
    known = architectures()
    root = random.integers(0, len(known), size).astype(np.uint8)
    root[:first] = [known.index(base.architecture) for base in genealogy.bases]
    out = root[genealogy.root]
    unknown_root = genealogy.root >= first
    odd = unknown_root & np.char.startswith(np.array(known), "qwen")[out]
    out[odd] = known.index("llama")
    out[(genealogy.relation == shape.ADAPTER) & (random.random(size) < 0.9)] = ABSENT
    out[silent | (unknown_root & (random.random(size) < 0.5))] = ABSENT
    return out


def _quantized_format(model_id: str) -> int:
    name = model_id.rpartition("/")[2].lower()
    return next((code for ending, code in _QUANTIZED_ENDINGS if ending in name), BNB)


def _license_and_pipeline(genealogy: Genealogy, silent: Flags, random: np.random.Generator) -> tuple[Codes, Codes]:
    """A child repeats its base's licence and task in most cases; the models alone make the whole Hub's shares come out.

    Mass uploads carry neither for the most part.
    """
    size, first = genealogy.size, len(genealogy.bases)
    declared = (genealogy.parent >= 0) & (genealogy.undeclared == 0)
    known = np.full(size, ABSENT, np.uint8)
    known[:first] = [list(LICENCES).index(licence_of(base)) for base in genealogy.bases]
    license = known[genealogy.root]
    own_license = (license == ABSENT) | (random.random(size) < 0.25)
    license[own_license] = pick(_shares(LICENCES), int(own_license.sum()), random)
    license[:first] = known[:first]
    tasks = np.array([list(PIPELINES).index(PIPELINE_OF_KIND[kind]) for kind in KINDS], np.uint8)
    pipeline = tasks[genealogy.kind]
    by_hand = genealogy.mass == Mass.NO
    for column, table, share, of_children in (
        (license, LICENCES, shape.LICENSED, 0.72),
        (pipeline, PIPELINES, shape.PIPELINED, 0.62),
    ):
        says = declared & (random.random(size) < np.where(by_hand, of_children, 0.1))
        says[:first] = True
        alone = np.flatnonzero(~declared & ~silent)
        wanted = np.array(list(table.values())) * (size / shape.WHOLE_HUB)
        left = np.maximum(wanted - np.bincount(column[says], minlength=256)[: len(table)], 0)
        speaking = random.random(len(alone)) < (share * size - says.sum()) / max(len(alone), 1)
        speakers = alone[speaking & (alone >= first)]
        column[speakers] = pick(left if left.sum() > 0 else wanted, len(speakers), random)
        says[speakers] = True
        column[~says] = ABSENT
    license[first:] = _without_names(license[first:], random)
    return license, pipeline


def _without_names(licenses: Codes, random: np.random.Generator) -> Codes:
    """The licences, some of those named behind `other` without their name."""
    named = np.isin(licenses, [code for code, licence in enumerate(LICENCES) if licence.name])
    lost = named & (random.random(len(licenses)) < UNNAMED)
    return np.where(lost, list(LICENCES).index(OTHER), licenses).astype(np.uint8)


def _shares(table: Mapping[Any, int]) -> list[float]:
    total = sum(table.values())
    return [count / total for count in table.values()]


def _parameters(genealogy: Genealogy, random: np.random.Generator) -> NDArray[np.int64]:
    size = genealogy.size
    odd = np.exp(random.normal(19.5, 1.6, size)).astype(np.int64)
    known = np.zeros(size, np.int64)
    known[: len(genealogy.bases)] = [base.parameters or 0 for base in genealogy.bases]
    from_root = known[genealogy.root]
    told = (random.random(size) < 0.75) & (genealogy.relation != shape.ADAPTER) & (from_root > 0)
    parameters = np.where(told, from_root, np.where((genealogy.parent < 0) & (random.random(size) < 0.3), odd, 0))
    parameters[: len(genealogy.bases)] = known[: len(genealogy.bases)]
    return parameters.astype(np.int64)


def _downloads(genealogy: Genealogy, random: np.random.Generator) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Of the last 30 days, and of all time (never less)."""
    size, first = genealogy.size, len(genealogy.bases)
    luck = random.random(size)
    downloads = 1 + np.exp(random.normal(2.4, 1.9, size)).astype(np.int64)
    downloads[luck < shape.NO_DOWNLOADS] = 0
    children = np.array([base.children for base in genealogy.bases], np.float64)
    downloads[:first] = (
        ((children + 10) * np.exp(random.normal(5.4, 1.5, first))).astype(np.int64).clip(max=200_000_000)
    )
    months = (shape.NOW - genealogy.created) / (30 * DAY)
    before = np.exp(random.normal(2.0, 1.6, size)) + downloads * months * random.random(size) * 0.8
    ever = 1 + downloads + before.astype(np.int64)
    ever[(luck < shape.NEVER_DOWNLOADED) & (downloads == 0)] = 0
    return downloads, ever


def _likes(genealogy: Genealogy, downloads: NDArray[np.int64], random: np.random.Generator) -> Ints:
    first = len(genealogy.bases)
    likes = (random.pareto(1.1, genealogy.size) * 0.55).astype(np.int64).clip(max=4000)
    likes[(downloads == 0) | (genealogy.mass != Mass.NO)] = 0
    likes[:first] = 5 + (np.sqrt(downloads[:first]) * random.random(first)).astype(np.int64)
    return likes.astype(np.int32)


def _gated(genealogy: Genealogy, random: np.random.Generator) -> Codes:
    gated = pick([1 - shape.GATED, shape.GATED * 0.7, shape.GATED * 0.3], genealogy.size, random).astype(np.uint8)
    doors = {"meta-llama": 2, "google": 2, "black-forest-labs": 1}
    gated[: len(genealogy.bases)] = [doors.get(base.owner, 0) for base in genealogy.bases]
    return gated
