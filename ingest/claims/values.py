"""The texts in a card's value, whatever YAML made of it."""

import math
from collections.abc import Mapping
from typing import Any

from ingest.rows.json_values import encodable, json_text, parse


def texts_of_json(json: str) -> list[str]:
    """The texts in a value's JSON text; one that is no JSON is a text itself."""
    try:
        return texts(parse(json))
    except ValueError:
        return [json]


def texts(value: object) -> list[str]:
    """Every leaf of a value as text, in reading order: at least one for each leaf that is not null.

    An empty list or mapping is a leaf, `[]` or `{}`. A mapping's keys are no claims, but for one without a value:
    `- Qwen/Qwen3-8B:` in YAML is a mapping to null, and meant as an id. Numbers, booleans and the rest are leaves in
    their JSON form.
    """
    found: list[str] = []
    waiting: list[object] = [value]
    while waiting:
        now = waiting.pop()
        if isinstance(now, str):
            found.append(encodable(now))
        elif isinstance(now, Mapping) and now:
            waiting.extend(key if item is None else item for key, item in reversed(list(now.items())))
        elif isinstance(now, list | tuple) and now:
            waiting.extend(reversed(now))
        elif now is not None:
            found.append(_leaf(now))
    return found


def _leaf(value: Any) -> str:
    if isinstance(value, float) and not math.isfinite(value):
        return str(value)
    return json_text(value) or str(value)
