"""What a rule makes of one text: other texts to read in its place, a model's id, or a reason why it names none."""

from dataclasses import dataclass

NOT_AN_ID = "not an id"
NOT_ALLOWED = "the Hub allows no such id"
LOCAL_PATH = "local path"
NOT_A_MODEL = "not a model"
NOT_ON_THE_HUB = "not on the Hub"


@dataclass(frozen=True, slots=True)
class Doubt:
    """An id counts only if the snapshot knows it, else it is rejected for this reason.

    With `by_owner`, it is enough that the snapshot knows another model of that owner.
    """

    reason: str
    by_owner: bool = False


@dataclass(frozen=True, slots=True)
class Rewrite:
    """The text stands for these texts, which are read in turn; the ids of those in `doubtful` are in `doubt`."""

    texts: tuple[str, ...]
    doubtful: tuple[str, ...] = ()
    doubt: Doubt = Doubt(NOT_AN_ID)


@dataclass(frozen=True, slots=True)
class Accept:
    """The text names this model."""

    id: str
    doubt: Doubt | None = None


@dataclass(frozen=True, slots=True)
class Reject:
    """The text names no model, for this reason."""

    reason: str


Step = Rewrite | Accept | Reject


def rewrite(before: str, *texts: str) -> Rewrite | None:
    """These texts in place of the one before. Never the same again: every step makes progress."""
    return Rewrite(texts) if texts and all(len(text) < len(before) for text in texts) else None


def doubtful(id: str, reason: str) -> Rewrite:
    """An id, shorter than the text it was read off, that counts only if the snapshot knows it."""
    return Rewrite((), (id,), Doubt(reason))
