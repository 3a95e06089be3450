"""Addresses that no page has, but which people try: as neighbours' or the API's are written."""

from functools import cache

from flask import request, url_for
from werkzeug.exceptions import HTTPException
from werkzeug.routing import Map, Rule

OTHER_ADDRESSES = (
    ("/models/<path:id>/variants", "variants.page"),
    ("/models/<path:id>/families", "subtree.page"),
    ("/models/<path:id>/outline", "outline.page"),
    ("/models/<path:id>/table", "table.page"),
    ("/bom/<path:id>", "bom.page"),
    ("/impact/<path:id>", "impact.page"),
    ("/licences/<path:id>", "model.page"),
    ("/fixes/organisation:<path:name>", "fixes.organisation"),
    ("/fixes/<owner>", "fixes.page"),
)
"""Such an address, and the endpoint of the page that is meant."""


def other_address() -> str | None:
    """That of the page that is meant by this request's path, without its query; None where it is no such path."""
    try:
        endpoint, values = _addresses().bind("").match(request.path)
    except HTTPException:
        return None
    return url_for(str(endpoint), **values)


@cache
def _addresses() -> Map:
    return Map([Rule(address, endpoint=endpoint) for address, endpoint in OTHER_ADDRESSES], merge_slashes=False)
