"""Ids of models, `owner/name`; a few of the Hub's oldest have no owner."""


def parts(id: str) -> tuple[str | None, str]:
    """An id's owner, None where it has none, and its name: what is before the first slash, and what is after it."""
    owner, slash, name = id.partition("/")
    return (owner or None, name) if slash else (None, owner)


def owner(id: str) -> str | None:
    """The account a model belongs to: the part of its id before the slash, None where there is none."""
    return parts(id)[0]


def name(id: str) -> str:
    """The part of an id after the slash; all of one without."""
    return parts(id)[1]
