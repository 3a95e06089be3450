"""The rules for a text that is an id or a name, and nothing else."""

from ingest.claims.legacy import LEGACY
from ingest.claims.steps import NOT_ALLOWED, NOT_AN_ID, Accept, Doubt, Reject, Step, rewrite
from lineage.text.hub_ids import ID, NAME, allowed, cut
from lineage.values import BARE_NAME


def forbidden_end(text: str) -> Step | None:
    """`Qwen/Qwen3-8B.`: what is left without the mark must be allowed."""
    if not (ID.fullmatch(text) or NAME.fullmatch(text)) or allowed(text):
        return None
    shorter = cut(text)
    return rewrite(text, shorter) if allowed(shorter) else None


def forbidden(text: str) -> Step | None:
    return Reject(NOT_ALLOWED) if ID.fullmatch(text) and not allowed(text) else None


def exact(text: str) -> Step | None:
    return Accept(text) if ID.fullmatch(text) else None


def legacy_name(text: str) -> Step | None:
    return Accept(LEGACY[text]) if text in LEGACY else None


def bare_name(text: str) -> Step | None:
    return Accept(text, Doubt(BARE_NAME)) if NAME.fullmatch(text) and allowed(text) else None


def not_an_id(_text: str) -> Step:
    return Reject(NOT_AN_ID)
