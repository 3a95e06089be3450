"""The rows of the table of models that a model's going concerns."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from markupsafe import Markup

from lineage.impact.survivors import SurvivorKind
from web.addresses import escaped
from web.answers.impact import ReachedItem, RestatedItem, SurvivorItem
from web.answers.models import ModelItem
from web.presentation.labels import class_word, count, licence
from web.presentation.links import Addresses
from web.presentation.pieces import ModelLinks, derived, evidence_badge, known_text, made, no_number, number_cells

KINDS: Mapping[str, str] = {
    SurvivorKind.ORIGINAL: "original",
    SurvivorKind.MIRROR: "mirror",
    SurvivorKind.FULL_PRECISION: "full-precision copy",
    SurvivorKind.SIBLING: "sibling",
}
"""What those are called that users can go to."""


def impact_rows(name: str, models: Sequence[Any]) -> Markup:
    """Models of the list of that name: of survivors what they are and what speaks for each, of others how they are
    derived, with another way or with how they stand before and after where the list has that."""
    link, said = ModelLinks(), _SAID[name]()
    rows = [
        f"      <tr>\n        <td>{link(model)}</td>\n        {said(model)}\n        "
        f"{number_cells((derived(model), _downloads(model)))}\n"
        f"        <td>{known_text(licence(model), 'license', model.status)}</td>\n      </tr>\n"
        for model in models
    ]
    return Markup("".join(rows))  # noqa: S704 - escaped


def standing(verdict: str | None, license_class: str) -> Markup:
    """A verdict and the class of all terms that hold."""
    return Markup(f'{verdict or "root"}, <span class="nowrap">{class_word(license_class)}</span>')  # noqa: S704 - our own words


def _downloads(model: ModelItem) -> str:
    return no_number("downloads", model.status) if model.downloads is None else count(model.downloads)


def _derived() -> Callable[[ModelItem], str]:
    return lambda model: f"<td>{made(model)}</td>"


def _reached() -> Callable[[ReachedItem], str]:
    to_model = Addresses("model.page", "id")

    def steps(way: Sequence[str]) -> str:
        if len(way) < 2:
            return "it is a root itself" if way else '<span class="unknown">not found in time</span>'
        return " → ".join([f'<a href="{to_model.escaped(step)}">{escaped(step)}</a>' for step in reversed(way[1:])])

    return lambda model: f'<td>{made(model)}</td>\n        <td class="way">{steps(model.way)}</td>'


def _surviving() -> Callable[[SurvivorItem], str]:
    def said(model: SurvivorItem) -> str:
        badge = f" {evidence_badge('inferred')}" if model.inferred else ""
        return (
            f'<td class="nowrap">{KINDS[model.kind]}{badge}</td>\n'
            f'        <td class="reasons">{escaped("; ".join(model.reasons))}</td>'
        )

    return said


def _restated() -> Callable[[RestatedItem], str]:
    def said(model: RestatedItem) -> str:
        rules = "".join([f'<br><small class="muted">{escaped(rule)}.</small>' for rule in model.rules])
        return (
            f"<td>{made(model)}</td>\n"
            f"        <td>{standing(model.verdict_before, model.class_before)}</td>"
            f'<td class="reasons"><span>{standing(model.verdict_after, model.class_after)}</span>{rules}</td>'
        )

    return said


_SAID: Mapping[str, Callable[[], Callable[[Any], str]]] = {
    "stranded": _derived,
    "others": _reached,
    "affected": _derived,
    "survivors": _surviving,
    "verdicts": _restated,
}
"""What a row says of a model besides what all say, by the list that it is of."""
