"""How the embedded engine (kglite 0.21.2) writes functions that it knows by another name, by parts, or not at all.

What is written otherwise means the same as on Neo4j 5.26: tests/lineage/cypher/test_dialect.py asks both.
"""

from typing import NamedTuple


class Around(NamedTuple):
    """What stands around the arguments of a function in its place, and how many it takes."""

    before: str
    behind: str
    takes: int = 1


RENAMED = {
    "char_length": "size",
    "character_length": "size",
    "lower": "toLower",
    "percentilecont": "percentile_cont",
    "percentiledisc": "percentile_disc",
    "tofloatornull": "toFloat",
    "tointegerornull": "toInteger",
    "upper": "toUpper",
}
"""Functions of another name there; toFloat and toInteger answer null there for what is no number, or raise."""

WRITTEN_OUT = {"e": "exp(1)", "timestamp": "datetime().epochMillis"}

_BOOLEAN = (
    "CASE WHEN v IS :: INTEGER THEN v <> 0 WHEN v IS :: STRING THEN toBoolean(trim(v)) WHEN v IS :: BOOLEAN THEN v"
)
_NO_TEXT = " OR ".join(f"valueType(v) STARTS WITH '{kind}'" for kind in ("LIST", "MAP", "NODE", "RELATIONSHIP", "PATH"))
_TEXT = f"CASE WHEN {_NO_TEXT} THEN null ELSE toString(v) END"
_EPOCH = "datetime('1970-01-01T00:00:00Z')"


def _each(result: str) -> Around:
    """Around the one argument, a list: the result for each of its items `v`."""
    return Around("[v IN ", f" | {result}]")


def _one(result: str) -> Around:
    """Around the one argument: the result for its value `v`, which is made once."""
    return Around("[v IN [", f"] | {result}][0]")


def _two(result: str, where: str = "") -> Around:
    """Around two arguments: the result for them as `pair`; null where it is not as `where` says."""
    return Around("[pair IN [[", f"]]{where and f' WHERE {where}'} | {result}][0]", takes=2)


def _trimmed(result: str) -> Around:
    """For a text and the characters to trim: the result for the places `kept` of all other characters in the text."""
    kept = "[i IN range(0, size(pair[0]) - 1) WHERE NOT pair[1] CONTAINS substring(pair[0], i, 1)]"
    told = f"[kept IN [{kept}] | CASE WHEN size(kept) = 0 THEN '' ELSE {result} END][0]"
    return _two(told, "pair[0] IS NOT NULL AND pair[1] IS NOT NULL")


WRAPPED = {
    "datetime.fromepoch": _two(f"{_EPOCH} + duration({{seconds: pair[0], nanoseconds: pair[1]}})"),
    "datetime.fromepochmillis": _one(f"{_EPOCH} + duration({{milliseconds: v}})"),
    "duration.between": _two(
        "[m IN [duration.inMonths(pair[0], pair[1])] | [d IN [duration.inDays(pair[0] + m, pair[1])] | "
        "m + d + duration.inSeconds(pair[0] + m + d, pair[1])][0]][0]"
    ),
    "isempty": Around("(size(", ") = 0)"),
    "nullif": _two("pair[0]", "coalesce(pair[0] <> pair[1], true)"),
    "stdev": Around("coalesce(stDev(", "), 0.0)"),
    "toboolean": _one(f"{_BOOLEAN} ELSE toBoolean(v) END"),
    "tobooleanlist": _each(f"{_BOOLEAN} END"),
    "tobooleanornull": _one(f"{_BOOLEAN} END"),
    "tofloatlist": _each("toFloat(v)"),
    "tointegerlist": _each("toInteger(v)"),
    "tostringlist": _each(_TEXT),
    "tostringornull": _one(_TEXT),
}
"""Functions that are what stands around their arguments there. Each argument is named once, so that nothing doubles,
and may be an aggregate, which the engine takes in a list and not in a CASE."""

TRIMMED = {
    "btrim": _trimmed("substring(pair[0], kept[0], kept[-1] - kept[0] + 1)"),
    "ltrim": _trimmed("substring(pair[0], kept[0])"),
    "rtrim": _trimmed("left(pair[0], kept[-1] + 1)"),
}
"""As WRAPPED, where characters are given; without them the engine trims by itself."""

LACKING = {
    "id": "the id of a model is m.id; a number that only this load has is elementId(m)",
    "isnan": "leave out beforehand what is divided by 0",
    "normalize": "compare with toLower(), or normalise what is passed by parameter",
}
"""Functions that it has not, or of another meaning, and what to write instead."""

AGGREGATES = frozenset(
    ("avg", "collect", "count", "max", "min", "percentilecont", "percentiledisc", "stdev", "stdevp", "sum")
)
