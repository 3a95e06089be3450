"""What the names of models say where licences are asked about: who is a copy of whom, and who is called as is asked."""

import re
from collections.abc import Sequence
from functools import lru_cache

from lineage.variants.words import MOST_WORDS, WORD

_SIGNS = re.compile(r"[-_. ]+")
_AS_STORED = re.compile(rf"(?:-{WORD}){{0,{MOST_WORDS}}}")


def is_copy(id: str, parent: str) -> bool:
    """Whether a model is called as its parent is, but for its owner and words that say how weights are stored."""
    name, of_parent = (_folded(one.rpartition("/")[2]) for one in (id, parent))
    return bool(of_parent) and name.startswith(of_parent) and bool(_AS_STORED.fullmatch(name, len(of_parent)))


def begins_as(id: str, beginnings: Sequence[str]) -> bool:
    """Whether a model's name begins with one of some texts; case, and which sign parts words, do not count."""
    name = _folded(id.rpartition("/")[2]).replace("-", "")
    return any(name.startswith(_folded(beginning).replace("-", "")) for beginning in beginnings)


@lru_cache(10_000)
def _folded(name: str) -> str:
    """One spelling of a name; those of parents are asked for again and again."""
    return _SIGNS.sub("-", name.lower()).strip("-")
