"""Published claims about families of models: each as data, with every definition that makes it computable, checked.

A claim here is a figure that somebody printed; what a card or a tag says of a model's parents is `ingest.claims`.
"""

from lineage.published_claims.check import CheckedClaim, CheckedDefinition, Verdict, check
from lineage.published_claims.definitions import DEFINITIONS
from lineage.published_claims.questions import questions_of
from lineage.published_claims.reading import FILE, claims_of, known_claims, read_claims
from lineage.published_claims.values import ClaimReading, CounterFigure, PublishedClaim

__all__ = [
    "DEFINITIONS",
    "FILE",
    "CheckedClaim",
    "CheckedDefinition",
    "ClaimReading",
    "CounterFigure",
    "PublishedClaim",
    "Verdict",
    "check",
    "claims_of",
    "known_claims",
    "questions_of",
    "read_claims",
]
