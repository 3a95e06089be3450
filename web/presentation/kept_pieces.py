"""Parts of pages that are the same on many of them: what a macro makes of the same values is kept."""

from functools import lru_cache
from typing import Any

from flask import Flask, request
from jinja2.runtime import Macro
from markupsafe import Markup

MOST_PIECES = 256


def register(app: Flask) -> None:
    """Make `kept` known to the templates: `kept(macro, *values)` is what `macro(*values)` is.

    The macro is imported without context, and what it says follows from its values, which are hashable, and from where
    the app stands alone.
    """

    @lru_cache(maxsize=MOST_PIECES)
    def made(root: str, macro: Macro, *values: Any) -> Markup:
        return Markup(macro(*values))  # noqa: S704 - macros escape

    app.jinja_env.globals["kept"] = lambda macro, *values: made(request.root_path, macro, *values)
