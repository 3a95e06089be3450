"""How templates are rendered: without what Jinja does for others at each call and whenever a template is begun."""

from collections.abc import Callable, Iterator, MutableMapping
from typing import Any

from flask.templating import Environment
from jinja2.runtime import Context

Names = dict[str, Any]
Blocks = dict[str, Callable[[Context], Iterator[str]]]

OPTIONS: Names = {"trim_blocks": True, "lstrip_blocks": True}
"""Jinja's. The tests add that a name which nobody gives is an error; a reader gets a page without it."""


class TemplateContext(Context):
    """Of functions, none wants to know the context, and macros escape as all templates do; Jinja asks of each, a tenth
    of the time that it takes to render a page. Nor has a template globals of its own, which macros would have to see.
    """

    def __init__(self, environment: Environment, parent: Names, name: str | None, blocks: Blocks, **_: Any) -> None:
        super().__init__(environment, parent, name, blocks)

    def call(
        self, called: Callable[..., Any], /, *given: Any, _block_vars: Any = None, _loop_vars: Any = None, **named: Any
    ) -> Any:
        return called(*given, **named)


class TemplateEnvironment(Environment):
    """Templates that share the globals of all: Jinja lays each one's own over these, and asks that overlay name by name
    whenever a page or a macro it imports is rendered, a tenth of a millisecond of every page."""

    context_class = TemplateContext

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        return super().make_globals(d) if d else self.globals
