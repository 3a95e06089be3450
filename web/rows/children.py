"""The table of a model's children."""

from collections.abc import Mapping, Sequence
from functools import cache, partial

from markupsafe import Markup

from web.addresses import escaped
from web.answers.models import ModelItem
from web.presentation.labels import count, day, licence
from web.presentation.links import Addresses
from web.presentation.pieces import ModelLinks, compare_box_text, derived_text, known_text, mark, no_number

HEADS = (
    "<th>Child</th><th>Relation</th>"
    '<th class="number">Derived</th><th class="number">Downloads</th><th class="number">Likes</th>'
    "<th>Licence</th><th>Created</th>"
)
NOBODY = '      <tr><td colspan="7" class="empty">No child matches.</td></tr>\n'


def child_table(children: Sequence[ModelItem], variants: Mapping[str, int]) -> Markup:
    """The head and the rows of children of a model; `variants` is how many some of them have, by id."""
    rows = "".join(map(ChildCells(variants).row, children)) or NOBODY
    return Markup(  # noqa: S704 - escaped
        f"<thead><tr>{HEADS}</tr></thead>\n    <tbody>\n{rows}    </tbody>\n"
    )


class ChildCells:
    """What a row says of a child, as markup; each cell has its column's name (`web.presentation.tables`)."""

    def __init__(self, variants: Mapping[str, int]) -> None:
        self._variants, self._link = variants, ModelLinks()
        self._unknown = cache(partial(known_text, None))
        self._to_model, self._to_variants = Addresses("model.page", "id"), Addresses("variants.page", "id")

    def row(self, child: ModelItem) -> str:
        created = child.created_at and day(child.created_at)
        return (
            f'      <tr>\n        <td data-label="Child">{compare_box_text(child.id)}{self._link(child)}'
            f"{self._badges(child)}</td>\n"
            f'        <td data-label="Relation">{mark(child.relation)}</td>\n'
            f'        <td data-label="Derived" class="number">{derived_text(child)}</td>\n'
            f'        <td data-label="Downloads" class="number">{self._number(child, "downloads")}</td>\n'
            f'        <td data-label="Likes" class="number">{self._number(child, "likes")}</td>\n'
            '        <td data-label="Licence" class="nowrap">'
            f"{self._known(licence(child), 'license', child.status)}</td>\n"
            '        <td data-label="Created" class="nowrap">'
            f"{self._known(created, 'created_at', child.status)}</td>\n      </tr>\n"
        )

    def _known(self, value: str | None, field: str, status: str) -> str:
        return self._unknown(field, status) if value is None else escaped(value)

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
