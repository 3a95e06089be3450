"""How large what a function returns may be, by its arguments: one rule for each function that is open."""

from collections.abc import Callable, Sequence

import msgspec

from lineage.cypher.complexity.sizes import (
    ASSUMED,
    CHARACTER,
    LIST,
    LONG,
    LONGEST_TEXT,
    NODE,
    NULL,
    PLAIN,
    REFERENCE,
    SHORT,
    TEXT,
    Value,
    either,
    known_text,
    list_of,
    map_of,
    properties_of_element,
    text_of,
    whole,
)

Arguments = Sequence[Value]
Rule = Callable[[Arguments], Value]

WIDENS = 3  # characters that one character is at most in capitals or in small letters (U+0390)
DECOMPOSES = 18  # and in a normal form (U+FDFA)


def _first(arguments: Arguments) -> Value:
    return arguments[0] if arguments else NULL


def _plain(_: Arguments) -> Value:
    return PLAIN


def _short_text(_: Arguments) -> Value:
    return text_of(SHORT)


def _long_text(_: Arguments) -> Value:
    return text_of(LONG)


def _same_list(arguments: Arguments) -> Value:
    of = _first(arguments)
    return msgspec.structs.replace(of, fresh=LIST, text=None, number=None)


def _item(arguments: Arguments) -> Value:
    return _first(arguments).of_items


def _number(arguments: Arguments) -> Value:
    of = _first(arguments)
    return whole(of.number, of.assumed)


def _absolute(arguments: Arguments) -> Value:
    of = _first(arguments)
    return whole((0, max(abs(end) for end in of.number)) if of.number else None, of.assumed)


def _length(arguments: Arguments) -> Value:
    of = _first(arguments)
    most = {"list": of.count, "text": of.characters}.get(of.kind, max(of.count, of.characters))
    return whole((0, most), of.assumed or bool(of.gathered))


def _list_of(item: Value) -> Rule:
    return lambda arguments: list_of(_first(arguments).count, item)


def _widened(change: Callable[[str], str], times: int) -> Rule:
    def rule(arguments: Arguments) -> Value:
        of = _first(arguments)
        if of.text is not None and len(of.text) <= LONGEST_TEXT:
            return known_text(change(of.text))
        return text_of(of.characters * times)

    return rule


def _trimmed(arguments: Arguments) -> Value:
    of = _first(arguments)
    if of.text is not None and len(arguments) == 1:
        return known_text(of.text.strip())
    return _text_within(arguments)


def _text_within(arguments: Arguments) -> Value:
    return text_of(_first(arguments).characters)


def _beginning(arguments: Arguments) -> Value:
    """left(), right(): of so many characters."""
    most = arguments[1].number if len(arguments) > 1 and not arguments[1].assumed else None
    of = _first(arguments).characters
    return text_of(min(of, max(most[1], 0)) if most else of)


def _replaced(arguments: Arguments) -> Value:
    """Each place where what is looked for stands, or, where that is empty, between any two characters."""
    if len(arguments) < 3:
        return NULL
    text, wanted, put = arguments[:3]
    places = _places(text, wanted)
    return text_of(text.characters + places * put.characters)


def _split(arguments: Arguments) -> Value:
    if len(arguments) < 2:
        return NULL
    text, between = arguments[:2]
    items = _places(text, between) + 1
    size = LIST + items * (REFERENCE + TEXT) + CHARACTER * text.characters
    return Value(size, size, "list", items=items, item=text_of(text.characters).held())


def _places(text: Value, wanted: Value) -> int:
    """In how many places of a text another one may stand."""
    length = len(wanted.text) if wanted.text is not None else 0
    return text.characters // length + 1 if length else text.characters + 1


def _properties(arguments: Arguments) -> Value:
    of = _first(arguments)
    return map_of(properties_of_element()) if of.kind == "element" else of


def _path_of(item: Value) -> Rule:
    """What a path consists of, or a list of the graph's own."""

    def rule(arguments: Arguments) -> Value:
        of = _first(arguments)
        return list_of(ASSUMED if of.items is None else of.items, item)

    return rule


def _named(names: str, rule: Rule) -> dict[str, Rule]:
    return dict.fromkeys(names.split(), rule)


RULES: dict[str, Rule] = {
    **_named(
        "acos asin atan atan2 avg cos cot count degrees e exists exp haversin id isempty isnan log"
        " log10 percentilecont percentiledisc pi radians rand sign sin sqrt stdev stdevp sum tan timestamp toboolean"
        " tobooleanornull tofloat tofloatornull",
        _plain,
    ),
    **_named(
        "date date.truncate datetime datetime.fromepoch datetime.fromepochmillis datetime.truncate duration"
        " duration.between duration.indays duration.inmonths duration.inseconds localdatetime localdatetime.truncate"
        " localtime time",
        _plain,
    ),
    **_named("all allshortestpaths any none shortestpath single", _plain),  # where they are written as if called
    **_named("tointeger tointegerornull floor ceil round", _number),
    **_named("max min nullif", _first),
    "coalesce": either,
    **_named("size length char_length character_length", _length),
    **_named("startnode endnode", lambda _: NODE),
    **_named("head last", _item),
    **_named("tail reverse", _same_list),
    **_named("tointegerlist tofloatlist tobooleanlist", _list_of(PLAIN)),
    **_named("tostringlist", _list_of(text_of(SHORT))),
    **_named("nodes relationships", _path_of(NODE)),
    **_named("labels", _path_of(text_of(SHORT))),
    **_named("keys", _list_of(text_of(SHORT))),
    **_named("tolower lower", _widened(str.lower, WIDENS)),
    **_named("toupper upper", _widened(str.upper, WIDENS)),
    "normalize": lambda arguments: text_of(_first(arguments).characters * DECOMPOSES),
    **_named("trim ltrim rtrim btrim", _trimmed),
    "substring": _text_within,
    **_named("left right", _beginning),
    **_named("tostring tostringornull", lambda arguments: text_of(max(_first(arguments).characters, SHORT))),
    **_named("type randomuuid elementid", _short_text),
    "valuetype": _long_text,
    "abs": _absolute,
    "replace": _replaced,
    "split": _split,
    "properties": _properties,
}
"""By the function's name in small letters. range() and collect() are bounded where they stand; a function without a
rule is refused."""
