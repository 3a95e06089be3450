"""Parents that nobody declares but a name gives away: guessed, marked, measured, and kept apart from derivations."""

from ingest.inference.edges import inferred
from ingest.inference.guess import RULES, guesses
from ingest.inference.hold_out import HoldOut, hold_out
from ingest.inference.missing import MISSING_RULES

__all__ = ["MISSING_RULES", "RULES", "HoldOut", "guesses", "hold_out", "inferred"]
