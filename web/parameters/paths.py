"""What stands in a route's path."""

from web.parameters.declare import QueryParameter
from web.parameters.kinds import Verbatim

PATH = {
    "id": QueryParameter(
        "id", Verbatim(), "a model's id; its slash as it is, or as %2F", required=True, example="Qwen/Qwen3-8B"
    ),
    "owner": QueryParameter(
        "owner", Verbatim(), "an owner: the part of a model's id before its slash", required=True, example="Qwen"
    ),
    "name": QueryParameter("name", Verbatim(), "an organisation's name", required=True, example="Qwen"),
    "version": QueryParameter("version", Verbatim(), "the graph's version, as /api/v1/graph tells it", required=True),
    "run": QueryParameter("run", Verbatim(), "the name that a statement was sent with", required=True),
}
