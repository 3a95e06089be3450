"""A route of the API as it is declared: the answer's type, the parameters, an example. Everything else follows.

The view of a declared route checks its query strictly and writes its answer as JSON; the page /api and the OpenAPI
document read the same declaration. Where the view is registered is `web.api.ROUTES`.
"""

import inspect
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from functools import wraps
from typing import Any, TypeVar

from flask import Response, request

from lineage.errors import BadInput, LineageError
from web.deferred import View
from web.http.encoding import encode, json_response
from web.http.kept_bodies import KeptBodies
from web.parameters.declare import NOTHING, RequestQuery

Encode = Callable[[Any], bytes]
Decorated = TypeVar("Decorated", bound=View)


@dataclass(frozen=True, slots=True)
class ApiRoute:
    """One route: where it is, what it answers, what it takes, which errors it may answer, and a query for an example.

    `media` are the types of its answer's body besides JSON. `name` is its operation's in the OpenAPI document, where
    the fixed parts of the path are another's too.
    """

    method: str
    path: str
    meaning: str
    answer: Any
    query: RequestQuery[Any]
    errors: tuple[type[LineageError], ...]
    example: str = ""
    media: tuple[str, ...] = ()
    name: str = ""


@dataclass(frozen=True, slots=True)
class RouteGroup:
    """The routes of one subject, below one path; `cache` is their Cache-Control, by default that of every page.

    `views` are what Flask calls, by the names of the functions that were declared.
    """

    prefix: str
    cache: str | None = None
    encode: Encode = encode
    routes: list[ApiRoute] = field(default_factory=list)
    views: dict[str, View] = field(default_factory=dict)

    def get(
        self, path: str, answer: Any, query: RequestQuery[Any] = NOTHING, **more: Any
    ) -> Callable[[Decorated], Decorated]:
        """Declare a view that makes the answer, from the path's values and `query` where the route takes any.

        `more` are fields of ApiRoute. The view's docstring says what the route answers.
        """
        return self._route("GET", path, answer, query, **more)

    def delete(self, path: str, answer: Any, **more: Any) -> Callable[[Decorated], Decorated]:
        return self._route("DELETE", path, answer, NOTHING, **more)

    def kept(self, bodies: KeptBodies, key: Hashable, answer: Callable[[], Any]) -> Response:
        """The answer of that key for a client that accepts gzip, out of `bodies` where it is there."""
        return self._cached(bodies.response(key, lambda: self.encode(answer())))

    def _route(
        self,
        method: str,
        path: str,
        answer: Any,
        query: RequestQuery[Any],
        errors: tuple[type[LineageError], ...] = (),
        **more: Any,
    ) -> Callable[[Decorated], Decorated]:
        def declare(view: Decorated) -> Decorated:
            meaning = " ".join((inspect.getdoc(view) or "").split())
            self.routes.append(
                ApiRoute(method, f"{self.prefix}{path}", meaning, answer, query, (BadInput, *errors), **more)
            )
            self.views[view.__name__] = self._answering(view, query)
            return view

        return declare

    def _answering(self, view: View, query: RequestQuery[Any]) -> Callable[..., Response]:
        @wraps(view)
        def answered(**values: Any) -> Response:
            checked = query.strict(request.args)
            return self._response(view(**values) if query is NOTHING else view(query=checked, **values))

        return answered

    def _response(self, answer: Any) -> Response:
        if isinstance(answer, Response):
            return answer
        return self._cached(json_response(self.encode(answer)))

    def _cached(self, response: Response) -> Response:
        if self.cache is not None:
            response.headers["Cache-Control"] = self.cache
        return response
