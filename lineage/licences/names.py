"""What the names of models say where licences are asked about: who is called as a licence asks."""

from functools import cache

from lineage.text import ids

_NO_SIGNS = str.maketrans("", "", "-_. ")


def begins_as(id: str, beginnings: tuple[str, ...]) -> bool:
    """Whether a model's name begins with one of some texts; case, and which sign parts words, do not count."""
    return _letters(ids.name(id)).startswith(_all_letters(beginnings))


@cache
def _all_letters(texts: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(map(_letters, texts))


def _letters(text: str) -> str:
    return text.lower().translate(_NO_SIGNS)
