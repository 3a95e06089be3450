"""Ids of models, `owner/name`; a few of the Hub's oldest have no owner."""


def owner(id: str) -> str | None:
    """The account a model belongs to: the part of its id before the slash, None where there is none."""
    return id.partition("/")[0] or None if "/" in id else None


def name(id: str) -> str:
    """The part of an id after the slash; all of one without."""
    return id.partition("/")[2] if "/" in id else id
