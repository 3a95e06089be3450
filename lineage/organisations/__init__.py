"""Which owners make one organisation: a table of the project, and a user's own file over it."""

from lineage.organisations.reading import FILE, known_organisations, organisations_of
from lineage.organisations.table import NO_OWNER, Organisation, Organisations

__all__ = [
    "FILE",
    "NO_OWNER",
    "Organisation",
    "Organisations",
    "known_organisations",
    "organisations_of",
]
