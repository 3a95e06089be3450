"""What a visitor may ask for: everybody the usual time, more of it this machine's own users and who has the token."""

import hmac

from flask import request

from lineage import settings
from lineage.errors import BadInput
from lineage.statement_limits import MOST_SECONDS
from lineage.statement_limits import limits as usual_limits
from lineage.stores import Limits
from web.http.client_address import is_local


def is_trusted() -> bool:
    """Whether this request comes from the server's own machine, or with its token."""
    return is_local() or _has_token()


def most_seconds() -> float:
    """How long a statement of this request may take at most."""
    return MOST_SECONDS if is_trusted() else usual_limits().seconds


def check_limits(limits: Limits) -> None:
    """Raise BadInput for more time than this request may ask for."""
    most = most_seconds()
    if limits.seconds > most:
        raise BadInput(
            f"timeout cannot be {limits.seconds:g} for everybody",
            f"{most:g} s at most; more is for who sends the server's token as `Authorization: Bearer`",
        )


def _has_token() -> bool:
    token, given = settings.value(settings.CYPHER_TOKEN), request.authorization
    if not token or given is None or given.type != "bearer" or given.token is None:
        return False
    return hmac.compare_digest(given.token.encode(errors="replace"), token.encode())
