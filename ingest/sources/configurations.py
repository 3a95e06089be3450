"""Configurations that name a model's parents: a merge's (mergekit), an adapter's (PEFT), a training's (axolotl,
LLaMA-Factory, TRL)."""

from collections.abc import Iterator, Mapping
from typing import Any

from ingest.rows.json_values import parse
from ingest.sources.front_matter import BadYAML, yaml_document

_TRAINED = ("base_model", "model_name_or_path", "model_name")
"""What a training's configuration calls the model it starts from."""


def configured(text: str) -> dict[str, Any] | None:
    """What a configuration says of its model, as an item of the Hub's API without an id; None for any other text.

    A merge's and a training's parents are kept as the card would state them, an adapter's base as its configuration
    does.
    """
    found = _document(text)
    if not isinstance(found, Mapping):
        return None
    if "merge_method" in found:
        parents = list(dict.fromkeys(_merged(found)))
        return {"cardData": {"base_model": parents, "base_model_relation": "merge"}} if parents else None
    if "base_model_name_or_path" in found:
        return {"config": {"peft": found}}
    base = next((found[key] for key in _TRAINED if isinstance(found.get(key), str)), None)
    return None if base is None else {"cardData": {"base_model": base}}


def _document(text: str) -> object:
    try:
        return parse(text) if text.lstrip().startswith("{") else yaml_document(text)
    except (ValueError, BadYAML):
        return None


def _merged(merge: Mapping[str, Any]) -> Iterator[str]:
    """`base_model`, and the model of every entry of `models`, `slices` and `experts`, in their order."""
    waiting = [merge.get("base_model"), merge.get("models"), merge.get("slices"), merge.get("experts")]
    while waiting:
        now = waiting.pop(0)
        if isinstance(now, str):
            yield now
        elif isinstance(now, list):
            waiting[:0] = now
        elif isinstance(now, Mapping):
            waiting[:0] = [now.get(key) for key in ("model", "path", "source_model", "sources")]
