"""How far the crawl is that fills what is served, and which graph is served now."""

from lineage.home.crawl_report import read_report
from web.answers.progress import ServedProgress, progress_of
from web.api import PREFIX
from web.api.declare import RouteGroup
from web.http.caching import NO_STORE
from web.source import home, source

group = RouteGroup(PREFIX, NO_STORE)


@group.get("/progress", ServedProgress)
def progress() -> ServedProgress:
    """The graph that is served now, and how far the crawl is that fills it; pages that follow both ask for this."""
    place = home()
    return progress_of(source().graph, None if place is None else read_report(place))
