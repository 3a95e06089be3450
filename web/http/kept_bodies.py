"""Bodies that are asked for again and again, kept as they are sent: a whole map is encoded and compressed once."""

from collections.abc import Callable, Hashable

from flask import Response

from web.http.compression import GZIP, compressed
from web.http.encoding import json_response
from web.recently_used import RecentlyUsed


class KeptBodies:
    """The compressed JSON bodies of answers that never change: the `most` of them that were asked for last.

    Safe to share between threads. Two that ask for the same new one at once both make it.
    """

    def __init__(self, most: int) -> None:
        self._bodies = RecentlyUsed[bytes](most)

    def response(self, key: Hashable, encoded: Callable[[], bytes]) -> Response:
        """The answer of that key, for a client that accepts gzip; `encoded` makes its JSON where it is not kept."""
        body = self._bodies.find((key,)).get(key)
        if body is None:
            body = compressed(encoded())
            self._bodies.keep({key: body})
        response = json_response(body)
        response.headers["Content-Encoding"] = GZIP
        return response
