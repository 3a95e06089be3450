"""What a synthetic model's page says beside its parents: files, licence, task, parameters, downloads, likes, dates."""

from dataclasses import dataclass, fields
from functools import cache

import numpy as np
from numpy.typing import NDArray

from ingest.practice import shape
from ingest.practice.genealogy.columns import DAY, Codes, Flags, Genealogy, Ints, Mass
from ingest.practice.known_bases import bases
from ingest.practice.licence_and_task import licence_and_task
from ingest.practice.random_streams import RandomStreams, pick
from ingest.practice.shape import ABSENT
from ingest.practice.weight_formats import weight_formats


@cache
def architectures() -> tuple[str, ...]:
    """The architectures of the well-known bases; an architecture's code is its place here."""
    return tuple(dict.fromkeys(base.architecture for base in bases()))


GATED = ("false", "auto", "manual")


@dataclass
class Metadata:
    """Columns over all models; codes are places in the tables of their modules, ABSENT where the page says nothing.

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
    license, pipeline = licence_and_task(genealogy, silent, streams("licences"))
    downloads, all_time = _downloads(genealogy, streams("downloads"))
    likes = _likes(genealogy, downloads, streams("likes"))
    random = streams("modified")
    later = random.exponential(12 * DAY, genealogy.size) * (random.random(genealogy.size) < 0.7)
    modified = np.minimum(genealogy.created + 5 + later.astype(np.int64), shape.NOW)
    recent = np.maximum(0, 1 - (shape.NOW - genealogy.created) / (90 * DAY))
    return Metadata(
        format=weight_formats(genealogy, ids, silent, streams("formats")),
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


def _parameters(genealogy: Genealogy, random: np.random.Generator) -> NDArray[np.int64]:
    size = genealogy.size
    odd = np.exp(random.normal(19.5, 1.6, size)).astype(np.int64)
    known = np.zeros(size, np.int64)
    known[: len(genealogy.bases)] = [base.parameters or 0 for base in genealogy.bases]
    from_root = known[genealogy.root]
    states = (random.random(size) < 0.75) & (genealogy.relation != shape.ADAPTER) & (from_root > 0)
    parameters = np.where(states, from_root, np.where((genealogy.parent < 0) & (random.random(size) < 0.3), odd, 0))
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
