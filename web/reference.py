"""The API's routes as one table: the page /api shows it, and a test compares it with the routes that exist."""

from dataclasses import dataclass
from urllib.parse import quote

from web.parameters import CHILDREN, SEARCH, SELECT


@dataclass(frozen=True, slots=True)
class Route:
    """One route: where, which parameters it takes, what it answers, and an example for a model `id`."""

    path: str
    parameters: tuple[str, ...]
    answers: str

    def example(self, id: str) -> str:
        query = {"q": f"?q={quote(id.rpartition('/')[2])}&limit=5", "limit": "?limit=5"}
        wanted = next((text for name, text in query.items() if name in self.parameters), "")
        return self.path.replace("<path:id>", quote(id)) + wanted


ROUTES = (
    Route("/api/v1/graph", (), "the snapshot, the graph's version, and the headline counts with their definitions"),
    Route("/api/v1/families", ("offset", "limit"), "roots with derivatives, largest family first"),
    Route("/api/v1/models/<path:id>", (), "one model: fields (null where not stated), parents, counts, roots"),
    Route("/api/v1/children/<path:id>", CHILDREN, "direct derivatives, with the exact remainder by relation"),
    Route("/api/v1/parents/<path:id>", (), "every model it was derived from, and who says so"),
    Route("/api/v1/paths/<path:id>", (), "every way up to a root, shortest first; 20 at most, `truncated` says so"),
    Route("/api/v1/descendants/<path:id>", SELECT, "all derivatives at any distance, filtered and sorted"),
    Route("/api/v1/search", SEARCH, "models by a piece of their id; `within` narrows to one family"),
)

PARAMETERS = {
    "relation": "finetune, adapter, merge, quantized or unknown",
    "sort": "descendants (default), downloads, likes, created_at or id",
    "offset": "how many to skip; 0 without it",
    "limit": "how many to answer, 1 to 500; 50 without it",
    "license": "the licence id, exactly",
    "author": "the owner, exactly",
    "created_from": "a date such as 2025-01-31: created on that day or later",
    "status": "listed, missing or removed",
    "q": "the text to look for; capitals do not matter",
    "within": "the id of the model whose derivatives are searched",
}
