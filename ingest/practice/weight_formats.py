"""The ways to publish weights, and which of them a model is published in."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ingest.practice import shape
from ingest.practice.genealogy.columns import KINDS, Codes, Flags, Genealogy
from ingest.practice.hub_rules import inferred
from lineage.values import Relation


@dataclass(frozen=True, slots=True)
class WeightFormat:
    """A way to publish weights: the library the card names, tags the author writes, tags the Hub sees in the files."""

    library: str | None
    written: tuple[str, ...]
    seen: tuple[str, ...]

    @property
    def relation(self) -> Relation:
        """What the Hub infers from the tags of a model with one parent."""
        return inferred((*self.written, *self.seen))


WEIGHT_FORMATS = (
    WeightFormat("transformers", (), ("transformers", "safetensors")),
    WeightFormat(None, (), ("gguf",)),
    WeightFormat("transformers", ("awq",), ("transformers", "safetensors", "4-bit", "awq")),
    WeightFormat("transformers", ("gptq",), ("transformers", "safetensors", "4-bit", "gptq")),
    WeightFormat("mlx", (), ("mlx", "safetensors", "4-bit")),
    WeightFormat("transformers", (), ("transformers", "safetensors", "4-bit", "bitsandbytes")),
    WeightFormat("transformers", (), ("transformers", "safetensors", "fp8", "compressed-tensors")),
    WeightFormat(None, ("exl2",), ("safetensors", "exl2")),
    WeightFormat("peft", ("lora",), ("peft", "safetensors")),
    WeightFormat("diffusers", ("lora", "template:sd-lora"), ("diffusers", "safetensors")),
    WeightFormat("transformers", ("mergekit", "merge"), ("transformers", "safetensors")),
    WeightFormat("diffusers", (), ("diffusers", "safetensors")),
    WeightFormat("transformers", ("generated_from_trainer",), ("transformers", "pytorch", "tensorboard")),
    WeightFormat("transformers", ("trl", "sft"), ("transformers", "safetensors")),
    WeightFormat(None, (), ()),
    WeightFormat("lerobot", ("robotics", "lerobot"), ("lerobot", "safetensors")),
    WeightFormat("sentence-transformers", ("sentence-transformers",), ("sentence-transformers", "safetensors")),
    WeightFormat("stable-baselines3", ("deep-reinforcement-learning",), ("stable-baselines3",)),
)
PLAIN, GGUF, AWQ, GPTQ, MLX, BNB, FP8, EXL2, PEFT, IMAGE_LORA, MERGED, DIFFUSERS, TRAINER, TRL, BARE, LEROBOT = range(
    len(WEIGHT_FORMATS) - 2
)
STABLE_BASELINES = len(WEIGHT_FORMATS) - 1

_QUANTIZED_ENDINGS = (("gguf", GGUF), ("awq", AWQ), ("gptq", GPTQ), ("mlx", MLX), ("fp", FP8), ("exl2", EXL2))


def weight_formats(genealogy: Genealogy, ids: list[str], silent: Flags, random: np.random.Generator) -> Codes:
    """For each model the place of its format in WEIGHT_FORMATS."""
    relation, first = genealogy.relation, len(genealogy.bases)
    choice = random.random(genealogy.size)
    formats = _by_kind(genealogy, choice)
    formats[relation == shape.ADAPTER] = PEFT
    formats[(relation == shape.ADAPTER) & (genealogy.kind == KINDS.index("image"))] = IMAGE_LORA
    formats[relation == shape.MERGE] = MERGED
    for i in np.flatnonzero(relation == shape.QUANTIZED).tolist():
        formats[i] = _quantized_format(ids[i])
    noisy = (relation == shape.FINETUNE) & (random.random(genealogy.size) < 0.006)
    formats[noisy] = PEFT
    formats[:first][relation[:first] != shape.QUANTIZED] = PLAIN
    formats[silent] = np.where(choice[silent] < 0.5, PLAIN, BARE)
    return formats


def _by_kind(genealogy: Genealogy, choice: NDArray[np.float64]) -> Codes:
    formats = np.where(choice < 0.45, PLAIN, np.where(choice < 0.75, TRAINER, TRL)).astype(np.uint8)
    formats[(genealogy.parent < 0) & (choice > 0.8)] = STABLE_BASELINES
    formats[genealogy.kind == KINDS.index("robotics")] = LEROBOT
    formats[genealogy.kind == KINDS.index("image")] = DIFFUSERS
    return formats


def _quantized_format(model_id: str) -> int:
    name = model_id.rpartition("/")[2].lower()
    return next((code for ending, code in _QUANTIZED_ENDINGS if ending in name), BNB)
