"""Which part of a list is asked for."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ListWindow:
    """The part of each list that is asked for: from `offset` on, `limit` at most, in an order of models.

    Without `mass_uploads` no list holds models marked as such.
    """

    sort: str = "descendants"
    offset: int = 0
    limit: int = 50
    mass_uploads: bool = True


FIRST_PAGE = ListWindow()
