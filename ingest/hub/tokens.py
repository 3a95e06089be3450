"""The token that requests bear: where it comes from, and whether it can be one.

It is read where `hf auth login` puts it. `huggingface_hub.get_token` is not asked: it may renew a token, or trade one
in CI for another, by requests of its own that no deadline, no bound and no check of ours covers.
"""

import os
from pathlib import Path
from typing import TypeAlias

from huggingface_hub import constants

Token: TypeAlias = str | bool | None
"""As huggingface_hub has it: a token, None for the one it finds, False for none at all."""

RENEW = "renew it with `hf auth login`, or do without: unset HF_TOKEN, `hf auth logout`"
VARIABLES = ("HF_TOKEN", "HUGGING_FACE_HUB_TOKEN")


def bearer(token: Token) -> str | None:
    """The token that requests bear; None for none. Nothing is asked of anybody."""
    if isinstance(token, str):
        return token
    if token is False or (token is None and constants.HF_HUB_DISABLE_IMPLICIT_TOKEN):
        return None
    named = next((os.environ[name] for name in VARIABLES if os.environ.get(name)), None) or _kept()
    return "".join(named.splitlines()).strip() or None


def source(token: Token) -> str:
    """Where the token was found: a variable, else the file; `our caller` for one that was handed in."""
    if isinstance(token, str):
        return "our caller"
    return next((name for name in VARIABLES if os.environ.get(name)), constants.HF_TOKEN_PATH)


def unusable(authorization: str) -> bool:
    """Whether a header with the token could not be sent."""
    return not (authorization.isascii() and authorization.isprintable())


def _kept() -> str:
    """What stands in the file of `hf auth login`; nothing where none can be read."""
    try:
        return Path(constants.HF_TOKEN_PATH).read_text(encoding="utf-8")
    except (OSError, ValueError):
        return ""
