"""The rows of the tables of changes: models that came, went or are otherwise, and families."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from markupsafe import Markup

from lineage.frozen import FrozenGraph
from lineage.home.change_records import CHANGE_KINDS, NO_FAMILY
from web.addresses import escaped
from web.answers.models import ModelItem, items
from web.parameters.changes import ChangesQuery
from web.presentation.labels import class_word, count
from web.presentation.links import Addresses, same_page
from web.presentation.pieces import ModelLinks, made, no_number, number_cells, shown_id_text

Cell = Callable[[Mapping[str, Any]], str]
COLUMNS: Mapping[str, Sequence[str]] = {
    "added": ("Model", "How it was made", "Downloads", "Family"),
    "removed": ("Model", "Family"),
    "joined": ("Model", "Parents before", "Parents now", "Family before", "Family"),
    "left": ("Model", "Parents before", "Parents now", "Family that it left", "Family now"),
    "renamed": ("Model", "Called before", "Family"),
    "reparented": ("Model", "Parents before", "Parents now", "Family"),
    "relation_changed": ("Model", "Parent", "Relation before", "Relation now", "Family"),
    "licence_changed": ("Model", "States", "What applies", "Beside those above", "Family"),
    "verdict_changed": ("Model", "States", "What applies", "Beside those above", "Family"),
    "absent": ("Model", "Family"),
}
"""The columns of the table of each kind."""
NONE = '<span class="unknown">none</span>'
NOT_STATED = '<span class="unknown">not stated</span>'


def change_rows(graph: FrozenGraph, kind: str, changes: Sequence[Mapping[str, Any]]) -> Markup:
    """Changes of a kind, each with its COLUMNS; a model that the graph has is a link."""
    cells = _Cells(graph, changes).of(kind)
    rows = ["".join(["        <tr>", *(cell(change) for cell in cells), "</tr>\n"]) for change in changes]
    return Markup("".join(rows))  # noqa: S704 - escaped


def family_rows(families: Sequence[Mapping[str, Any]], query: ChangesQuery) -> Markup:
    """Families with how many changes of each kind they have, each a link to these."""
    rows = []
    for one in families:
        family = one["family"] or NO_FAMILY

        def address(kind: str, family: str = family) -> str:
            return escaped(same_page(list=None, most_of=None, offset=None, family=family, kind=kind))

        name = shown_id_text(family) if one["family"] else NO_FAMILY
        numbers = [f'<a href="{address(kind)}">{count(one[kind])}</a>' if one[kind] else "" for kind in CHANGE_KINDS]
        kind = next((kind for kind in (query.most_of, *CHANGE_KINDS) if kind and one[kind]), query.kind)
        first = f'<th scope="row"><a href="{address(kind)}">{name}</a></th>'
        rows.append(f"        <tr>{first}{number_cells(numbers)}</tr>\n")
    return Markup("".join(rows))  # noqa: S704 - escaped


class _Cells:
    """The cells of changes: of the models that the graph has, what it knows of them."""

    def __init__(self, graph: FrozenGraph, changes: Sequence[Mapping[str, Any]]) -> None:
        self._graph = graph
        found = {change["id"]: graph.ids.find(change["id"]) for change in changes}
        numbers = [number for number in found.values() if number is not None]
        self._models: Mapping[str, ModelItem] = {model.id: model for model in items(graph, numbers)}
        self._link, self._address = ModelLinks(), Addresses("model.page", "id")

    def of(self, kind: str) -> Sequence[Cell]:
        """Those of COLUMNS of a kind."""
        parents = (self._list("before"), self._list("after"))
        terms = (self._pair("before", "after"), self._pair("applied", "applies", class_word))
        of_kind: Mapping[str, Sequence[Cell]] = {
            "added": (self._made, self._downloads),
            "joined": (*parents, self._one("family_before")),
            "left": (*parents, self._one("family")),
            "renamed": (self._text("before"),),
            "reparented": parents,
            "relation_changed": (self._one("parent"), self._text("before"), self._text("after")),
            "licence_changed": (*terms, self._pair("verdict_before", "verdict_after")),
        }
        cells = of_kind.get("licence_changed" if kind == "verdict_changed" else kind, ())
        return self._model, *cells, self._one("family_after" if kind == "left" else "family")

    def _model(self, change: Mapping[str, Any]) -> str:
        model = self._models.get(change["id"])
        return f"<td>{shown_id_text(change['id']) if model is None else self._link(model)}</td>"

    def _made(self, change: Mapping[str, Any]) -> str:
        model = self._models.get(change["id"])
        return f"<td>{'' if model is None else made(model)}</td>"

    def _downloads(self, change: Mapping[str, Any]) -> str:
        model = self._models.get(change["id"])
        if model is None:
            return '<td class="number"></td>'
        known = model.downloads
        return f'<td class="number">{no_number("downloads", model.status) if known is None else count(known)}</td>'

    def _one(self, name: str) -> Cell:
        """A model of that field, or that there is none."""
        return lambda change: f"<td>{self._named(change[name]) if change[name] else NONE}</td>"

    def _list(self, name: str) -> Cell:
        """The models of that field, one below the other."""
        return lambda change: f"<td>{'<br>'.join(map(self._named, change[name])) or NONE}</td>"

    def _named(self, id: str) -> str:
        if self._graph.ids.find(id) is None:
            return shown_id_text(id)
        return f'<a href="{self._address.escaped(id)}">{shown_id_text(id)}</a>'

    @staticmethod
    def _text(name: str) -> Cell:
        return lambda change: f'<td><span class="raw">{escaped(change[name])}</span></td>'

    @staticmethod
    def _pair(before: str, after: str, words: Callable[[str], str] = str) -> Cell:
        """What stood there before, and what stands there now where that is another."""

        def shown(value: str | None) -> str:
            return NOT_STATED if value is None else escaped(words(value))

        def cell(change: Mapping[str, Any]) -> str:
            was, now = shown(change[before]), shown(change[after])
            if was == now:
                return f'<td><span class="faint">{now}</span></td>'
            return f'<td><span class="muted">{was}</span> → {now}</td>'

        return cell
