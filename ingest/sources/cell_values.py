"""From what people write into a cell to the value an item of the Hub's API has; what is not understood stays as it is,
and is counted by whoever reads the item."""

import ast
import re
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, time
from email.utils import parsedate_to_datetime
from typing import Any

from ingest.rows.json_values import parse
from ingest.sources.front_matter import BadYAML, front_matter, yaml_mapping
from lineage.text.hub_ids import ID

NOTHING = frozenset({"", "\\n", "nan", "none", "null", "na", "n/a", "<na>", "nat", "-"})
"""Cells of a table in text that hold nothing, as pandas, R, SQL and people write it."""
_PRINTED_NOTHING = frozenset({"None", "nan", "NaN", "<NA>", "NaT"})
"""Nothing as Python prints it, where a table was turned into texts before it was written."""
_SPREADSHEET_ERROR = re.compile(
    r"#(?:N/A|(?:NAME|REF|VALUE|NULL|NUM|DIV/0|SPILL|CALC|FIELD|BLOCKED|CONNECT|UNKNOWN|BUSY|ERROR)[?!]|GETTING_DATA)",
    re.IGNORECASE,
)

_NUMBER = re.compile(r"[+-]?\d+(?:\.\d+)?(?:[eE][+]?\d+)?")
_THOUSANDS = re.compile(r"\d{1,3}(?:(?P<mark>[, _\u00a0\u202f])\d{3})(?:(?P=mark)\d{3})*")
_SHORT_NUMBER = re.compile(r"(\d+(?:\.\d+)?)\s*([KMBT])", re.IGNORECASE)
_SCALE = {"K": 1_000, "M": 1_000_000, "B": 1_000_000_000, "T": 1_000_000_000_000}
_FEWEST_PARAMETERS = 10_000
_LONGEST_LITERAL = 1_000_000
_QUOTED = r"""'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*\""""
_OF_AN_ARRAY = re.compile(rf"{_QUOTED}|None|nan")
_ARRAY = re.compile(rf"\[(?:\s*(?:{_OF_AN_ARRAY.pattern}))*\s*\]")
"""A list of texts as numpy prints it, without commas, which Python reads as one text."""
_SIDE_BY_SIDE = re.compile(rf"(?:{_QUOTED})\s*['\"]")
_EPOCH_SECONDS, _EPOCH_MILLISECONDS = 1e9, 1e12
_YEAR_FIRST = re.compile(r"(\d{4})/(\d{1,2})/(\d{1,2})(?=[ T]|$)")
_WITH_A_MONTH = ("%d %B %Y", "%d %b %Y", "%B %d, %Y", "%b %d, %Y", "%d-%b-%Y")


def is_nothing(value: object) -> bool:
    """Whether a value of a typed file is none: null, NaN, either as Python prints it, or a spreadsheet's
    error."""
    if isinstance(value, str):
        return value in _PRINTED_NOTHING or is_spreadsheet_error(value)
    return value is None or value != value  # noqa: PLR0124


def is_spreadsheet_error(text: str) -> bool:
    """Whether a cell holds what Excel writes where a formula came to nothing, such as `#N/A` and `#REF!`."""
    return text.startswith("#") and _SPREADSHEET_ERROR.fullmatch(text) is not None


def structure(value: object) -> object:
    """A list or an object written as text, in JSON or as Python or numpy prints it, as that; any other value as it
    is."""
    if not isinstance(value, str) or value.lstrip()[:1] not in ("[", "{") or len(value) > _LONGEST_LITERAL:
        return value
    try:
        return parse(value)
    except ValueError:
        pass
    if _ARRAY.fullmatch(value.strip()):
        found = _OF_AN_ARRAY.findall(value)
        return [None if one in ("None", "nan") else ast.literal_eval(one) for one in found]
    if _SIDE_BY_SIDE.search(value):
        return value
    try:
        literal: object = ast.literal_eval(value.strip())
    except (ValueError, SyntaxError, MemoryError, RecursionError):
        return value
    return literal if isinstance(literal, list | dict) else value


def texts(value: object) -> object:
    """Several texts: a list, its text, or joined by `;`, `|` or commas."""
    value = structure(value)
    if not isinstance(value, str):
        return value
    mark = next((mark for mark in ";|," if mark in value), "\n")
    return [part.strip() for part in value.split(mark) if part.strip()]


def parents(value: object) -> object:
    """One or several ids; joined ones are parted where every part is an id."""
    value = structure(value)
    if not isinstance(value, str):
        return value
    parts = [part.strip() for part in re.split(r"[;,|]", value) if part.strip()]
    return parts if len(parts) > 1 and all(ID.fullmatch(part) for part in parts) else value


def relation(value: object) -> object:
    """A relation, or a list of them; whether an edge has a direction, as Gephi writes it, is none."""
    value = structure(value)
    return None if isinstance(value, str) and value.strip().lower() in ("directed", "undirected") else value


def number(value: object) -> object:
    """A count written as text, its thousands parted or not."""
    if isinstance(value, str) and _THOUSANDS.fullmatch(value.strip()):
        return int(re.sub(r"\D", "", value))
    if isinstance(value, str) and _NUMBER.fullmatch(value.strip()):
        text = value.strip()
        return int(text) if text.lstrip("+-").isdigit() else float(text)
    return value


def moment(value: object) -> object:
    """A date as text, as a day, or as seconds or milliseconds since 1970, as pandas writes it."""
    if isinstance(value, str):
        value = value.strip().removesuffix(" UTC")
        value = number(value) if len(value) > len("20250102") else value
        value = _dated(value) if isinstance(value, str) and value[4:5] != "-" else value
    if isinstance(value, date) and not isinstance(value, datetime):
        return datetime.combine(value, time(), UTC)
    if isinstance(value, bool) or not isinstance(value, int | float) or not _EPOCH_SECONDS <= value < 1e13:
        return value
    return datetime.fromtimestamp(value / (1_000 if value >= _EPOCH_MILLISECONDS / 10 else 1), UTC)


def _dated(text: str) -> object:
    """A date with its year before slashes, or with its month as an English word, alone or as mail writes it; any other
    text as it is: which of two numbers is the month is not guessed."""
    year_first = _YEAR_FIRST.match(text)
    if year_first:
        year, month, day = year_first.groups()
        return f"{year}-{month:0>2}-{day:0>2}{text[year_first.end() :]}"
    for form in _WITH_A_MONTH:
        try:
            return datetime.strptime(text, form).replace(tzinfo=UTC)
        except ValueError:
            continue
    try:
        return parsedate_to_datetime(text)
    except ValueError:
        return text


def gated(value: object) -> object:
    """`auto`, `manual`, or not; that a model is gated, but not how, is unknown."""
    text = str(value).strip().lower() if isinstance(value, bool | str) else value
    return None if text in ("true", "yes") else "false" if text == "no" else text


def weights(value: object) -> object:
    """The Hub's `safetensors`, or a number of parameters (`8190735360`, `8.2B`); a small number stands for billions, or
    who knows what."""
    value = number(structure(value))
    if isinstance(value, str) and (short := _SHORT_NUMBER.fullmatch(value.strip())):
        value = round(float(short[1]) * _SCALE[short[2].upper()])
    is_count = isinstance(value, int | float) and not isinstance(value, bool) and value >= _FEWEST_PARAMETERS
    return {"total": value} if is_count else value


def card(value: object) -> object:
    """A card's front matter: an object, its JSON, or its YAML, fenced as in a README or not."""
    value = structure(value)
    if not isinstance(value, str) or not value.strip():
        return value or None
    try:
        return dict(front_matter(value).values or yaml_mapping(value).values) or value
    except BadYAML:
        return value


def text(value: object) -> object:
    return value.strip() if isinstance(value, str) else value


READERS: Mapping[str, Callable[[Any], object]] = {
    "cardData.base_model": parents,
    "cardData.base_model_relation": relation,
    "cardData.license": structure,
    "createdAt": moment,
    "lastModified": moment,
    "removedAt": moment,
    "downloads": number,
    "downloadsAllTime": number,
    "likes": number,
    "tags": texts,
    "gated": gated,
    "safetensors": weights,
    "cardData": card,
    "baseModels": structure,
    "config": structure,
    "pipeline_tag": text,
    "library_name": text,
    "author": text,
}
"""By the path of a target."""
