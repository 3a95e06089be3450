"""What licences ask for: a table with sources, the licence that a card states, and terms along a lineage."""

from lineage.licences.reading import known_licences
from lineage.licences.stated import licence_of
from lineage.licences.table import Licence, Licences
from lineage.licences.terms import AXES, NOT_STATED, LicenseClass, TermAxis, Terms

__all__ = [
    "AXES",
    "NOT_STATED",
    "Licence",
    "Licences",
    "LicenseClass",
    "TermAxis",
    "Terms",
    "known_licences",
    "licence_of",
]
