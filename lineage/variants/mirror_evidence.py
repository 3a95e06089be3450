"""Whether one model is a mirror of another: what speaks for it and what against it, and no verdict.

The Hub has no word for a mirror, so nobody can declare one: a copy under another owner declares itself a finetune of
the original, or nothing at all.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from lineage.impact.survivors import SAME_SIZE
from lineage.values import Derivation, Inference, Model, Relation, shown_license
from lineage.weight_formats.names import is_copy
from lineage.weight_formats.variant import NOT_KNOWN, Variant

FEW_DOWNLOADS = 0.1
"""A copy is seldom used as much as its original; one that has at most this share of its downloads is used so little.
Where nobody downloads either, there is nothing to have a share of."""
COPYING = (Relation.FINETUNE, Relation.UNKNOWN)
"""Relations that copies state of their original: the Hub has none for a copy."""
MIRROR = "mirror"
"""The rule of inference for the very name of an older root."""


class Speaks(StrEnum):
    """What a sign says: for a mirror, against it, neither, or that it cannot be seen."""

    FOR = "for"
    AGAINST = "against"
    NEITHER = "neither"
    NOT_KNOWN = "not known"


@dataclass(frozen=True, slots=True)
class MirrorSign:
    """One thing that was looked at, what it says, and in a sentence why. `inferred` is what no one declared."""

    about: str
    speaks: Speaks
    words: str
    inferred: bool = False


@dataclass(frozen=True, slots=True)
class MirrorSide:
    """One of the two models: its fields, the derivations that it declares, and how its weights are stored."""

    model: Model
    parents: Sequence[Derivation] = ()
    variant: Variant = NOT_KNOWN


def mirror_evidence(one: MirrorSide, other: MirrorSide, inferred: Sequence[Inference] = ()) -> tuple[MirrorSign, ...]:
    """Every sign, whichever of the two would be the mirror; `inferred` are parents that names alone give away."""
    return (
        _name(one.model, other.model),
        _owner(one.model, other.model),
        _size(one.model, other.model),
        _created(one.model, other.model),
        _downloads(one.model, other.model),
        _same("licence", _license(one.model), _license(other.model)),
        _same("task", one.model.pipeline_tag, other.model.pipeline_tag),
        _same("format", one.variant.format, other.variant.format),
        _declared(one, other),
        *_inferred(one.model, other.model, inferred),
    )


def _name(one: Model, other: Model) -> MirrorSign:
    if is_copy(one.id, other.id) and is_copy(other.id, one.id):
        return MirrorSign("name", Speaks.FOR, "They are called the same, but for their owners.")
    if is_copy(one.id, other.id) or is_copy(other.id, one.id):
        return MirrorSign("name", Speaks.AGAINST, "One name adds words for a format: rather a conversion.")
    return MirrorSign("name", Speaks.AGAINST, "They are called differently.")


def _owner(one: Model, other: Model) -> MirrorSign:
    if one.author is not None and one.author == other.author:
        return MirrorSign("owner", Speaks.AGAINST, f"Both are of {one.author}: a mirror is under another owner.")
    return MirrorSign("owner", Speaks.NEITHER, "They are of different owners, as any mirror is.")


def _size(one: Model, other: Model) -> MirrorSign:
    if one.parameters is None or other.parameters is None:
        return _not_known("size")
    larger, smaller = sorted((one.parameters, other.parameters), reverse=True)
    if larger - smaller <= SAME_SIZE * larger:
        return MirrorSign("size", Speaks.FOR, f"They are of the same size: {one.parameters:,} parameters.")
    return MirrorSign("size", Speaks.AGAINST, f"Their sizes differ: {larger:,} and {smaller:,} parameters.")


def _created(one: Model, other: Model) -> MirrorSign:
    if one.created_at is None or other.created_at is None:
        return _not_known("date")
    (since, older), (until, younger) = sorted(((one.created_at, one.id), (other.created_at, other.id)))
    days = _days((until - since).days)
    words = f"{younger} is {days} younger: of the two it would be the mirror of {older}."
    return MirrorSign("date", Speaks.NEITHER, words)


def _downloads(one: Model, other: Model) -> MirrorSign:
    if one.downloads is None or other.downloads is None:
        return _not_known("downloads")
    less, more = sorted((one.downloads, other.downloads))
    words = f"In 30 days they were downloaded {more:,} and {less:,} times"
    if more and less <= FEW_DOWNLOADS * more:
        return MirrorSign("downloads", Speaks.FOR, f"{words}: a copy is seldom used as much as its original.")
    return MirrorSign("downloads", Speaks.NEITHER, f"{words}.")


def _same(about: str, one: str | None, other: str | None) -> MirrorSign:
    if one is None or other is None:
        return _not_known(about)
    if one == other:
        return MirrorSign(about, Speaks.FOR, f"Both have the same {about}: {one}.")
    return MirrorSign(about, Speaks.AGAINST, f"Each has another {about}: {one} and {other}.")


def _declared(one: MirrorSide, other: MirrorSide) -> MirrorSign:
    """What either declares to be made from."""
    for child, parent in ((one, other), (other, one)):
        for edge in child.parents:
            if edge.parent == parent.model.id:
                speaks = Speaks.FOR if edge.relation in COPYING else Speaks.AGAINST
                relation = "derivative" if edge.relation is Relation.UNKNOWN else edge.relation
                words = f"{child.model.id} declares itself of {parent.model.id}, by the relation: {relation}."
                return MirrorSign("declared parent", speaks, words)
    own, others = ({edge.parent for edge in side.parents} for side in (one, other))
    if not own or not others:
        return MirrorSign("declared parent", Speaks.NEITHER, "Neither declares the other as its parent.")
    if own == others:
        return MirrorSign("declared parent", Speaks.FOR, f"Both declare the same parents: {', '.join(sorted(own))}.")
    return MirrorSign("declared parent", Speaks.AGAINST, "They declare different parents.")


def _inferred(one: Model, other: Model, guesses: Sequence[Inference]) -> Iterator[MirrorSign]:
    """What names alone say of the two."""
    for guess in guesses:
        if {guess.child, guess.parent} == {one.id, other.id}:
            right = "" if guess.precision is None else f", right in {guess.precision} % of the cases tried here"
            words = f"By its name {guess.child} comes from {guess.parent}: the rule {guess.rule}{right}."
            yield MirrorSign("name alone", Speaks.FOR if guess.rule == MIRROR else Speaks.NEITHER, words, inferred=True)


def _license(model: Model) -> str | None:
    return shown_license(model.license, model.license_name)


def _days(days: int) -> str:
    return "less than a day" if days == 0 else "1 day" if days == 1 else f"{days:,} days"


def _not_known(about: str) -> MirrorSign:
    return MirrorSign(about, Speaks.NOT_KNOWN, f"Not known of one of them, or of both: {about}.")
