"""Models as the items of the Hub's API: one column a key, joined for the models of a page."""

from collections.abc import Callable, Sequence
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from ingest.practice import hub_rules, shape
from ingest.practice.licence_and_task import PIPELINES
from ingest.practice.licences import LICENCES, link
from ingest.practice.metadata import GATED, architectures
from ingest.practice.population import Population
from ingest.practice.shape import ABSENT
from ingest.practice.weight_formats import WEIGHT_FORMATS
from lineage.text.ids import owner
from lineage.values import Relation

Numbers = NDArray[np.int64]
Column = Callable[[Numbers], list[object]]
Item = dict[str, object]

EXPANDABLE = (
    "author", "baseModels", "cardData", "config", "createdAt", "disabled", "downloads", "downloadsAllTime",
    "evalResults", "gated", "gguf", "inference", "inferenceProviderMapping", "lastModified", "library_name", "likes",
    "mask_token", "model-index", "pipeline_tag", "private", "resourceGroup", "safetensors", "sha", "siblings",
    "spaces", "tags", "transformersInfo", "trendingScore", "widgetData", "xetEnabled",
)  # fmt: skip
"""What the list route's `expand` takes; keys a synthetic model has nothing to say about are allowed, and absent."""

DETAIL_ONLY = ("childrenModelCount", "usedStorage")
DEFAULT = (
    "likes", "trendingScore", "private", "downloads", "tags", "pipeline_tag", "library_name", "createdAt", "modelId",
)  # fmt: skip
DETAIL_DEFAULT = (
    "author", "sha", "lastModified", "private", "gated", "disabled", "pipeline_tag", "library_name", "tags",
    "downloads", "likes", "modelId", "cardData", "createdAt", "safetensors", "siblings", "spaces", "usedStorage",
)  # fmt: skip

_LICENCES = (*LICENCES, *[None] * (ABSENT + 1 - len(LICENCES)))
_PIPELINES = (*PIPELINES, *[None] * (ABSENT + 1 - len(PIPELINES)))
_CHILD_RELATIONS = ("adapter", "merge", "quantized", "finetune")


class WireItems:
    """The items of one population."""

    def __init__(self, population: Population) -> None:
        self.population = population
        known = architectures()
        self._architectures = (*known, *[None] * (ABSENT + 1 - len(known)))

    def of(self, numbers: Numbers, keys: Sequence[str]) -> list[Item]:
        """One item a model: `_id`, `id` and those of `keys` the model has; what it has not is absent, not null."""
        population = self.population
        items: list[Item] = [{"_id": population.hub_id(i), "id": population.ids[i]} for i in numbers.tolist()]
        for key in keys:
            column = self._columns.get(key)
            for item, value in zip(items, column(numbers) if column else (), strict=False):
                if value is not None:
                    item[key] = value
        return items

    def tags(self, number: int) -> list[str]:
        """All of the Hub's tags: what it sees in the files, what the author wrote, and the pairs of parents."""
        population, metadata = self.population, self.population.metadata
        form = WEIGHT_FORMATS[metadata.format[number]]
        architecture = self._architectures[metadata.architecture[number]]
        pipeline = _PIPELINES[metadata.pipeline[number]]
        licence = _LICENCES[metadata.license[number]]
        tags = [*form.seen]
        if architecture:
            tags.append(architecture)
        if pipeline:
            tags.append(pipeline)
        tags += form.written
        tags += population.cards.tags.get(number, ())
        if metadata.spoken[number]:
            tags.append("en")
        tags += hub_rules.tag_pairs(*self._base_models(number))
        if licence:
            tags.append(f"license:{licence.id}")
        if architecture:
            tags.append("endpoints_compatible")
        tags.append("region:us")
        return list(dict.fromkeys(tags))

    def card_data(self, number: int) -> Item | None:
        """The card's front matter; None for a model without a card."""
        metadata = self.population.metadata
        card = self.population.card(number)
        pipeline = _PIPELINES[metadata.pipeline[number]]
        data = self._licence(number)
        if metadata.spoken[number]:
            data["language"] = ["en"]
        if card.base_model is not None:
            data["base_model"] = card.base_model
        if card.relation is not None:
            data["base_model_relation"] = card.relation
        if pipeline:
            data["pipeline_tag"] = pipeline
        if not data and not card.tags:
            return None
        if card.tags:
            data["tags"] = list(card.tags)
        if (library := WEIGHT_FORMATS[metadata.format[number]].library) is not None:
            data["library_name"] = library
        return data

    def _licence(self, number: int) -> Item:
        """What the card says of its licence: nothing, an id, or `other` with a name and a link."""
        licence = _LICENCES[self.population.metadata.license[number]]
        if licence is None:
            return {}
        if licence.name is None:
            return {"license": licence.id}
        return {
            "license": licence.id,
            "license_name": licence.name,
            "license_link": link(self.population.ids[number]),
        }

    def _base_models(self, number: int) -> tuple[str, list[str]]:
        code = self.population.hub_relation[number]
        parents = [self.population.id(p) for p in self.population.hub.of(number).tolist()]
        return (shape.RELATIONS[code].value if parents else ""), parents

    def _base_models_value(self, number: int) -> Item | None:
        parents = self.population.hub.of(number).tolist()
        if not parents:
            return None
        models = [{"_id": self.population.hub_id(p), "id": self.population.id(p)} for p in parents]
        return {"relation": shape.RELATIONS[self.population.hub_relation[number]].value, "models": models}

    def _children_count(self, number: int) -> Item:
        children = self.population.hub_children.of(number)
        codes = np.bincount(self.population.hub_relation[children], minlength=256)
        return {name: int(codes[shape.RELATIONS.index(Relation(name))]) for name in _CHILD_RELATIONS}

    def _siblings(self, number: int) -> list[Item]:
        form = WEIGHT_FORMATS[self.population.metadata.format[number]]
        weights = "model.gguf" if "gguf" in form.seen else "model.safetensors"
        return [{"rfilename": name} for name in (".gitattributes", "README.md", weights)]

    def _safetensors(self, number: int) -> Item | None:
        parameters = int(self.population.metadata.parameters[number])
        if not parameters or "safetensors" not in WEIGHT_FORMATS[self.population.metadata.format[number]].seen:
            return None
        return {"parameters": {"BF16": parameters}, "total": parameters}

    def _gguf(self, number: int) -> Item | None:
        parameters = int(self.population.metadata.parameters[number])
        if not parameters or "gguf" not in WEIGHT_FORMATS[self.population.metadata.format[number]].seen:
            return None
        return {"total": parameters, "context_length": 32768}

    def _config(self, number: int) -> Item | None:
        architecture = self._architectures[self.population.metadata.architecture[number]]
        return {"model_type": architecture} if architecture else None

    @cached_property
    def _columns(self) -> dict[str, Column]:
        """How each key is made for the models of a page; None stands for "has none"."""
        metadata, ids = self.population.metadata, self.population.ids
        one_by_one: dict[str, Callable[[int], object]] = {
            "author": lambda i: owner(ids[i]),
            "baseModels": self._base_models_value,
            "cardData": self.card_data,
            "childrenModelCount": self._children_count,
            "config": self._config,
            "disabled": lambda i: False,
            "gguf": self._gguf,
            "modelId": lambda i: ids[i],
            "private": lambda i: False,
            "safetensors": self._safetensors,
            "sha": lambda i: f"{int(self.population.salt[i]) * 0x9E3779B97F4A7C15F39CC0605CEDC835 % (1 << 160):040x}",
            "siblings": self._siblings,
            "spaces": lambda i: [],
            "tags": self.tags,
            "usedStorage": lambda i: 2 * int(metadata.parameters[i]) or 4096,
        }
        whole: dict[str, Column] = {
            "createdAt": lambda numbers: _iso(self.population.created[numbers]),
            "downloads": lambda numbers: metadata.downloads[numbers].tolist(),
            "downloadsAllTime": lambda numbers: metadata.downloads_all_time[numbers].tolist(),
            "gated": lambda numbers: [GATED[code] if code else False for code in metadata.gated[numbers]],
            "lastModified": lambda numbers: _iso(metadata.modified[numbers]),
            "library_name": lambda numbers: [WEIGHT_FORMATS[code].library for code in metadata.format[numbers]],
            "likes": lambda numbers: metadata.likes[numbers].tolist(),
            "pipeline_tag": lambda numbers: [_PIPELINES[code] for code in metadata.pipeline[numbers]],
            "trendingScore": lambda numbers: metadata.trending[numbers].tolist(),
        }
        return whole | {name: _mapped(function) for name, function in one_by_one.items()}


def _mapped(function: Callable[[int], object]) -> Column:
    return lambda numbers: [function(i) for i in numbers.tolist()]


def _iso(seconds: NDArray[np.int64]) -> list[object]:
    """Dates as the Hub writes them: `2024-09-16T11:52:46.000Z`."""
    return [f"{text}.000Z" for text in np.datetime_as_string(seconds.astype("datetime64[s]"))]
