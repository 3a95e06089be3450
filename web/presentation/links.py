"""Addresses: of models on the Hub, of assets, and of this page with another query."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from functools import lru_cache, partial
from typing import Any, TypeVar

from flask import Flask, current_app, g, request, url_for
from markupsafe import Markup, escape
from werkzeug.datastructures import MultiDict

from lineage.home.home import finished_folders
from lineage.text.hub_addresses import hub_url, license_url
from web.addresses import IN_QUERY, each_of, escaped, in_path, is_plain_path
from web.http.assets import Assets
from web.parameters.declare import NOTHING, RequestQuery
from web.presentation.labels import count, parameter_words
from web.source import home, source, source_if_loaded

ENTRY = ("/main.js", "/page.js")
ANY_VALUE = "any-value"
VARIABLE = re.compile(r"<(?:[^:<>]+:)?(\w+)>")
"""A value in the rule of a path."""
LIKE = 0.7
"""How much of two names of parameters is the same, at least (`difflib`)."""
BEGINNING = 3
"""Letters by which the one name that begins with them is meant, at least."""
TRACKING = re.compile(r"utm_\w+|mc_[ce]id|(?:fb|g|dc|tw|y)clid|msclkid|[gw]braid|igshid|_g[al]|ref(?:_src)?")
"""Names that mails, advertisements and other sites add to an address: they ask for nothing anywhere."""
PAGE_QUERY, ASKED = "page_query", "asked_of_page"

Made = TypeVar("Made")


def page_query(declared: RequestQuery[Made]) -> Made:
    """What is asked of this page; its links keep the parameters that are declared, and no other."""
    setattr(g, PAGE_QUERY, declared)
    g.pop(ASKED, None)
    has_files = any(parameter.name == "format" for parameter in declared)
    is_file = has_files and bool(request.args.get("format"))  # which has no room to say what it does not know
    if is_file:
        return declared.strict(MultiDict([one for one in request.args.items(multi=True) if _is_asked(one[0])]))
    return declared.lenient(request.args)


def _is_asked(name: str) -> bool:
    """Whether a name in an address is there to ask for something."""
    return bool(name) and TRACKING.fullmatch(name) is None


@dataclass(frozen=True, slots=True)
class UnknownParameter:
    """A name in this page's address that asks for nothing here: the one that was meant, where there is one like it,
    what its field is called, and the address that has it instead."""

    name: str
    meant: str | None = None
    words: str | None = None
    address: str | None = None


def unknown_parameters() -> list[UnknownParameter]:
    """Those of this page's address: a page that declares no parameters takes none. None where there is no page."""
    declared: RequestQuery[Any] = g.get(PAGE_QUERY, NOTHING)
    unknown = declared.unknown(request.args) if request.endpoint else []
    return [_unknown(name, declared) for name in unknown if _is_asked(name)]


def _unknown(name: str, declared: RequestQuery[Any]) -> UnknownParameter:
    names = [one.name for one in declared]
    called = {parameter_words(one): one for one in names} | {one: one for one in names}
    spelt = (name.lower(), name.lower().replace("_", " "))
    begun = [one for one in called if len(name) >= BEGINNING and one.startswith(spelt)]
    near = [near for one in spelt for near in get_close_matches(one, called, 1, LIKE)]
    meant = next((called[one] for one in (*near, *begun)), None)
    if meant is None:
        return UnknownParameter(name)
    return UnknownParameter(name, meant, parameter_words(meant), same_page(**{meant: request.args.getlist(name)}))


def same_page(**changes: Any) -> str:
    """This page with some of its query changed; None removes a parameter, and empty fields of a form go. A change of
    filter goes back to page one.

    A visitor's query is text behind the question mark: the router never sees it.
    """
    path, given = _asked()
    query = "&".join(filter(None, (given | {name: _part(name, value) for name, value in changes.items()}).values()))
    return f"{path}?{query}" if query else path


def _asked() -> tuple[str, dict[str, str]]:
    """This page's path, and what is asked of it that its links keep, each parameter as a part of a query."""
    known = g._get_current_object()  # each look through the proxy takes as long
    found: tuple[str, dict[str, str]] | None = known.get(ASKED)
    if found is None:
        most = {
            parameter.name: parameter.most for parameter in known.get(PAGE_QUERY, NOTHING) if parameter.name != "offset"
        }
        given = {name: list(filter(None, values)) for name, values in request.args.lists() if name in most}
        path = address_of(request.endpoint or "home.page", **(request.view_args or {}))
        found = path, {name: _part(name, values[: most[name]]) for name, values in given.items()}
        setattr(known, ASKED, found)
    return found


def _part(name: str, value: Any) -> str:
    """A parameter as a part of a query; empty where it is not given."""
    if value in (None, "", 0, [], [""]):
        return ""
    return each_of(name, _several(value), safe="/")


PAGES = {
    "model": ("model.page", "id"),
    "owner": ("owners.owner", "owner"),
    "organisation": ("owners.organisation", "name"),
}
"""For each level (`lineage.owners.progenitors`) the endpoint of its pages, and what their address calls a name."""


def page_of(level: str, name: str) -> str:
    """The address of the page of a model, an owner or an organisation."""
    endpoint, parameter = PAGES[level]
    return address_of(endpoint, **{parameter: name})


def address_of(endpoint: str, **values: Any) -> str:
    """As `flask.url_for`, which takes twenty microseconds and more: what of an address is no value is asked once."""
    if None in values.values():  # which asks for nothing
        values = {name: value for name, value in values.items() if value is not None}
    pattern = _pattern(request.root_path, endpoint, tuple(values))
    if pattern is None:
        return url_for(endpoint, **values)
    path = pattern.begin
    for name, after in pattern.of_path:
        path += in_path(str(values[name])) + after
    query = "&".join(
        [each_of(name, _several(values[name]), IN_QUERY) for name in pattern.of_query if values[name] != []]
    )
    return f"{path}?{query}" if query else path


class Addresses:
    """`address_of` for many values of one name: where they stand in a path, all else is looked up once."""

    def __init__(self, endpoint: str, name: str) -> None:
        self._endpoint, self._name = endpoint, name
        self._around: tuple[str, str] | None = None  # a value in the path
        pattern = _pattern(request.root_path, endpoint, (name,))
        if pattern is not None and not pattern.of_query:
            self._around = pattern.begin, pattern.of_path[0][1]
        self._markup = self._around and (escaped(self._around[0]), escaped(self._around[1]))

    def __call__(self, value: str) -> str:
        if self._around is None:
            return address_of(self._endpoint, **{self._name: value})
        before, after = self._around
        return f"{before}{in_path(value)}{after}"

    def escaped(self, value: str) -> str:
        """The address as markup."""
        if self._markup is None or not is_plain_path(value):
            return escaped(self(value))
        before, after = self._markup
        return f"{before}{value}{after}"


@dataclass(frozen=True, slots=True)
class _Pattern:
    """How the addresses of an endpoint are written: what they begin with, each name of a value in the path with the
    text behind it, and the names of the values in the query."""

    begin: str
    of_path: Sequence[tuple[str, str]]
    of_query: Sequence[str]


def _several(value: Any) -> Iterable[Any]:
    """What is given for a name, which may be several values."""
    return value if isinstance(value, (list, tuple)) else (value,)


@lru_cache(maxsize=1024)
def _pattern(root: str, endpoint: str, names: Sequence[str]) -> _Pattern | None:
    """How addresses of values with these names are written below the `root` of the requests that ask for one; None
    where the router has several ways, or none, and where a name begins with an underscore: that says which kind of
    address is wanted."""
    rules = list(current_app.url_map.iter_rules(endpoint)) if endpoint in current_app.view_functions else []
    if len(rules) != 1 or not rules[0].arguments.issubset(names) or any(name.startswith("_") for name in names):
        return None
    of_path = VARIABLE.findall(rules[0].rule)
    placed: dict[str, Any] = dict.fromkeys(of_path, ANY_VALUE)
    begin, *after = url_for(endpoint, **placed).rsplit(ANY_VALUE, len(of_path))
    of_query = [name for name in names if name not in of_path]
    return _Pattern(begin, list(zip(of_path, after, strict=True)), of_query)


def listed(root: str, value: float | None, address: str | None, more: str = "") -> str:
    """A count that leads to the page of the models behind it, whose address is below the app's `root`, as markup.

    A function, not a macro, and text: a page has hundreds of them.
    """
    text = count(value)
    return f'<a href="{escape(root + address + more)}">{text}</a>' if address and value else text


def most_compared() -> int:
    """How many models can stand side by side."""
    from lineage.comparison import MOST_MODELS  # noqa: PLC0415 - a server listens before it can compare

    return MOST_MODELS


def register_links(app: Flask, assets: Assets) -> None:
    """Make the links known to the templates."""
    app.jinja_env.globals.update(
        same_page=same_page,
        url_for=address_of,
        page_of=page_of,
        license_url=lambda model: license_url(model.id, model.license_link or "", source().graph.facts.synthetic),
        hub_url=lambda model_id: hub_url(model_id, source().graph.facts.synthetic),
        asset=lambda name: assets.url(request.root_path.rstrip("/"), name),
    )
    app.jinja_env.globals["unknown_parameters"] = unknown_parameters
    app.jinja_env.globals["most_compared"] = most_compared
    app.jinja_env.globals["has_changes"] = _has_changes
    modules = {name: assets.modules(name) for name in assets.files if name.endswith(ENTRY)}
    app.jinja_env.globals["modules"] = modules.__getitem__
    app.context_processor(_graph)


def _has_changes() -> bool:
    """Whether the home that is served keeps what changed between any two snapshots."""
    place = home()
    return place is not None and bool(finished_folders(place.changes))


def _listed(root: str, value: float | None, address: str | None, more: str = "") -> Markup:
    """`listed` for templates."""
    return Markup(listed(root, value, address, more))  # noqa: S704 - escaped


def _graph() -> dict[str, Any]:
    loaded, links = source_if_loaded(), {"listed": partial(_listed, request.root_path)}
    return links if loaded is None else {**links, "graph": loaded.graph, "facts": loaded.graph.facts}
