"""The newest models that a list selects, as an Atom feed (RFC 4287), with the filters of the table."""

import re
from collections.abc import Iterable

from flask import Response, render_template, request

from lineage.export.formats.xml_text import sayable
from lineage.filters.filtered_models import FilteredModels
from web.addresses import parameter_texts
from web.answers.feed import ENTRIES, newest_models
from web.http.origin import host_name, is_this_machine
from web.parameters.lists import FEED
from web.presentation.facet_words import Chip, chips
from web.presentation.links import address_of
from web.source import source

ATOM = "application/atom+xml"
TAG_YEAR = 2026
"""The year whose holder of the server's name coins the tags: any, as long as it stays."""
_NOT_IN_NAME = re.compile(r"[^a-z0-9.]+")


def models() -> Response:
    graph = source().graph
    selection = FilteredModels(graph, FEED.strict(request.args))
    meant = selection.meant
    asked = {name: parameter_texts(value) for name, value in meant.chosen.items()}
    document = render_template(
        "feed.xml",
        title=feed_title(chips(meant)),
        newest=newest_models(selection),
        most=ENTRIES,
        site=request.host_url.rstrip("/"),
        here=address_of("feed.models", **asked),
        table=address_of("table.everything", **asked, sort="created_at"),
        tag=tag,
    )
    return Response(sayable(document), mimetype=ATOM)


def feed_title(asked: Iterable[Chip]) -> str:
    """What a feed is called, as `New models: descends from Qwen; made by others`."""
    words = "; ".join(f"{chip.field[:1].lower()}{chip.field[1:]} {chip.text}" for chip in asked)
    return f"New models: {words}" if words else "New models"


def tag(path: str) -> str:
    """An id of what stands at a path of this server, by which readers of feeds know it again: a tag (RFC 4151) of the
    name that the server is asked by, over whatever scheme and port."""
    name = host_name(request.host) or "localhost"
    authority = "localhost" if is_this_machine(name) else _NOT_IN_NAME.sub("-", name).strip("-")
    return f"tag:{authority},{TAG_YEAR}:{path}"
