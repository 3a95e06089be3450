"""What a model's name says beside another's: whether it is that name, but for words that say how weights are stored."""

import re
from functools import lru_cache

from lineage.text import ids
from lineage.weight_formats.rules import OWN_RUNTIME
from lineage.weight_formats.words import MOST_ENDINGS, WORD

_SIGNS = re.compile(r"[-_. ]+")
_AS_STORED = re.compile(rf"(?:-{WORD}){{0,{MOST_ENDINGS}}}")
_OWN_RUNTIME = re.compile(rf"(?<![a-z0-9])(?:{OWN_RUNTIME})(?![a-z0-9])")
_STORED_AT_END = re.compile(rf"(?<!-)(?:-+{WORD}){{1,{MOST_ENDINGS}}}\Z")  # of a row of signs only the first begins it
_AS_ONE_SIGN = str.maketrans("_. ", "---")

BEARS_ITS_NAME = (
    "Called as the model is, capitals and signs between words aside, with nothing behind that but words for how "
    "weights are stored: `Q4_K_M`, `i1`, `GGUF`. The owner of the model may stand before its name, and words for how "
    "its own weights are stored (`-BF16`) may be left out."
)
"""The rule of `bears_name`."""


def is_copy(id: str, parent: str) -> bool:
    """Whether a model is called as its parent is, but for its owner and words that say how weights are stored."""
    return _is_named(folded_name(ids.name(id)), folded_name(ids.name(parent)))


def bears_name(id: str, base: str) -> bool:
    """Whether a quantisation is called as the model that it is of: BEARS_ITS_NAME.

    `Qwen3.8-9B-heretic-uncensored-Q4_K_M-GGUF`, `distil-qwen3-0.6b-narrator` and `qwen3-4b-rknn3-rk1828` declare bases
    whose names they do not bear: they are of another model, of one that was trained on, or for a runtime of their own.
    """
    called, (name, of_owner) = folded_name(ids.name(id)), _borne(base)
    return _is_named(called, name) or _is_named(called, of_owner)


@lru_cache(64)
def _borne(base: str) -> tuple[str, str]:
    """The names that a quantisation of a model may begin with: one base is asked for again and again."""
    name = _STORED_AT_END.sub("", folded_name(ids.name(base)))
    return name, f"{folded_name(ids.owner(base) or '')}-{name}"


def how_stored_apart(name: str) -> tuple[str, str]:
    """A name in small letters, and apart from it the words at its end that say how weights are stored, with the signs
    before them: `qwen3.6-27b` and `-q4_k_m`. The second is empty where there are none, or nothing before them."""
    end = _STORED_AT_END.search(name.translate(_AS_ONE_SIGN))
    return (name[: end.start()], name[end.start() :]) if end is not None and end.start() else (name, "")


def needs_own_runtime(id: str) -> bool:
    """Whether a word of the name is for weights that only a program of their own reads."""
    return _OWN_RUNTIME.search(folded_name(ids.name(id))) is not None


def _is_named(name: str, as_: str) -> bool:
    return bool(as_) and name.startswith(as_) and bool(_AS_STORED.fullmatch(name, len(as_)))


@lru_cache(10_000)
def folded_name(name: str) -> str:
    """One spelling of a name; those of parents are asked for again and again."""
    return _SIGNS.sub("-", name.lower()).strip("-")
