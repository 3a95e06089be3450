"""The rows of the table of a model's children. Functions, not templates: a page has hundreds of these cells. Everything
from the Hub is escaped."""

from collections.abc import Mapping, Sequence

from markupsafe import Markup

from web.answers.models import ModelItem
from web.labels import count, day, licence
from web.links import Addresses
from web.pieces import ModelLinks, compare_box, derived, known_text, mark, no_number, number_cells


def child_rows(children: Sequence[ModelItem], variants: Mapping[str, int]) -> Markup:
    """Children of a model; `variants` is how many some of them have, by id."""
    cells = ChildCells(variants)
    return Markup("".join(map(cells.row, children)))  # noqa: S704 - escaped


class ChildCells:
    """What a row says of a child, as markup."""

    def __init__(self, variants: Mapping[str, int]) -> None:
        self._variants, self._link = variants, ModelLinks()
        self._to_model, self._to_variants = Addresses("model.page", "id"), Addresses("variants.page", "id")

    def row(self, child: ModelItem) -> str:
        created = child.created_at and day(child.created_at)
        numbers = derived(child), self._number(child, "downloads"), self._number(child, "likes")
        return (
            f"      <tr>\n        <td>{compare_box(child.id)}{self._link(child)}{self._badges(child)}</td>\n"
            f"        <td>{mark(child.relation)}</td>\n        {number_cells(numbers)}\n"
            f'        <td class="nowrap">{known_text(licence(child), "license", child.status)}</td>\n'
            f'        <td class="nowrap">{known_text(created, "created_at", child.status)}</td>\n      </tr>\n'
        )

    def _number(self, child: ModelItem, field: str) -> str:
        value = getattr(child, field)
        return no_number(field, child.status) if value is None else count(value)

    def _badges(self, child: ModelItem) -> str:
        """Whether it has several parents, and how many variants."""
        shown = ""
        if child.parents > 1:
            shown = f' <a class="badge" href="{self._to_model.escaped(child.id)}#parents">{child.parents} parents</a>'
        if many := self._variants.get(child.id):
            said = f"+ {count(many)} {'variant' if many == 1 else 'variants'}"
            shown += f' <a class="badge" href="{self._to_variants.escaped(child.id)}">{said}</a>'
        return shown
