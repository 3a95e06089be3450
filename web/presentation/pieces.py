"""Pieces of pages that stand in the rows of tables, as functions: a page has hundreds, and a macro takes ten times as
long as a function. Everything from the Hub is escaped."""

from collections.abc import Iterable, Mapping
from typing import Any

from flask import Flask, request
from markupsafe import Markup, escape

from lineage.coverage.coverage_statement import left_out
from lineage.frozen import Undercount
from lineage.text import ids
from lineage.values import Relation, Status
from web.addresses import escaped
from web.presentation.coverage import absent, parents_unknown, status_meaning
from web.presentation.labels import EXPORT_FORMATS, class_word, count, licence, relation_word
from web.presentation.links import Addresses, address_of
from web.source import source

NOT_KNOWN = "not known"
TABLES = ("csv", "parquet")
"""Formats of exports that have a table of models, and one of derivations beside it."""


def shown_id(model_id: str) -> Markup:
    """An id, its owner apart from its name."""
    return Markup(shown_id_text(model_id))  # noqa: S704 - escaped


def shown_id_text(model_id: str) -> str:
    """The same as text."""
    owner, name = ids.parts(escaped(model_id))  # which has a slash wherever the id has one, and no other
    before = f'<span class="owner">{owner}/</span>' if owner else ""
    return f'<span class="id">{before}{name}</span>'


def model_link(model: Any, endpoint: str = "model.page") -> Markup:
    """A model (`id`, `status`) as a link to a page of it, which tells where it is not listed."""
    return Markup(ModelLinks(endpoint)(model))  # noqa: S704 - escaped


class ModelLinks:
    """`model_link` for many models, as text: what their links have in common is looked up once."""

    def __init__(self, endpoint: str = "model.page") -> None:
        self._address = Addresses(endpoint, "id")

    def __call__(self, model: Any) -> str:
        said = ""
        if model.status != Status.LISTED:
            said = f' class="missing" title="{escape(status_meaning(model.status, source().graph.facts))}"'
        return f'<a href="{self._address.escaped(model.id)}"{said}>{shown_id_text(model.id)}</a>'


def compare_box(model_id: str, text: str = "") -> Markup:
    """A box that ticks a model to be compared; the form stands at the foot of every page."""
    return Markup(compare_box_text(model_id, text))  # noqa: S704 - escaped


def compare_box_text(model_id: str, text: str = "") -> str:
    """The same as text, for many of them."""
    id = escaped(model_id)
    kind, said = (" button", "") if text else ("", f' aria-label="Compare {id}" title="Compare"')
    return (
        f'<label class="compare-box{kind}"><input type="checkbox" name="id" value="{id}" form="tray" '
        f'autocomplete="off"{said}>{f" {escape(text)}" if text else ""}</label>'
    )


def _mark(relation: Relation | None) -> Markup:
    word = "root" if relation is None else relation_word(relation)
    return Markup(f'<span class="mark mark-{relation or "root"}">{word}</span>')  # noqa: S704 - our own words


_MARKS = {relation and str(relation): _mark(relation) for relation in (None, *Relation)}


def mark(relation: str | None) -> Markup:
    """How a model was made; None: it is a root."""
    return _MARKS[relation]


def made(model: Any) -> str:
    """How a model was made: `relation`, where there is none that it is a root, or that nobody could ask."""
    if model.relation is None and model.status == Status.MISSING:
        return f'<span class="unknown" title="{escape(parents_unknown(source().graph.facts))}">{NOT_KNOWN}</span>'
    return mark(model.relation)


def evidence_badge(source: str) -> Markup:
    """A chip that tells what it means when it is pressed, by key or finger, without a script: `explanations` stand once
    on a page."""
    return _badge(source, source, source)


def irregularity_badge(kind: str) -> Markup:
    """The same of a derivation that is none of the regular ones."""
    return _badge(kind, "warn", kind.replace("_", " "))


def _badge(name: str, colour: str, text: str) -> Markup:
    return Markup(  # noqa: S704 - escaped
        f'<button class="badge badge-{escape(colour)}" type="button" popovertarget="why-{escape(name)}">'
        f"{escape(text)}</button>"
    )


def known(value: Any, field: str | None = None, status: str | None = None) -> Markup:
    """A value, the `field` of a model of that `status`; where none stands, whether anybody could have said it."""
    return escape(value) if value is not None else _unknown(absent(field, status))


def known_text(value: str | None, field: str, status: str) -> str:
    """The same of a text, as text."""
    return escaped(value) if value is not None else _unknown(absent(field, status))


def term(license_class: str) -> str:
    """A class of licences, in its colour."""
    return f'<span class="term" data-class="{license_class}">{class_word(license_class)}</span>'


def stated(model: Any, field: str, text: Any) -> Markup:
    """The `field` of a model, which stands there as `text`."""
    return known(None if getattr(model, field) is None else text, field, model.status)


def licence_of(model: Any) -> Markup:
    """What the licence of a model is called."""
    return known(licence(model), "license", model.status)


def number(model: Any, field: str) -> Markup:
    """A number of a model, in as little room as there is."""
    value = getattr(model, field)
    return no_number(field, model.status) if value is None else Markup(count(value))  # noqa: S704 - digits


def no_number(field: str, status: str) -> Markup:
    """What stands in the place of one that is not there."""
    return Markup(f'<span class="unknown" title="{escape(absent(field, status))}">–</span>')  # noqa: RUF001, S704


def cited(title: str) -> tuple[str, str]:
    """How this page is cited, in a sentence and for BibTeX."""
    from lineage.export.about import bibtex_of, citation_of  # noqa: PLC0415 - a server listens before it can export

    facts = source().graph.facts
    named = f"{title}, {request.base_url}"
    return citation_of(facts, named), bibtex_of(facts, named)


def export_links(selection: Mapping[str, Any]) -> Markup:
    """Links to a part of the graph as a file, one a format; tables have a second, with derivations."""
    path, asks, query = escaped(address_of("api_export.export", **selection)).partition("?")
    rest = f"&amp;{query}" if asks else ""

    def link(text: str, which: str) -> str:
        return f'<a href="{path}?{which}{rest}" download>{text}</a>'

    formats = [
        f"{link(name, f'format={format}')} ({link('derivations', f'format={format}&amp;part=beside')})"
        if format in TABLES
        else link(name, f"format={format}")
        for format, name in EXPORT_FORMATS.items()
    ]
    return Markup(", ".join(formats))  # noqa: S704 - escaped


def number_cells(cells: Iterable[str]) -> str:
    """Cells of numbers in a row of a table, what each holds given as markup."""
    return "".join([f'<td class="number">{cell}</td>' for cell in cells])


def more(undercount: Undercount | None) -> Markup:
    """What a count leaves out, beside it."""
    if undercount is None:
        return Markup()
    said = escape(left_out(undercount, source().graph.facts))
    return Markup(  # noqa: S704 - escaped
        f' <small class="faint nowrap" title="{said}"><span aria-hidden="true">+ {count(undercount.models)}</span>'
        f'<span class="visually-hidden">, {said}</span></small>'
    )


def derived(model: Any) -> Markup:
    """How many descend from a model, what that leaves out, and how many are no mass uploads."""
    return Markup(derived_text(model))  # noqa: S704 - escaped


def derived_text(model: Any) -> str:
    """The same as text, for many of them."""
    beside = without_mass_uploads(model.descendants, model.descendants_without_mass_uploads)
    undercount = more(model.undercount) if model.undercount else ""
    return f"{count(model.descendants)}{undercount}{beside}"


def without_mass_uploads(models: int, without: int) -> str:
    """How many of a number of models are no mass uploads, where that is another number, to stand behind it."""
    if without == models:
        return ""
    return (
        ' <small class="faint beside"><span class="visually-hidden">or </span>'
        f"{count(without)} without mass uploads</small>"
    )


def _unknown(text: str) -> Markup:
    return Markup(f'<span class="unknown">{escape(text)}</span>')  # noqa: S704 - escaped


def register(app: Flask) -> None:
    """Make them known to the templates. What may be said of no value at all is no filter, since a filter of constants
    is asked once."""
    app.jinja_env.filters.update(
        shown_id=shown_id,
        model_link=model_link,
        compare_box=compare_box,
        mark=mark,
        evidence_badge=evidence_badge,
        irregularity_badge=irregularity_badge,
        licence_of=licence_of,
        number=number,
        more=more,
        derived=derived,
        export_links=export_links,
    )
    app.jinja_env.globals.update(cited=cited, known=known, stated=stated)
