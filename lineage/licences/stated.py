"""The licence that a card states: by the Hub's id, by the name behind `other`, or several at once."""

import re
from collections.abc import Iterable
from dataclasses import replace
from functools import lru_cache

from lineage.licences.reading import known_licences
from lineage.licences.table import NOTHING, Licence
from lineage.licences.terms import AXES, CLASSES, TermAxis

OTHER = ("other", "unknown")
"""Ids that say that there is a licence, and not which: the name behind them does, where there is one."""

NO_TEXTS = ("none", "null", "n/a", "[]")
"""Texts that stand for none."""

LONGEST = 200
"""Characters of a licence's name; longer texts name none."""

_BETWEEN = re.compile(r"\s+(and|or)\s+|\s*([,;|/&])\s*", re.IGNORECASE)
_IN_A_NAME = re.compile(r"-(and|or)-", re.IGNORECASE)


def licence_of(license: object, license_name: object = None) -> Licence:
    """The licence of a card: that of the id, or of the name where the id says nothing (`other`).

    Several ids hold all, strictest first axis by axis, and so do an id and a name that are different known licences;
    of alternatives (`a or b`) the one that asks for least. A licence that is in no row has its name, and no terms.
    `other` without a name is a licence of that name, of which nothing is known. Any value is taken; what is neither a
    text nor a list of texts states nothing.
    """
    return _licence_of(tuple(_texts(license)), tuple(_texts(license_name)))


@lru_cache(maxsize=4096)
def _licence_of(ids: tuple[str, ...], names: tuple[str, ...]) -> Licence:
    by_id, by_name = _all_of(ids), _all_of(names)
    if by_id is None or by_id.name in OTHER:
        return by_name or by_id or NOTHING
    if by_name is not None and by_id.is_known and by_name.is_known and by_name.name != by_id.name:
        return _joint((by_id, by_name))
    return by_id


def _texts(value: object) -> Iterable[str]:
    """The texts of a card's value that name something."""
    values = value if isinstance(value, list | tuple | set) else (value,)
    texts = (" ".join(text.split()) for text in values if isinstance(text, str))
    return (text for text in texts if text and text.casefold() not in NO_TEXTS)


def _all_of(texts: tuple[str, ...]) -> Licence | None:
    """All licences that the texts state together; None where they state none."""
    licences = tuple(dict.fromkeys(_of_text(text) for text in texts))
    if len(licences) < 2:
        return licences[0] if licences else None
    return _joint(licences)


def _of_text(text: str) -> Licence:
    known = known_licences().find(text)
    if known is not None:
        return known
    return _several(text, _BETWEEN) or _several(text, _IN_A_NAME, known=True) or _unknown(text)


def _several(text: str, between: re.Pattern[str], *, known: bool = False) -> Licence | None:
    """The licences of a text that names several; None for any other, with `known` also where one is in no row."""
    if len(text) > LONGEST or not between.search(text):
        return None
    pieces = between.split(text)
    step = between.groups + 1
    words = {word.lower() for number, word in enumerate(pieces) if number % step and word}
    parts = [piece for piece in pieces[::step] if piece.strip(" ()[]\"'")]
    licences = tuple(dict.fromkeys(known_licences().find(part) or _unknown(part) for part in parts))
    if not any(licence.is_known for licence in licences) or (known and not all(one.is_known for one in licences)):
        return None
    if len(licences) < 2:
        return licences[0]
    return _choice(licences) if words == {"or"} else _joint(licences)


def _joint(licences: tuple[Licence, ...]) -> Licence:
    """Licences that hold together."""
    first, *rest = licences
    terms = first.terms.joined(*(licence.terms for licence in rest))
    details = {axis.name: "; ".join(_details(licences, axis)) for axis in AXES if _details(licences, axis)}
    begins = next((licence.name_begins for licence in licences if licence.name_begins), ())
    source = "; ".join(licence.source for licence in licences) if all(one.is_known for one in licences) else ""
    named, spdx = _named(licences, "and"), _spdx(licences, "AND")
    return Licence(named, terms, spdx, source, details, begins, parts=licences)


def _choice(licences: tuple[Licence, ...]) -> Licence:
    """Licences of which one may be chosen: as the one that asks for least, which is its part."""
    least = min(licences, key=lambda one: (CLASSES.index(one.license_class), one.terms.levels))
    return replace(least, name=_named(licences, "or"), spdx=_spdx(licences, "OR"), parts=(least,))


def _details(licences: Iterable[Licence], axis: TermAxis) -> list[str]:
    """What each of them asks for on an axis, in words, once."""
    return list(dict.fromkeys(one.details[axis.name] for one in licences if axis.name in one.details))


def _named(licences: Iterable[Licence], word: str) -> str:
    return f" {word} ".join(str(licence.name) for licence in licences)


def _spdx(licences: tuple[Licence, ...], word: str) -> str | None:
    ids = [licence.spdx for licence in licences]
    return f" {word} ".join(map(str, ids)) if all(ids) else None


def _unknown(text: str) -> Licence:
    """A licence that is in no row."""
    return Licence(text.lower() if text.lower() in OTHER else text[:LONGEST])
