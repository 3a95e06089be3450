"""What can be mended in one card: by its derivations, the claims that name no model, and its licence."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from lineage.fixes.patch import CHECK, CHOOSE, CardPatch, PatchedKey, PatchLine, distinct, note, quoted, scalar
from lineage.fixes.rules import LOOSENED, MISNAMED, UNNAMED
from lineage.frozen import Edge
from lineage.text.hub_ids import PLAIN_ID
from lineage.values import BASE_TAG, PLACEHOLDER, Evidence, Irregularity, Relation, Status

ADDRESS = re.compile(r"https?://\S+", re.IGNORECASE)
NO_EVIDENCE_OF_CARD = {Evidence.TAG, Evidence.CONFIG}


@dataclass(frozen=True, slots=True)
class FixFinding:
    """A rule that a card meets, and what it was found by, in words."""

    rule: str
    evidence: str


@dataclass(frozen=True, slots=True)
class NamedParent:
    """A derivation of the model, with what is known of its parent; `guess` is whom that one's name suggests."""

    edge: Edge
    id: str
    status: Status
    guess: str | None = None

    @property
    def is_on_card(self) -> bool:
        return Evidence.CARD in self.edge.evidence


@dataclass(frozen=True, slots=True)
class StatedLicence:
    """A licence as a model above states it."""

    by: str
    license: str
    license_name: str | None
    license_link: str | None

    @property
    def shown(self) -> str:
        return self.license_name or self.license

    @property
    def as_written(self) -> str:
        """As a card states it."""
        written = {"license": self.license, "license_name": self.license_name, "license_link": self.address}
        return ", ".join(f"{key}: {scalar(value)}" for key, value in written.items() if value)

    @property
    def address(self) -> str | None:
        """Where its text is on the web; a file of that model's repository is none of another's."""
        link = self.license_link or ""
        return link if ADDRESS.fullmatch(link) else None


@dataclass(frozen=True, slots=True)
class MissingLicence:
    """A licence that the card leaves out: the rule that says so, what models above state, and whether that is all."""

    rule: str
    above: tuple[StatedLicence, ...]
    sure: bool


@dataclass(frozen=True, slots=True)
class LicenceAsking:
    """A licence above, and what it asks for, in words; `own` is one that the same owner states, who may grant more."""

    stated: StatedLicence
    asks: tuple[str, ...]
    own: bool = False

    def __str__(self) -> str:
        by = f"{self.stated.by} of the same owner" if self.own else self.stated.by
        return f"{by} states {quoted(self.stated.shown)} ({'; '.join(self.asks)})"


@dataclass(frozen=True, slots=True)
class LicenceToCheck:
    """What nobody but the owner can tell of a licence: `stated` are those of the card, as it has them, if any.

    `loosened` are licences above that ask for more, `misnamed` those that ask for a name that the model does not have.
    `several`: no one licence keeps the terms of all above. `unnamed`: the card has `other`, and says not which.
    """

    stated: tuple[str, ...] = ()
    loosened: tuple[LicenceAsking, ...] = ()
    misnamed: tuple[LicenceAsking, ...] = ()
    several: bool = False
    unnamed: bool = False

    @property
    def note(self) -> str:
        """What is said behind the card's licence; empty where nothing is to be looked up there."""
        asked = tuple(_together((*self.loosened, *self.misnamed)))
        if not asked:
            return ""
        written = dict.fromkeys(one.stated.as_written for one in self.loosened)
        if self.several:
            state = "no one licence keeps the terms of all above it"
        else:
            state = f"a card that has the licence above it states {' or '.join(written)}" if written else ""
        return note(CHECK, *map(str, asked), state)


NOTHING_TO_CHECK = LicenceToCheck()


def _together(asking: Sequence[LicenceAsking]) -> Iterator[LicenceAsking]:
    """Each licence above once, with all that it asks for."""
    for stated, own in dict.fromkeys((one.stated, one.own) for one in asking):
        asks = (ask for one in asking if one.stated == stated for ask in one.asks)
        yield LicenceAsking(stated, tuple(dict.fromkeys(asks)), own)


@dataclass(frozen=True, slots=True)
class CardFacts:
    """All that is known of a model's card. `rejected` are its claims that name no model, as `reason: text`; `guess` is
    a parent that its name suggests; `hint` the relation that the Hub's own rule would make of it. `whole`: the snapshot
    is a whole pass over the Hub. `cards`: its source has what cards say.
    """

    id: str
    parents: Sequence[NamedParent]
    rejected: Sequence[str]
    licence: MissingLicence | None
    guess: str | None
    hint: Relation | None
    whole: bool
    cards: bool
    to_check: LicenceToCheck = NOTHING_TO_CHECK
    alike: str | None = None
    """Of a card that names no parent: why its `guess` may be one."""

    @property
    def names_none(self) -> bool:
        """Whether it names no parent, and its name suggests one."""
        return self.alike is not None and not self.parents and not self.rejected


def findings_of(card: CardFacts) -> list[FixFinding]:
    """Every rule that a card meets, parents first."""
    found = [finding for parent in card.parents if (finding := _of_parent(card, parent))]
    return [*found, *_of_rejected(card), *_of_none(card), *_of_relation(card), *_of_licence(card)]


def patch_of(card: CardFacts) -> CardPatch:
    """The keys of the front matter that mend what was found; of those that need not change none."""
    return CardPatch(tuple(key for key in (*_parents_key(card), *_relation_key(card), *_licence_keys(card)) if key))


def _of_parent(card: CardFacts, parent: NamedParent) -> FixFinding | None:
    rule, who = _rule_of_parent(card, parent), ", ".join(parent.edge.evidence)
    if rule is None:
        return None
    written = f"{who}: {quoted(parent.edge.raw)}"
    return FixFinding(rule, written if parent.edge.raw == parent.id else f"{written}, which is {parent.id}")


def _rule_of_parent(card: CardFacts, parent: NamedParent) -> str | None:
    """The rule that a derivation meets; None for one that is as it should be."""
    edge, raw = parent.edge, parent.edge.raw
    if edge.irregularity is not None:
        return "itself" if edge.irregularity is Irregularity.SELF_REFERENCE else "cycle"
    if card.cards and NO_EVIDENCE_OF_CARD.issuperset(edge.evidence):
        return "card_silent"
    if parent.status is Status.REMOVED or (parent.status is Status.MISSING and card.whole):
        return "removed" if parent.status is Status.REMOVED else "not_listed"
    if raw == parent.id or not parent.is_on_card:
        return None
    if raw.casefold() == parent.id.casefold():
        return "spelling"
    return "renamed" if PLAIN_ID.fullmatch(raw) and not raw.startswith(parent.id) else "wording"


def _of_rejected(card: CardFacts) -> Iterator[FixFinding]:
    for claim in card.rejected:
        reason, _, text = claim.partition(": ")
        yield FixFinding("placeholder" if reason == PLACEHOLDER else "no_model", f"{reason}: {quoted(text)}")


def _of_none(card: CardFacts) -> Iterator[FixFinding]:
    if card.names_none:
        yield FixFinding("no_parent", str(card.alike))


def _of_relation(card: CardFacts) -> Iterator[FixFinding]:
    unknown = [parent.id for parent in card.parents if _has_no_relation(parent)]
    if unknown:
        yield FixFinding("relation", f"nobody says how it was made from {', '.join(unknown)}")


def _has_no_relation(parent: NamedParent) -> bool:
    return parent.edge.relation is Relation.UNKNOWN and parent.edge.irregularity is not Irregularity.SELF_REFERENCE


def _of_licence(card: CardFacts) -> Iterator[FixFinding]:
    if card.licence is not None:
        stated = (f"{one.by} states {quoted(one.shown)}" for one in card.licence.above)
        yield FixFinding(card.licence.rule, "; ".join(stated))
    known = card.to_check
    own = f"it states {quoted(', '.join(known.stated))}" if known.stated else "it states none"
    if known.loosened:
        yield FixFinding(LOOSENED, "; ".join((own, *map(str, known.loosened))))
    if known.misnamed:
        yield FixFinding(MISNAMED, "; ".join(map(str, known.misnamed)))
    if known.unnamed:
        yield FixFinding(UNNAMED, own)


def _parents_key(card: CardFacts) -> Iterator[PatchedKey]:
    if card.names_none:
        said = note(CHECK, "the card names no parent", str(card.alike))
        yield PatchedKey("base_model", (PatchLine(card.guess, said),))
    rules = {parent.id: _rule_of_parent(card, parent) for parent in card.parents}
    if not card.rejected and not any(rules.values()):
        return
    lines = [_line_of_parent(parent, rules[parent.id]) for parent in card.parents]
    lines += [_line_of_rejected(claim, card.guess) for claim in card.rejected]
    spelt = {parent.edge.raw: parent.id for parent in card.parents if rules[parent.id]}
    texts = [parent.edge.raw for parent in card.parents]
    one_each = len(set(texts)) == len(texts)
    yield PatchedKey("base_model", tuple(distinct(lines)), tuple(spelt.items()) if one_each else ())


def _line_of_parent(parent: NamedParent, rule: str | None) -> PatchLine:
    guess = f"its name suggests {parent.guess}" if parent.guess else ""
    match rule:
        case "itself":
            return PatchLine(None, note(CHOOSE, "the model it was made from", "the card names the model itself"))
        case "cycle":
            return PatchLine(parent.id, note(CHECK, "that model descends from this one"))
        case "not_listed":
            return PatchLine(parent.id, note(CHECK, "the Hub does not list it", guess))
        case "removed":
            return PatchLine(parent.id, note(CHECK, "it was removed from the Hub", guess))
        case _:
            return PatchLine(parent.id)


def _line_of_rejected(claim: str, guess: str | None) -> PatchLine:
    reason, _, text = claim.partition(": ")
    where = "take this tag out" if text.startswith(BASE_TAG) else "the card has"
    suggested = f"the name suggests {guess}" if guess else ""
    said = f"{where} {quoted(text)} ({reason})"
    return PatchLine(None, note(CHOOSE, "the model it was made from, as owner/name", said, suggested))


def _relation_key(card: CardFacts) -> Iterator[PatchedKey]:
    known = {parent.edge.relation for parent in card.parents} - {Relation.UNKNOWN}
    if card.names_none or any(_has_no_relation(parent) for parent in card.parents):
        hint = f"the Hub's own rule would say {card.hint}" if card.hint else ""
        choice = note(CHOOSE, "adapter, finetune, merge or quantized", hint)
        yield PatchedKey("base_model_relation", (PatchLine(None, choice),))
    elif len(known) == 1 and any(_rule_of_parent(card, parent) == "card_silent" for parent in card.parents):
        yield PatchedKey("base_model_relation", (PatchLine(str(*known)),))


def _licence_keys(card: CardFacts) -> Iterator[PatchedKey]:
    yield from _left_out(card.licence, card.to_check.note)
    if card.licence is None and card.to_check.note:
        first, *others = card.to_check.stated or (None,)
        yield PatchedKey("license", (PatchLine(first, card.to_check.note), *map(PatchLine, others)))
    if card.to_check.unnamed:
        choice = note(CHOOSE, "the name of the licence", "the card has its id, other, which says not which")
        yield PatchedKey("license_name", (PatchLine(None, choice),))


def _left_out(licence: MissingLicence | None, said: str) -> Iterator[PatchedKey]:
    """The keys of a licence that the card leaves out; `said` is what has to be looked up about it."""
    if licence is None:
        return
    if licence.sure:
        first = licence.above[0]
        stated: Mapping[str, str | None] = {
            "license": first.license,
            "license_name": first.license_name,
            "license_link": first.address,
        }
        notes = {"license": said}
        lines = {name: PatchLine(value, notes.get(name, "")) for name, value in stated.items() if value}
        yield from (PatchedKey(name, (line,)) for name, line in lines.items())
        return
    says = [f"{one.by} states {quoted(one.shown)}" for one in licence.above]
    yield PatchedKey("license", (PatchLine(None, note(CHOOSE, "the licence of this model", *says, said)),))
