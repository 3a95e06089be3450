"""Addresses: of models on the Hub, of assets, and of this page with another query."""

from functools import partial
from typing import Any, TypeVar
from urllib.parse import urlencode

from flask import Flask, g, request, url_for
from markupsafe import Markup, escape

from lineage.hub_addresses import hub_url, license_url
from web.http.assets import Assets
from web.labels import count
from web.parameters.declare import NOTHING, RequestQuery
from web.source import source, source_if_loaded

ENTRY = ("/main.js", "/page.js")
PAGE_QUERY = "page_query"

Made = TypeVar("Made")


def page_query(declared: RequestQuery[Made]) -> Made:
    """What is asked of this page; its links keep the parameters that are declared, and no other."""
    setattr(g, PAGE_QUERY, declared)
    return declared.lenient(request.args)


def same_page(**changes: Any) -> str:
    """This page with some of its query changed; None removes a parameter, and empty fields of a form go. A change of
    filter goes back to page one.

    A visitor's query is text behind the question mark: the router never sees it.
    """
    most = {parameter.name: parameter.most for parameter in g.get(PAGE_QUERY, NOTHING) if parameter.name != "offset"}
    given = {name: list(filter(None, values)) for name, values in request.args.lists()}
    query = {name: values[: most[name]] for name, values in given.items() if name in most} | changes
    kept = {name: value for name, value in query.items() if value not in (None, "", 0, [], [""])}
    path = url_for(request.endpoint or "home.page", **(request.view_args or {}))
    return f"{path}?{urlencode(kept, doseq=True, safe='/')}" if kept else path


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
