"""The page of published claims: every definition of each, its value here, and what follows."""

from flask import render_template
from flask.typing import ResponseReturnValue

from web.answers.claims import checked_claims
from web.http.caching import NO_STORE
from web.source import home, source


def page() -> ResponseReturnValue:
    page = render_template("claims.html", claims=checked_claims(source().graph, home()))
    return page, {"Cache-Control": NO_STORE}
