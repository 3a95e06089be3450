"""A request as it comes in: one that no route takes is refused as soon as its headers are there."""

from http import HTTPMethod
from typing import Any

import msgspec
from waitress.parser import HTTPRequestParser, ParsingError
from waitress.task import ErrorTask
from waitress.utilities import Error, RequestEntityTooLarge, ServerNotImplemented

from web.answers.errors import ErrorAnswer, Problem
from web.http.encoding import MIMETYPE
from web.http.headers import HEADERS


class BodilessRequest(HTTPRequestParser):  # type: ignore[misc]  # waitress has no types
    """A request without a body, of a method that HTTP defines; `error` is set for any other, and no body is read, of
    whatever length or encoding."""

    error: Any

    def received(self, data: bytes) -> int:
        """How many bytes of `data` belong to it; all of them where it is refused."""
        consumed: int = super().received(data)
        if self.headers_finished and self.error is None:
            self.error = self._refusal()
        if self.error is None:
            return consumed
        self.completed, self.expect_continue = True, False
        return len(data)

    def parse_header(self, header_plus: bytes) -> None:
        """Raises ParsingError for an address that is none, as `http://[`; waitress lets the ValueError end the
        connection without an answer."""
        try:
            super().parse_header(header_plus)
        except ValueError as error:
            raise ParsingError("Bad URI") from error

    def _refusal(self) -> Error | None:
        """Why a request that is well-formed is refused."""
        if self.body_rcv is not None:
            return RequestEntityTooLarge("no route takes a body")
        if not self.empty and self.command not in HTTPMethod.__members__:
            return ServerNotImplemented("HTTP defines no such method")
        return None


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
