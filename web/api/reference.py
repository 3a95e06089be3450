"""The API's routes as one table: the page /api shows it, and a test compares it with the routes that exist."""

from dataclasses import dataclass
from urllib.parse import quote

from web.parameters import CHILDREN, SEARCH, SELECT


@dataclass(frozen=True, slots=True)
class Route:
    """One route: where, which parameters it takes, what it answers, and a query that makes an example."""

    path: str
    parameters: tuple[str, ...]
    answers: str
    query: str = ""
    method: str = "GET"

    def example(self, id: str, version: str) -> str:
        """The route's address for a model and a graph's version."""
        path = self.path.replace("<path:id>", quote(id)).replace("<version>", version)
        query = self.query.format(id=quote(id), name=quote(id.rpartition("/")[2]))
        return f"{path}?{query}" if query else path


MAP = "/api/v1/map/<version>"
WINDOW = ("x", "y", "width", "height", "scale", "fit_width", "fit_height", "minimum", "most")

ROUTES = (
    Route("/api/v1/graph", (), "the snapshot, the graph's version, and the headline counts with their definitions"),
    Route("/api/v1/families", ("offset", "limit"), "roots with derivatives, largest family first", "limit=5"),
    Route("/api/v1/models/<path:id>", (), "one model: fields (null where not stated), parents, counts, roots"),
    Route("/api/v1/children/<path:id>", CHILDREN, "derivatives, with the exact remainder by relation", "limit=5"),
    Route("/api/v1/parents/<path:id>", (), "every model it was derived from, and who says so"),
    Route("/api/v1/inferred/<path:id>", (), "parents and children that names alone give away; they are in no count"),
    Route(
        "/api/v1/quality", (), "what was irregular in the snapshot: counts, examples, what was done; null if unknown"
    ),
    Route("/api/v1/paths/<path:id>", (), "every way up to a root, shortest first; 20 at most, truncated says so"),
    Route("/api/v1/descendants/<path:id>", SELECT, "all derivatives at any distance, filtered and sorted", "limit=5"),
    Route("/api/v1/search", SEARCH, "models by a piece of their id, in one family with within", "q={name}&limit=5"),
    Route(f"{MAP}/view", WINDOW, "the map's circles in a window, or of the whole map", "fit_width=1440&fit_height=900"),
    Route(f"{MAP}/circles", ("of",), "id, downloads and number of descendants of some circles", "of=0"),
    Route(f"{MAP}/leaves", ("circle", "first", "last", "at"), "the dots of one circle", "circle=0&first=0&last=5"),
    Route(f"{MAP}/spots", ("id",), "where to light models up: [x, y, r]; null for what has no place", "id={id}"),
    Route(f"{MAP}/place", ("id",), "where models stand on the map; null for those without any relative", "id={id}"),
    Route(
        "/api/v1/cypher",
        ("statement", "parameters", "limit", "timeout", "format", "run"),
        "the answer of a reading statement: columns, rows, and truncated (null, rows or bytes) when it was cut",
        "statement=MATCH+(m:Model)+RETURN+count(m)+AS+models",
    ),
    Route(
        "/api/v1/cypher/plan",
        ("statement", "parameters"),
        "what a statement would do, how many rows that is likely to be, and warnings; it does not run",
        "statement=MATCH+(m:Model)+RETURN+count(m)+AS+models",
    ),
    Route("/api/v1/cypher/runs/<run>", (), "cancels the statement that was sent with this run", method="DELETE"),
    Route("/api/v1/cypher/schema", (), "labels, relationships, properties, functions, keywords, procedures, limits"),
)

PARAMETERS = {
    "relation": "finetune, adapter, merge, quantized or unknown",
    "sort": "descendants (default), downloads, likes, created_at or id",
    "offset": "how many to skip; 0 without it",
    "limit": "how many to answer, 1 to 500; 50 without it (of a statement's rows: 1 to 100,000; 1,000 without it)",
    "license": "the licence id, exactly",
    "author": "the owner, exactly",
    "created_from": "a date such as 2025-01-31: created on that day or later",
    "status": "listed, missing or removed",
    "mass_uploads": "0 leaves out models marked as mass uploads; 1 or nothing keeps them",
    "q": "the text to look for; capitals do not matter",
    "within": "the id of the model whose derivatives are searched",
    "x, y, width, height": "a window in the map's own units",
    "scale": "pixels of the screen for one unit of the map",
    "fit_width, fit_height": "instead of a window: the screen, in pixels, that the whole map is fitted to",
    "minimum": "the least radius, in pixels, of a circle that is answered",
    "most": "how many circles at most, the largest first",
    "of": "circles by their index, commas between",
    "circle": "one circle by its index",
    "first, last": "the dots from one index to another (excluded)",
    "at": "dots by their index, commas between",
    "statement": "one reading statement in Cypher",
    "parameters": 'its parameters, a JSON object such as {"id": "owner/name"}',
    "timeout": "seconds the statement may take",
    "format": "json (default) or csv",
    "run": "8 to 64 letters, digits or hyphens of your choice, to cancel the statement by",
    "id": "a model's id; may be repeated",
}
