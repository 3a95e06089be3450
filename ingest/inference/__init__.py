"""Parents that nobody declares but a name gives away: guessed, marked, measured, and kept apart from derivations."""

from ingest.inference.edges import inferred
from ingest.inference.guess import RULES, guesses
from ingest.inference.trial import Trial, trial

__all__ = ["RULES", "Trial", "guesses", "inferred", "trial"]
