"""The token that requests bear: where it comes from, and whether it can be one."""

import os
from typing import TypeAlias

from huggingface_hub import constants

Token: TypeAlias = str | bool | None
"""As huggingface_hub has it: a token, None for the one it finds, False for none at all."""

RENEW = "renew it with `hf auth login`, or do without: unset HF_TOKEN, `hf auth logout`"
VARIABLES = ("HF_TOKEN", "HUGGING_FACE_HUB_TOKEN")


def source(token: Token) -> str:
    """Where huggingface_hub found the token: a variable, else its file; `our caller` for one that was handed in."""
    if isinstance(token, str):
        return "our caller"
    return next((name for name in VARIABLES if os.environ.get(name)), constants.HF_TOKEN_PATH)


def unusable(authorization: str) -> bool:
    """Whether a header with the token could not be sent."""
    return not (authorization.isascii() and authorization.isprintable())
