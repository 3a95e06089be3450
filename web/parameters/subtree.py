"""What the address of a subtree's page says: all of it is for the page's script (`web/static/js/subtree/state.js`)."""

from web.parameters.declare import QueryParameter, RequestQuery
from web.parameters.kinds import Verbatim

MOST_NAMED = 10_000
"""More models than an address has room for."""

SUBTREE_PAGE: RequestQuery[None] = RequestQuery(
    lambda **_: None,
    (
        QueryParameter("sort", Verbatim(), "the order of siblings"),
        QueryParameter("size", Verbatim(), "how many children at a time"),
        QueryParameter("relation", Verbatim(), "the children that are shown of every model"),
        QueryParameter("fit", Verbatim(), "1 makes the whole tree fit"),
        QueryParameter("open", Verbatim(), "a model that is open, with how many children are shown", most=MOST_NAMED),
        QueryParameter("only", Verbatim(), "a model, and the children that are shown of it alone", most=MOST_NAMED),
    ),
)
