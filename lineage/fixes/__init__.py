"""The fix-it list: what model cards of an owner leave out or get wrong, and the patch of each front matter."""

from lineage.fixes.card import card_text, difference, mended
from lineage.fixes.findings import FixFinding
from lineage.fixes.owner import CardFix, OwnerFixes, card_fix, owner_fixes
from lineage.fixes.patch import CardPatch
from lineage.fixes.rules import RULES, FixRule

__all__ = [
    "RULES",
    "CardFix",
    "CardPatch",
    "FixFinding",
    "FixRule",
    "OwnerFixes",
    "card_fix",
    "card_text",
    "difference",
    "mended",
    "owner_fixes",
]
