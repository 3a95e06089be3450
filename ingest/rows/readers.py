"""From a value of an item, whatever it is, to a value of a column's type; None where it cannot be read.

These judge types alone. Which values of the type mean something is judged by `clean`, for every way of reading.
"""

import math
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from ingest.rows.json_values import encodable, json_text, parse

OTHER_SPELLINGS = frozenset({"basemodel", "basemodels"})
"""Keys of a card that mean `base_model`, without case, `_`, `-` and spaces. The Hub reads only `base_model` itself."""

BEGIN_AS_SPELT = "|".join("[-_ ]*" + "[-_ ]*".join(word) for word in sorted(OTHER_SPELLINGS))
"""A regular expression, but for case, of how a key of OTHER_SPELLINGS begins."""

_INT64 = range(-(2**63), 2**63)


def text(value: object) -> str | None:
    if isinstance(value, str):
        return value if value.isascii() else encodable(value)
    return None


def integer(value: object) -> int | None:
    """A whole number of 64 bits; a boolean is none."""
    if isinstance(value, float) and math.isfinite(value) and value.is_integer():
        value = int(value)
    return value if isinstance(value, int) and not isinstance(value, bool) and value in _INT64 else None


def moment(value: object) -> datetime | None:
    """ISO 8601 text or a datetime, as a moment in UTC; without a zone it is UTC already."""
    try:
        read = datetime.fromisoformat(value) if isinstance(value, str) else value
        if not isinstance(read, datetime):
            return None
        return read.replace(tzinfo=UTC) if read.tzinfo is None else read.astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def texts(value: object) -> list[str | None] | None:
    """A list's texts, null for each item that is none."""
    if not isinstance(value, list):
        return None
    return [item if isinstance(item, str) and item.isascii() else text(item) for item in value]


def word(value: object) -> str | None:
    """A text, or `true` or `false`."""
    return str(value).lower() if isinstance(value, bool) else text(value)


def total(value: object) -> int | None:
    """`total` of the Hub's `safetensors`, else the sum over its dtypes."""
    if not isinstance(value, Mapping):
        return None
    stated, by_type = integer(value.get("total")), value.get("parameters")
    if (stated is None or stated < 0) and isinstance(by_type, Mapping):
        return integer(sum(count for count in map(integer, by_type.values()) if count is not None and count > 0))
    return stated


def parents(value: object) -> list[dict[str, str | None] | None] | None:
    """The list in `baseModels`, null for each entry that is no object."""
    return [_parent(item) for item in value] if isinstance(value, list) else None


def first_text(value: object) -> str | None:
    """A text of a card without blanks around it; of a list its first text."""
    if isinstance(value, list):
        value = next((item for item in value if isinstance(item, str)), None)
    return encodable(value.strip()) or None if isinstance(value, str) else None


def joined_texts(value: object) -> str | None:
    """A text of a card without blanks around it; of a list all its texts, each once, joined by a comma."""
    if not isinstance(value, list):
        return first_text(value)
    texts = (first_text(item) for item in value if isinstance(item, str))
    return ", ".join(dict.fromkeys(filter(None, texts))) or None


def several_texts(value: object) -> str | None:
    """JSON of the texts of a list that has more than one; None for anything else."""
    if not isinstance(value, list):
        return None
    several = dict.fromkeys(encodable(item.strip()) for item in value if isinstance(item, str) and item.strip())
    return json_text(list(several)) if len(several) > 1 else None


def adapter_base(value: object) -> str | None:
    """`config.peft.base_model_name_or_path`, of an object or its JSON text; empty where the config has none."""
    if isinstance(value, str):
        try:
            value = parse(value)
        except ValueError:
            return None
    if not isinstance(value, Mapping):
        return None
    adapter = value.get("peft")
    return (text(adapter.get("base_model_name_or_path")) or "") if isinstance(adapter, Mapping) else ""


def other_bases(card: Mapping[str, Any]) -> str | None:
    """What a card says under another spelling of `base_model`: JSON of an object by that spelling, in their order."""
    misspelt = {key: value for key, value in card.items() if isinstance(key, str) and is_other_spelling(key)}
    return json_text(dict(sorted(misspelt.items()))) if misspelt else None


def is_other_spelling(key: str) -> bool:
    """Whether a card's key is not `base_model`, but means it."""
    return key != "base_model" and _folded(key) in OTHER_SPELLINGS


def _folded(key: str) -> str:
    return key.lower().replace("_", "").replace("-", "").replace(" ", "")


def _parent(value: object) -> dict[str, str | None] | None:
    return {"_id": text(value.get("_id")), "id": text(value.get("id"))} if isinstance(value, Mapping) else None
