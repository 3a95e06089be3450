"""Filters and facets in words: what a facet and each value of it is called, and the chips that take a choice off."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from markupsafe import Markup, escape

from lineage.filters.model_filter import OPTIONAL, MassUploads, ModelFilter
from lineage.licences.grants import IN_WORDS
from lineage.licences.unknown_reasons import IN_WORDS as OF_REASONS
from lineage.values import Denominator
from web.addresses import escaped
from web.answers.facets import FacetAnswer, FacetValue
from web.presentation.coverage import absent
from web.presentation.labels import RELATIONS, class_word, count, day, parameter_words, plain_name, short
from web.presentation.links import same_page

FACETS: Mapping[str, str] = {
    "relation": "Relation",
    "license": "Licence",
    "effective_class": "What applies",
    "terms": "Allowed",
    "task": "Task",
    "library": "Library",
    "weight_format": "Format",
    "bits": "Bits",
    "language": "Language",
    "parameters": "Size",
    "created": "Created",
    "downloads": "Downloads",
    "author": "Owner",
    "organisation": "Organisation",
    "status": "Status",
    "mass_uploads": "Mass uploads",
}
"""The facets of the table, in its order."""
COMPLETED = ("author", "organisation", "license", "task", "library", "language")
"""Facets with more values than are shown: a field completes them."""
NOT_STATED: Mapping[str, str] = {
    "relation": "no parent is named",
    "terms": "none of these",
    "language": "no tag names one",
}
"""What is said of models without a value, where it is not that of another field of theirs."""
FIELDS: Mapping[str, str] = {"task": "pipeline_tag", "created": "created_at", "weight_format": "format"}
"""The properties that facets of other names are of."""
RANGES = ("parameters", "created", "downloads")
"""Facets whose values are bounds, one range at a time."""
OPEN = 5
"""Facets that are open unasked."""
OTHERS = (
    *("q", "license_verdict", "licence_rule", "unknown_because", "not_stated"),
    *("base", "of", "descends_from", "not_descends_from", "made_by", "generation", "exclusive"),
)
"""Fields of a filter that are no facets."""
OF_ONE_ABOVE = ("made_by", "generation", "exclusive")
"""Fields that say nothing once nothing is named from which models are to descend."""
_UPLOADS: Mapping[str, str] = {MassUploads.WITHOUT: "without", MassUploads.ONLY: "only these"}
_OF: Mapping[str, str] = {
    Denominator.DECLARED: "those with a declared parent other than themselves",
    Denominator.LANGUAGE: "language models",
    Denominator.TRACKED: "tracked organisations",
}
_WORDS: Mapping[str, Callable[[Any], str]] = {
    "relation": lambda value: RELATIONS[value][0],
    "effective_class": class_word,
    "terms": IN_WORDS.__getitem__,
    "mass_uploads": _UPLOADS.__getitem__,
    "unknown_because": OF_REASONS.__getitem__,
    "not_stated": FACETS.__getitem__,
    "of": _OF.__getitem__,
    "descends_from": plain_name,
    "not_descends_from": plain_name,
    "exclusive": lambda value: "its organisation's alone",
}


@dataclass(frozen=True, slots=True)
class Chip:
    """Something that is asked for, in words, and the page and the filter without it."""

    field: str
    text: str
    without: str
    left: ModelFilter


@dataclass(frozen=True, slots=True)
class FacetLink:
    """One value of a facet, in words, and the page where it is asked for, or no longer."""

    text: str
    models: int
    chosen: bool
    address: str


@dataclass(frozen=True, slots=True)
class FacetView:
    """One facet as the page shows it."""

    name: str
    title: str
    links: Sequence[FacetLink]
    answer: FacetAnswer
    not_stated: FacetLink | None


def facet_view(facet: FacetAnswer, wanted: ModelFilter) -> FacetView:
    links = [
        FacetLink(value_words(facet.name, one), one.models, one.chosen, _toggled(facet.name, one, wanted))
        for one in facet.values
    ]
    return FacetView(facet.name, FACETS[facet.name], links, facet, _not_stated(facet, wanted))


def _not_stated(facet: FacetAnswer, wanted: ModelFilter) -> FacetLink | None:
    """The models without a value as one more; None where there are none, and where they cannot be asked for."""
    name, chosen = facet.name, facet.not_stated_chosen
    if name not in OPTIONAL or not (chosen or facet.not_stated):
        return None
    others, ends = _others_not_stated(name, wanted), _without(name) if name in RANGES else {}
    address = same_page(**ends, not_stated=others if chosen else [*others, name])
    return FacetLink(_why_none(name), facet.not_stated, chosen, address)


def _others_not_stated(name: str, wanted: ModelFilter) -> list[str]:
    return [other for other in wanted.not_stated if other != name]


def _why_none(name: str) -> str:
    """What is said of models without a value of a facet."""
    return NOT_STATED.get(name) or absent(FIELDS.get(name, name))


def facet_sections(views: Sequence[FacetView]) -> Markup:
    """The facets that have values as parts of a page, the first of them open.

    A function, not a template: a page has a hundred of these links.
    """
    shown = [view for view in views if view.links or view.answer.other_values]
    return Markup("".join([_section(view, is_open=at < OPEN) for at, view in enumerate(shown)]))  # noqa: S704 - escaped


def _section(view: FacetView, is_open: bool) -> str:
    links, name, answer = [*view.links, *([] if view.not_stated is None else [view.not_stated])], view.name, view.answer
    chosen, others, unstated = sum(link.chosen for link in links), "", ""
    if answer.other_values:
        completed = f': <a href="#field-{name}">type its name</a>' if name in COMPLETED else ""
        others = f'<p class="small faint">{count(answer.other_values)} more{completed}</p>'
    if answer.not_stated and view.not_stated is None:
        unstated = f'<p class="small faint">{escape(_why_none(name))}: {count(answer.not_stated)}</p>'
    return (
        f'    <details class="facet"{" open" if chosen or is_open else ""}>\n'
        f"      <summary>{view.title}{f' <small>{chosen} chosen</small>' if chosen else ''}</summary>\n"
        f"      <ul>\n{''.join(map(_facet_link, links))}      </ul>\n{others}{unstated}    </details>\n"
    )


def _facet_link(one: FacetLink) -> str:
    chosen = ' aria-current="true"' if one.chosen else ""
    return (
        f'        <li><a href="{escape(one.address)}"{chosen}><span class="value">{escaped(one.text)}</span> '
        f'<span class="number">{count(one.models)}</span></a></li>\n'
    )


def value_words(name: str, one: FacetValue) -> str:
    """A value as people read it."""
    if name == "parameters":
        return between(one.asks["parameters_from"], one.asks.get("parameters_below"), short)
    if name == "downloads":
        return between(one.asks["downloads_from"], one.asks.get("downloads_below"), count)
    return word(name, one.value)


def word(name: str, value: Any) -> str:
    """A value of one field of a filter as people read it."""
    return _WORDS.get(name, str)(value)


def between(first: Any, end: Any, words: Any = count) -> str:
    """A range of numbers: from `first` on, and below `end`; None is no bound."""
    if end is None:
        return f"{words(int(first))} and more"
    if int(end) == 1:
        return str(words(0))
    return f"below {words(int(end))}" if not first or not int(first) else f"{words(int(first))} to {words(int(end))}"


def chips(wanted: ModelFilter) -> Iterator[Chip]:
    """All that a filter asks for, one after the other."""
    chosen = wanted.chosen
    for name in (*OTHERS, *FACETS):
        values = chosen.get(name, ())
        if isinstance(values, tuple):
            for value in values:
                others = tuple(other for other in values if other != value)
                yield Chip(_title(name), word(name, value), *_left_of(wanted, name, others))
        else:
            yield Chip(_title(name), word(name, values), *_left(wanted, name))
    yield from _chips_of_ranges(wanted)


def _chips_of_ranges(wanted: ModelFilter) -> Iterator[Chip]:
    sizes = (wanted.parameters_from, wanted.parameters_below)
    downloads = (wanted.downloads_from, wanted.downloads_below)
    for name, (first, end), words in (("parameters", sizes, short), ("downloads", downloads, count)):
        if (first, end) != (None, None):
            yield Chip(FACETS[name], between(first, end, words), *_left(wanted, *_ends(name)))
    first_day, last_day = wanted.created_from, wanted.created_to
    if first_day is not None or last_day is not None:
        since = [] if first_day is None else [f"since {day(first_day)}"]
        until = [] if last_day is None else [f"until {day(last_day)}"]
        yield Chip("Created", " ".join((*since, *until)), *_left(wanted, *_ends("created")))


def _title(name: str) -> str:
    return FACETS.get(name) or parameter_words(name).capitalize()


def _left(wanted: ModelFilter, *names: str) -> tuple[str, ModelFilter]:
    """The page and the filter without some fields."""
    if "descends_from" in names:
        names = (*names, *OF_ONE_ABOVE)
    return same_page(**dict.fromkeys(names)), wanted.without(*names)


def _left_of(wanted: ModelFilter, name: str, others: tuple[Any, ...]) -> tuple[str, ModelFilter]:
    """The page and the filter with these values of a field alone."""
    if not others:
        return _left(wanted, name)
    changed: dict[str, Any] = {name: others}
    return same_page(**{name: list(map(str, others))}), replace(wanted, **changed)


def _ends(name: str) -> tuple[str, str]:
    """The fields of a range."""
    return ("created_from", "created_to") if name == "created" else (f"{name}_from", f"{name}_below")


def _without(name: str) -> dict[str, None]:
    return dict.fromkeys(_ends(name))


def _toggled(name: str, one: FacetValue, wanted: ModelFilter) -> str:
    """The page with a value asked for as well, or no longer; a range takes the place of another."""
    if name in RANGES:
        asked: dict[str, Any] = {} if one.chosen else {**one.asks, "not_stated": _others_not_stated(name, wanted)}
        return same_page(**{**_without(name), **asked})
    if name == "mass_uploads":
        return same_page(mass_uploads=None if one.chosen else one.value)
    chosen = [str(value) for value in getattr(wanted, name)]
    left = [value for value in chosen if value != one.value]
    return same_page(**{name: left if one.chosen else [*chosen, one.value]})
