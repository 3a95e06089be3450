"""Templates that share the globals of all: Jinja lays each one's own over these, and asks that overlay name by name
whenever a page or a macro it imports is rendered, a tenth of a millisecond of every page."""

from collections.abc import MutableMapping
from typing import Any

from flask.templating import Environment


class TemplateEnvironment(Environment):
    """Templates without globals of their own."""

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        return super().make_globals(d) if d else self.globals
