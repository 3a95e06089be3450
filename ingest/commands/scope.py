"""The part of the Hub that the options of `run` and `update` name."""

from lineage.errors import BadInput
from lineage.values import WHOLE_HUB, Scope


def named_scope(root_author: str | None, family: str | None, whole: bool) -> Scope | None:
    """The part that is named; None where none is. Raises BadInput where several are."""
    named = [
        *([Scope.owner(root_author)] if root_author else []),
        *([Scope.family(family)] if family else []),
        *([WHOLE_HUB] if whole else []),
    ]
    if len(named) > 1:
        raise BadInput("--root-author, --family and --whole name different parts of the Hub", "give one of them")
    return named[0] if named else None
