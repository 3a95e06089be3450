"""What a model's name, library and tags say about the format and the bits of its weights."""

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from functools import lru_cache

from lineage.text import ids
from lineage.weight_formats.rules import (
    BITS_RULES,
    BITS_TAGS,
    FILE_FORMATS,
    FORMAT_RULES,
    METHODS,
    OTHERWISE,
    PLAIN_TAGS,
    TYPES_OF_NUMBERS,
    BitsRule,
    FormatRule,
    VariantFormat,
)
from lineage.weight_formats.variant import NOT_KNOWN, Variant
from lineage.weight_formats.words import WORD, WORD_WITH_SIGNS

_BEFORE, _AFTER = r"(?<![a-z0-9])(?<!\d\.(?=\d))", r"(?![a-z0-9])"
"""A word of a name stands by itself; the `5` of `qwen1.5-4bit` begins none."""


def variant_of(id: str, tags: Collection[str] | None = None, library: str | None = None) -> Variant:
    """How the weights of a model are stored, by the first of `lineage.weight_formats.rules` that speaks.

    Where its tags are known, and neither they nor the library tell, the name must end in the words: in the middle of
    `Odd-8B-bnb-4bit-sentiment` they are the parent's.
    """
    name, of_library = _folded(ids.name(id)), (library or "").lower()
    told = tags is None or of_library in _LIBRARIES or not _TELLING_TAGS.isdisjoint(tags)
    if tags is not None and not told and not _ends_in_a_word(name):
        return _plain(tags)
    return _read(_telling(name), of_library, _TAGS.intersection(tags or ()))


def variants_of(
    ids: Iterable[str], tags: Iterable[Collection[str] | None], libraries: Iterable[str | None]
) -> Iterator[Variant]:
    """`variant_of` each of many models."""
    return (variant_of(*model) for model in zip(ids, tags, libraries, strict=True))


def _ends_in_a_word(name: str) -> bool:
    """Whether a folded name ends in a word for how weights are stored; of last parts there are few."""
    return _is_such_an_end(name.rpartition("-")[2]) or _WITH_SIGNS_AT_END.search(name) is not None


@lru_cache(maxsize=100_000)
def _is_such_an_end(part: str) -> bool:
    return _AT_END.search(part) is not None


def _folded(name: str) -> str:
    return name.lower().replace("_", "-")


def _telling(name: str) -> str:
    """A folded name from its first telling word on: of many models the same; empty where no word tells."""
    first = _ANY_WORD.search(name)
    return name[first.start() :] if first else ""


def _plain(tags: Collection[str]) -> Variant:
    """What plain weights are, where nothing else tells."""
    for tag, variant in _PLAIN:
        if tag in tags:
            return variant
    return NOT_KNOWN


@lru_cache(maxsize=100_000)
def _read(name: str, library: str, tags: frozenset[str]) -> Variant:
    format, format_rule = next(_formats(name, library, tags), (None, None))
    encoding, bits, bits_rule = _bits(name, tags)
    return Variant(format, bits, encoding, format_rule, bits_rule)


def _formats(name: str, library: str, tags: frozenset[str]) -> Iterator[tuple[VariantFormat, str]]:
    """Each format that something says, with what says it, the most telling first."""
    by_words = list(_formats_of_words(name, tags))
    yield from (*_in_name(FILE_FORMATS, name), *_in_library(FILE_FORMATS, library), *_in_tags(FILE_FORMATS, tags))
    yield from (said for said in by_words if said[0] in TYPES_OF_NUMBERS and said[1].startswith("name"))
    yield from _in_name(METHODS, name)
    yield from (said for said in by_words if said[1].startswith("name"))
    yield from _in_tags(METHODS, tags)
    yield from by_words
    yield from (*_in_name(OTHERWISE, name), *_in_tags(OTHERWISE, tags))


def _formats_of_words(name: str, tags: frozenset[str]) -> Iterator[tuple[VariantFormat, str]]:
    """Those that words for bits say; tags of several widths say none."""
    spoken = list(_words_for_bits(name, tags))
    in_tags = {_width(rule, word) for rule, where, words in spoken if where == "tag" for word in words}
    for rule, where, words in spoken:
        if rule.format is not None and (where == "name" or len(in_tags) == 1):
            yield rule.format, f"{where}: {words[0]}"


def _in_name(rules: Sequence[FormatRule], name: str) -> Iterator[tuple[VariantFormat, str]]:
    found = ((rule, _PATTERNS[rule].search(name)) for rule in rules if rule.words)
    return ((rule.format, f"name: {word[0]}") for rule, word in found if word)


def _in_library(rules: Sequence[FormatRule], library: str) -> Iterator[tuple[VariantFormat, str]]:
    return ((rule.format, f"library: {library}") for rule in rules if library in rule.libraries)


def _in_tags(rules: Sequence[FormatRule], tags: frozenset[str]) -> Iterator[tuple[VariantFormat, str]]:
    believed = (rule for rule in rules if not (rule.stands_beside and tags & PLAIN_TAGS))
    return ((rule.format, f"tag: {tag}") for rule in believed for tag in rule.tags if tag in tags)


def _bits(name: str, tags: frozenset[str]) -> tuple[str | None, int | None, str | None]:
    """The encoding that the name says, else the tags, with its bits and who says so; of words for several widths none
    is believed. In a name one rule's words go before those of the next: `FP8-Q4_K_M` was packed as that."""
    spoken = list(_words_for_bits(name, tags))
    if not spoken:
        return None, None, None
    _, where, words = spoken[0]
    decisive = spoken[:1] if where == "name" else spoken
    widths = {_width(rule, word) for rule, _, words in decisive for word in words}
    by = f"{where}: {', '.join(dict.fromkeys(word for _, _, words in decisive for word in words))}"
    return (_encoding(words[0]), widths.pop(), by) if len(widths) == 1 else (None, None, by)


def _words_for_bits(name: str, tags: frozenset[str]) -> Iterator[tuple[BitsRule, str, list[str]]]:
    """The rules whose words stand in the name, then those whose words are tags, with these words."""
    for rule in BITS_RULES:
        if words := _PATTERNS[rule].findall(name):
            yield rule, "name", words
    for rule in BITS_RULES:
        if words := sorted(tag for tag in tags if _PATTERNS[rule].fullmatch(_folded(tag))):
            yield rule, "tag", words


def _width(rule: BitsRule, word: str) -> int:
    return rule.bits or int(_NUMBER.search(word)[0])  # type: ignore[index] # no such word is without a digit


def _encoding(word: str) -> str:
    """A word as it is written: `q4-k-m` and `q4km` as `Q4_K_M`, `4bits` as `4-bit`, `4-25bpw` as `4.25 bpw`."""
    if width := _IN_WORDS.fullmatch(word):
        number, unit = width[1].replace("-", "."), width[2]
        return f"{number} bpw" if unit == "bpw" else f"{number}-bit"
    if quant := _QUANT.fullmatch(_folded(word)):
        return "_".join(part for part in quant.groups() if part).upper()
    return word.removesuffix("wo").upper()


_NUMBER = re.compile(r"\d+")
_IN_WORDS = re.compile(r"(\d+(?:[-.]\d+)?)-?(bit|bpw)s?")
_QUANT = re.compile(r"((?:i|t)?q\d)-?(?:([01k]|xxs|xs|nl|s|m)(?:-?(xl|[sml]))?)?")

_PATTERNS: dict[FormatRule | BitsRule, re.Pattern[str]] = {
    rule: re.compile(f"{_BEFORE}(?:{rule.words}){_AFTER}") for rule in (*FORMAT_RULES, *BITS_RULES)
}
_WORDS = "|".join(rule.words for rule in _PATTERNS if rule.words)
_ANY_WORD = re.compile(f"{_BEFORE}(?:{_WORDS}){_AFTER}")
_AT_END = re.compile(f"{_BEFORE}{WORD}$")
_WITH_SIGNS_AT_END = re.compile(f"{_BEFORE}(?:{WORD_WITH_SIGNS})$")
_LIBRARIES = frozenset(library for rule in FORMAT_RULES for library in rule.libraries)
_TAGS = frozenset((*BITS_TAGS, *PLAIN_TAGS, *(tag for rule in FORMAT_RULES for tag in rule.tags)))
_TELLING_TAGS = _TAGS - PLAIN_TAGS
_PLAIN = [(tag, _read("", "", frozenset((tag,)))) for rule in OTHERWISE for tag in rule.tags if tag in PLAIN_TAGS]
