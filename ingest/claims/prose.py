"""The rules for what people write in a parent's place: nothing, a template's blank, a list, a sentence."""

import re

from ingest.claims.addresses import URL
from ingest.claims.steps import NOT_AN_ID, Accept, Doubt, Reject, Rewrite, Step, rewrite
from ingest.claims.vocabulary import PLACEHOLDERS, PLAIN_WORDS
from lineage.text.hub_ids import ID, NAME, allowed
from lineage.text.markup import MARKS
from lineage.values import PLACEHOLDER

_TEMPLATE = re.compile(
    r"todo\b.*|your[-_ ].*|<[^<>/]*>|\{\{[^/]*\}\}|\$\{.*\}|\[(?:more|add|insert|your|base|model)\b[^\]/]*\]"
    r"|(?:none\b\W*)?(?:(?:pre-?)?trained[ _-])?from[ _-]scratch\W*|no base(?: model)?"
    r"|(?:add|insert|replace)[-_ ].*(?:model|base|here).*|\.\.\.",
    re.IGNORECASE | re.DOTALL,
)
_EMPTY = re.compile(r"[\s\[\]{}()\"'`,]*")
_SEPARATOR = re.compile(
    r"[,;|\n\r\t\uff0c\u3001\uff1b]+|(?<!\s)\s+(?:\+|&|and|or|with|x)\s+|(?<=[\w.-])\+(?=[A-Za-z0-9][\w.-]*/)", re.ASCII
)
_SIZES = re.compile(r"(?:.*[-_])?\d+(?:\.\d+)?[BbMm]/\d+(?:\.\d+)?[BbMm]")
_AROUND = f"{MARKS}.?"


def placeholder(text: str) -> Step | None:
    """Somebody may be called `user` all the same; nobody is `n/a`."""
    if text.lower() in PLACEHOLDERS or _EMPTY.fullmatch(text) or _TEMPLATE.fullmatch(text):
        may_be = "/" in text and allowed(text) and text.lower() != "n/a"
        return Accept(text, Doubt(PLACEHOLDER)) if may_be else Reject(PLACEHOLDER)
    return None


def several_ids(text: str) -> Step | None:
    """Several parents in one text. It counts as such when at least one part is an id, or all are bare names."""
    parts = [part for part in map(str.strip, _SEPARATOR.split(text)) if part.strip(f"{MARKS} ")]
    if len(parts) < 2:
        return rewrite(text, parts[0]) if parts and parts[0] != text else _spaced(text)
    meant = any("/" in part for part in parts) or all(NAME.fullmatch(part) for part in parts)
    return rewrite(text, *parts) if meant else None


def _spaced(text: str) -> Step | None:
    """`a/b c/d`: ids and nothing else."""
    parts = text.split()
    return rewrite(text, *parts) if len(parts) > 1 and all(map(ID.fullmatch, parts)) else None


def words(text: str) -> Step | None:
    """The addresses in it, else what has the form of an id and the snapshot knows: `w/o` has that form, too."""
    if len(text.split()) < 2:
        return None
    addresses = [part for part in _parts(text) if URL.fullmatch(part)]
    if addresses:
        return rewrite(text, *addresses)
    ids = ids_in(text)
    return Rewrite((), ids, Doubt(NOT_AN_ID, by_owner=True)) if ids else Reject(NOT_AN_ID)


def ids_in(text: str) -> tuple[str, ...]:
    """What among the words of a text has the form of an id."""
    return tuple(part for part in _parts(text) if ID.fullmatch(part))


def slashed_words(text: str) -> Step | None:
    """`and/or`, `English/Chinese`: two words and a slash. `Qwen3-8B/14B`: sizes."""
    if not ID.fullmatch(text):
        return None
    plain = PLAIN_WORDS.issuperset(text.lower().split("/")) or _SIZES.fullmatch(text)
    return Accept(text, Doubt(NOT_AN_ID)) if plain else None


def _parts(text: str) -> list[str]:
    return [part.strip(_AROUND).removesuffix("'s") for part in text.split()]
