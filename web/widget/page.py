"""A page of the app in a notebook's cell."""

from base64 import b64encode
from collections.abc import Sequence
from html import escape
from pathlib import Path
from typing import Any, ClassVar
from urllib.parse import parse_qs, quote, unquote, urlencode, urlsplit
from uuid import uuid4

import anywidget
import numpy as np
import polars as pl
import traitlets
from IPython.core.getipython import get_ipython
from IPython.display import HTML, DisplayHandle, display
from werkzeug.datastructures import MultiDict

from lineage.comparison import distinct_ids
from lineage.errors import BadInput
from lineage.filters.filtered_models import FilteredModels
from lineage.graph import Lineage
from lineage.tabular import ModelTables
from web.api.csv_tables import MOST_FILE_ROWS
from web.http.modules import without_comments
from web.parameters.compare import COMPARE_MODELS
from web.parameters.lists import TABLE, TableQuery
from web.widget.answering import kernel_app
from web.widget.traits import AddressPart

SCRIPT = Path(__file__).parents[1] / "static/js/widget/frame.js"
TABLES = ("table.everything", "table.page")
COMPARED = "compare.page"
OF_OWNERS = {"owners.owner": "author", "fixes.page": "author", "owners.organisation": "organisation"}
"""Pages whose models a table has: which of its fields asks for them."""


class PageWidget(anywidget.AnyWidget):
    """Any page of the app, in a frame that asks the kernel: `PageWidget(graph, address="/owners/Qwen")`.

    `address` is the page's, a path with its query, and follows every click; setting it goes there. `height` is in
    pixels. `rows` are the models that the page is about, `picture` is what the browser last showed, as PNG. What the
    frame shows is computed here, so it waits while a cell runs.
    """

    _css = traitlets.Unicode().tag(sync=True)
    _esm = without_comments(SCRIPT.read_text(encoding="utf-8"))
    address = traitlets.Unicode("/").tag(sync=True)
    height = traitlets.Int(600, min=200).tag(sync=True)

    path: ClassVar[str] = ""
    """Where the widget's own page is; below it a trait `model`, where it ends in a slash and that is not all."""
    anchor: ClassVar[str] = ""
    """Where on that page it begins."""
    parts: ClassVar[dict[str, AddressPart]] = {}
    """The traits that stand in the query of its address."""

    def __init__(self, graph: Lineage, **traits: Any) -> None:
        self.graph = graph
        self.picture: bytes | None = None
        self._app = kernel_app(graph)
        self._still: DisplayHandle | None = None
        self._name = f"lineage-still-{uuid4().hex}"
        super().__init__(_css=f".{self._name} {{ display: none }}", **traits)
        if self.path:
            self._to_address()
            self.observe(self._to_traits, "address")
            self.observe(self._to_address, [*self.parts, *self._named()])
        self.on_msg(self._asked)

    @property
    def rows(self) -> pl.DataFrame:
        """The models that the page shown is about: the one of its address, those it compares, an owner's own, or all of
        a table, at most what its file holds. A row each, with the columns of `graph.models()`. Raises BadInput where
        the page is about none."""
        route = self._app.route(self.address)
        if route.view in TABLES:
            return self._tabled(TABLE.lenient(route.given), route.values.get("id"))
        if field := OF_OWNERS.get(route.view):
            (name,) = route.values.values()
            return self._tabled(TABLE.lenient(MultiDict({field: name})))
        ids = [route.values["id"]] if "id" in route.values else []
        if route.view == COMPARED:
            ids += distinct_ids(COMPARE_MODELS.lenient(route.given).given)
        if not ids:
            raise BadInput(
                f"the page at {self.address[:200]} is about no models",
                "go to a model, a table, an owner or a comparison of models",
            )
        return self._rows(ids)

    def _rows(self, ids: Sequence[str]) -> pl.DataFrame:
        return self._numbered([self.graph.graph.ids.number(id) for id in ids])

    def _tabled(self, query: TableQuery, id: str | None = None) -> pl.DataFrame:
        """The models of a table in its order, of the derivatives of one where it is of those."""
        graph = self.graph.graph
        selection = FilteredModels(graph, query.filter, None if id is None else graph.ids.number(id))
        return self._numbered(selection.page(query.sort, query.offset, MOST_FILE_ROWS).numbers)

    def _numbered(self, numbers: Sequence[int]) -> pl.DataFrame:
        return ModelTables(self.graph.graph).scan(np.asarray(numbers, np.int64)).collect()

    def _repr_mimebundle_(self, **kwargs: Any) -> Any:
        """The widget's view; its picture stands above it, hidden for as long as the widget lives."""
        if get_ipython() is not None:
            self._still = display(self._as_html(), display_id=True)
        return super()._repr_mimebundle_(**kwargs)

    def _as_html(self) -> HTML:
        data = "" if self.picture is None else b64encode(self.picture).decode()
        image = f'<img src="data:image/png;base64,{data}" alt="{escape(self.address)}">' if data else ""
        return HTML(f'<div class="{self._name}">{image}</div>')

    def _asked(self, _widget: object, content: dict[str, str], buffers: list[memoryview]) -> None:
        if content["what"] == "picture":
            self._pictured(bytes(buffers[0]))
        else:
            self._answer(content)

    def _pictured(self, picture: bytes) -> None:
        self.picture = picture
        if self._still is not None:
            self._still.update(self._as_html())

    def _answer(self, content: dict[str, str]) -> None:
        answer = (self._app.page if content["what"] == "page" else self._app.answer)(content["address"])
        head = {"id": content["id"], "status": answer.status, "headers": answer.headers}
        self.send(head, buffers=[answer.body])

    @classmethod
    def _named(cls) -> list[str]:
        return ["model"] if cls.path.endswith("/") and cls.path != "/" else []

    def _to_address(self, _change: object = None) -> None:
        """Have the address say what the traits do, where it does not."""
        values = {name: getattr(self, name) for name in [*self._named(), *self.parts]}
        if self._in_address() == values:
            return
        query = [
            (part.parameter, text)
            for name, part in self.parts.items()
            if values[name] != self._default(name)
            for text in part.write(values[name])
        ]
        path = self.path + quote(values.get("model", ""), safe="/")
        self.address = path + (f"?{urlencode(query, safe='/,:')}" if query else "") + self.anchor

    def _to_traits(self, _change: object) -> None:
        """Have the traits say what the address does, where it is of the widget's own page."""
        values = self._in_address()
        if values is not None:
            with self.hold_trait_notifications():
                for name, value in values.items():
                    setattr(self, name, value)

    def _in_address(self) -> dict[str, Any] | None:
        """What the address says of the traits; None where it is of another page."""
        path, query = urlsplit(self.address)[2:4]
        if not path.startswith(self.path) or (not self._named() and path != self.path):
            return None
        given = parse_qs(query)
        values = {
            name: part.read(given[part.parameter]) if part.parameter in given else self._default(name)
            for name, part in self.parts.items()
        }
        return {name: unquote(path.removeprefix(self.path)) for name in self._named()} | values

    def _default(self, name: str) -> Any:
        return self.traits()[name].default()
