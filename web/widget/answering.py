"""The app in the kernel: a frame's questions answered without a server."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from weakref import WeakKeyDictionary

from werkzeug.datastructures import MultiDict
from werkzeug.exceptions import HTTPException
from werkzeug.test import Client, TestResponse

from lineage.errors import BadInput
from lineage.graph import Lineage
from web.app import create_app
from web.http.compression import GZIP, compressed
from web.http.encoding import encode_any
from web.source import Source
from web.widget.document import document_of

SENT_ALONG = ("Content-Type", "Content-Disposition", "Content-Encoding")


@dataclass(frozen=True, slots=True)
class KernelAnswer:
    """What goes to the browser: `body` travels as it is, beside the message."""

    status: int
    headers: dict[str, str]
    body: bytes


@dataclass(frozen=True, slots=True)
class PageRoute:
    """The view that makes a page, by its name, with the values that stand in the page's path and in its query."""

    view: str
    values: Mapping[str, str]
    given: MultiDict[str, str]


class KernelApp:
    """The app over one graph, asked as a server asks it."""

    def __init__(self, graph: Lineage) -> None:
        app = create_app(Source.of(graph))
        self._client = Client(app)
        self._router = app.url_map.bind("localhost")
        self._asset = cache(self._read)

    def answer(self, address: str, *, packed: bool = True) -> KernelAnswer:
        """The answer at an address below the app, packed where that saves something."""
        response = self._response(address, **({"Accept-Encoding": GZIP} if packed else {}))
        headers = {name: response.headers[name] for name in SENT_ALONG if name in response.headers}
        return KernelAnswer(response.status_code, headers, response.get_data())

    def page(self, address: str) -> KernelAnswer:
        """A page, an error's too, as JSON of its `document` and the `modules` it may import."""
        answer = self.answer(address, packed=False)
        document, modules = document_of(answer.body.decode(), self._asset)
        body = compressed(encode_any({"document": document, "modules": modules}))
        return KernelAnswer(answer.status, {"Content-Type": "application/json", "Content-Encoding": GZIP}, body)

    def route(self, address: str) -> PageRoute:
        """Which page an address leads to, through redirections too. Raises BadInput where it is none."""
        leads_to = self._response(address).request
        try:
            view, values = self._router.match(leads_to.path)
        except HTTPException as error:
            raise BadInput(f"{address[:200]} is the address of no page", "copy one out of the app") from error
        return PageRoute(view, values, leads_to.args)

    def _response(self, address: str, **headers: str) -> TestResponse:
        headers = {"Accept": "application/json, */*", **headers}
        return self._client.get(address.partition("#")[0], headers=headers, follow_redirects=True)

    def _read(self, address: str) -> tuple[str, bytes]:
        answer = self.answer(address, packed=False)
        return answer.headers["Content-Type"].partition(";")[0], answer.body


_APPS: WeakKeyDictionary[Lineage, KernelApp] = WeakKeyDictionary()


def kernel_app(graph: Lineage) -> KernelApp:
    """The app of a graph, one for all its widgets."""
    if graph not in _APPS:
        _APPS[graph] = KernelApp(graph)
    return _APPS[graph]
