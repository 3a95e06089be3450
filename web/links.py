"""Addresses: of models on the Hub, of assets, and of this page with another query."""

from functools import lru_cache, partial
from typing import Any, TypeVar
from urllib.parse import urlencode

from flask import Flask, g, request, url_for
from markupsafe import Markup, escape

from lineage.hub_addresses import hub_url, license_url
from web.addresses import in_path
from web.http.assets import Assets
from web.labels import count
from web.parameters.declare import NOTHING, RequestQuery
from web.source import source, source_if_loaded

ENTRY = ("/main.js", "/page.js")
ANY_VALUE = "any-value"
PAGE_QUERY, ASKED = "page_query", "asked_of_page"

Made = TypeVar("Made")


def page_query(declared: RequestQuery[Made]) -> Made:
    """What is asked of this page; its links keep the parameters that are declared, and no other."""
    setattr(g, PAGE_QUERY, declared)
    g.pop(ASKED, None)
    return declared.lenient(request.args)


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
    found: tuple[str, dict[str, str]] | None = g.get(ASKED)
    if found is None:
        most = {
            parameter.name: parameter.most for parameter in g.get(PAGE_QUERY, NOTHING) if parameter.name != "offset"
        }
        given = {name: list(filter(None, values)) for name, values in request.args.lists() if name in most}
        path = url_for(request.endpoint or "home.page", **(request.view_args or {}))
        found = path, {name: _part(name, values[: most[name]]) for name, values in given.items()}
        setattr(g, ASKED, found)
    return found


def _part(name: str, value: Any) -> str:
    """A parameter as a part of a query; empty where it is not given."""
    return "" if value in (None, "", 0, [], [""]) else urlencode({name: value}, doseq=True, safe="/")


def address_of(endpoint: str, **values: Any) -> str:
    """As `flask.url_for`, which takes twenty microseconds: what it says of no value, and around one text that is a part
    of the path, it is asked once."""
    match list(values.items()):
        case []:
            return _address(request.root_path, endpoint)
        case [(name, str(value))] if (around := _around(request.root_path, endpoint, name)) is not None:
            return in_path(value).join(around)
        case _:
            return url_for(endpoint, **values)


@lru_cache(maxsize=1024)
def _address(root: str, endpoint: str) -> str:
    """Where an endpoint is below the `root` of the requests that ask for it."""
    return url_for(endpoint)


@lru_cache(maxsize=1024)
def _around(root: str, endpoint: str, name: str) -> tuple[str, str] | None:
    """What stands before and after a value in an endpoint's path; None where it is no part of that."""
    values: dict[str, Any] = {name: ANY_VALUE}
    before, found, after = url_for(endpoint, **values).rpartition(ANY_VALUE)
    return None if not found or "?" in before else (before, after)


def listed(root: str, value: int, address: str | None, more: str = "") -> Markup:
    """A count that leads to the page of the models behind it, whose address is below the app's `root`.

    A function, not a macro: a page has hundreds of them.
    """
    text = count(value)
    if not address or not value:
        return Markup(text)  # noqa: S704 - digits
    return Markup(f'<a href="{escape(root + address + more)}">{text}</a>')  # noqa: S704 - escaped


def most_compared() -> int:
    """How many models can stand side by side."""
    from lineage.comparison import MOST_MODELS  # noqa: PLC0415 - a server listens before it can compare

    return MOST_MODELS


def register_links(app: Flask, assets: Assets) -> None:
    """Make the links known to the templates."""
    app.jinja_env.globals.update(
        same_page=same_page,
        url_for=address_of,
        license_url=lambda model: license_url(model.id, model.license_link or "", source().graph.facts.synthetic),
        hub_url=lambda model_id: hub_url(model_id, source().graph.facts.synthetic),
        asset=lambda name: assets.url(request.root_path.rstrip("/"), name),
    )
    app.jinja_env.globals["most_compared"] = most_compared
    modules = {name: assets.modules(name) for name in assets.files if name.endswith(ENTRY)}
    app.jinja_env.globals["modules"] = modules.__getitem__
    app.context_processor(_graph)


def _graph() -> dict[str, Any]:
    loaded, links = source_if_loaded(), {"listed": partial(listed, request.root_path)}
    return links if loaded is None else {**links, "graph": loaded.graph, "facts": loaded.graph.facts}
