"""The fix-it list of an owner: cards that can be mended, what was found, and the patch of each front matter."""

from typing import Annotated

from msgspec import Struct

from lineage.fixes import CardFix, OwnerFixes
from lineage.fixes.rules import BY_NAME
from lineage.licences.rules import NO_ADVICE
from web.answers.types import Number, meaning
from web.parameters.fixes import FixQuery


class FixRuleCount(Struct, frozen=True):
    """A rule, and how many cards meet it."""

    rule: str
    finds: Annotated[str, meaning("what the card does")]
    patch: Annotated[str, meaning("what the patch does about it")]
    certain: Annotated[bool, meaning("whether the right value is; else the patch leaves a choice, marked so")]
    source: Annotated[str, meaning("where it is from that this is to be mended")]
    cards: Number


class FixFindingItem(Struct, frozen=True):
    """A rule that a card meets, and what it was found by."""

    rule: str
    finds: str
    evidence: Annotated[str, meaning("who says what, in words")]


class CardFixItem(Struct, frozen=True):
    """A card that can be mended."""

    id: str
    mass_upload: str | None
    file: Annotated[str, meaning("a name for a file of it, safe on every disk")]
    findings: list[FixFindingItem]
    patch: Annotated[str, meaning("the keys of the front matter to set, as YAML")]
    choices: Annotated[Number, meaning("lines of the patch that are left to the author, marked CHOOSE or CHECK")]


class FixList(Struct, frozen=True):
    """A page of an owner's or an organisation's cards that can be mended, by id."""

    owner: Annotated[str, meaning("the owner's name, or the organisation's")]
    owners: Annotated[list[str], meaning("whose cards they are: the owner, or all that make the organisation")]
    snapshot: Annotated[str, meaning("the snapshot's name")]
    note: Annotated[str, meaning("what the list is not")]
    listed: Annotated[Number, meaning("models of these owners that the snapshot lists: all that have a card")]
    total: Annotated[Number, meaning("cards that match the query")]
    without_mass_uploads: Annotated[Number, meaning("the same without models marked as mass uploads")]
    rules: Annotated[list[FixRuleCount], meaning("of all these cards, whatever rule was asked for")]
    offset: Number
    limit: Number
    items: list[CardFixItem]


def fix_list(fixes: OwnerFixes, query: FixQuery) -> FixList:
    wanted = fixes.of_rule(query.rule)
    unmarked = wanted.without_mass_uploads()
    shown, counted = (wanted, fixes) if query.mass_uploads else (unmarked, fixes.without_mass_uploads())
    return FixList(
        fixes.owner,
        list(fixes.owners),
        fixes.snapshot,
        NO_ADVICE,
        fixes.listed,
        len(shown.cards),
        len(unmarked.cards),
        [
            FixRuleCount(rule.name, rule.finds, rule.patch, rule.certain, rule.source, cards)
            for rule, cards in counted.by_rule()
        ],
        query.offset,
        query.limit,
        [_item(card) for card in shown.cards[query.offset : query.offset + query.limit]],
    )


def _item(card: CardFix) -> CardFixItem:
    findings = [FixFindingItem(one.rule, BY_NAME[one.rule].finds, one.evidence) for one in card.findings]
    return CardFixItem(card.id, card.mass_upload, card.file, findings, card.patch.block, card.patch.choices)
