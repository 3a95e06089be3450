"""Bodies that are asked for again and again, kept as they are sent: a whole map is encoded and compressed once."""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock

from flask import Response

from web.http.compression import GZIP, compressed
from web.http.encoding import json_response


class KeptBodies:
    """The compressed JSON bodies of answers that never change: the `most` of them that were asked for last.

    Safe to share between threads. Two that ask for the same new one at once both make it.
    """

    def __init__(self, most: int) -> None:
        self._most = most
        self._bodies: OrderedDict[Hashable, bytes] = OrderedDict()
        self._lock = Lock()

    def response(self, key: Hashable, encoded: Callable[[], bytes]) -> Response:
        """The answer of that key, for a client that accepts gzip; `encoded` makes its JSON where it is not kept."""
        body = self._kept(key)
        if body is None:
            body = self._keep(key, compressed(encoded()))
        response = json_response(body)
        response.headers["Content-Encoding"] = GZIP
        return response

    def _kept(self, key: Hashable) -> bytes | None:
        with self._lock:
            if key in self._bodies:
                self._bodies.move_to_end(key)
            return self._bodies.get(key)

    def _keep(self, key: Hashable, body: bytes) -> bytes:
        with self._lock:
            self._bodies[key] = body
            while len(self._bodies) > self._most:
                self._bodies.popitem(last=False)
        return body
