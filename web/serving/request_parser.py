"""A request as it comes in: one with a body is refused as soon as its headers are there, since no route takes any."""

from typing import Any

import msgspec
from waitress.parser import HTTPRequestParser
from waitress.task import ErrorTask
from waitress.utilities import RequestEntityTooLarge

from web.answers.errors import ErrorAnswer, Problem
from web.http.encoding import MIMETYPE
from web.http.headers import HEADERS


class BodilessRequest(HTTPRequestParser):  # type: ignore[misc]  # waitress has no types
    """A request without a body; `error` is set for one with a body of any length or encoding, which is not read."""

    error: Any

    def received(self, data: bytes) -> int:
        """How many bytes of `data` belong to it; all of them where it is refused."""
        consumed: int = super().received(data)
        if self.headers_finished and self.body_rcv is not None and not isinstance(self.error, RequestEntityTooLarge):
            self.error = RequestEntityTooLarge("no route takes a body")
        if self.error is None:
            return consumed
        self.completed, self.expect_continue = True, False
        return len(data)


class RefusedRequest(ErrorTask):  # type: ignore[misc]  # waitress has no types
    """Answers a request that never reaches the app, in the one shape of every error."""

    def execute(self) -> None:
        error = self.request.error
        problem = Problem(error.reason.lower().replace(" ", "_"), error.body, "")
        body = msgspec.json.encode(ErrorAnswer(problem)) + b"\n"
        self.status = f"{error.code} {error.reason}"
        self.response_headers.extend([("Content-Type", MIMETYPE), ("Cache-Control", "no-store"), *HEADERS.items()])
        self.set_close_on_finish()
        self.content_length = len(body)
        self.write(body)
