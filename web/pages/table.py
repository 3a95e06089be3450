"""The table: every model, or all derivatives of one, narrowed by facets and sorted; the same as a file."""

import re
from collections.abc import Iterator, Sequence

from flask import Response, redirect, render_template, request
from flask.typing import ResponseReturnValue

from lineage.filters.filtered_models import FilteredModels
from lineage.filters.model_filter import EVERYTHING, ModelFilter
from lineage.frozen import FrozenGraph
from web.addresses import parameter_texts
from web.answers import facets, lists
from web.answers.list_statement import statement_of
from web.api import csv_tables, table_files
from web.http.kept_files import KeptFiles
from web.pages import questions
from web.pages.feed import feed_title
from web.parameters.lists import TABLE, FacetQuery, TableQuery
from web.presentation.facet_words import FACETS, OF_ONE_ABOVE, Chip, chips, facet_sections, facet_view
from web.presentation.links import page_query, same_page, unknown_parameters
from web.rows.models import NUMBERS, column_boxes, rows
from web.source import source

kept_tables = KeptFiles(most=500_000_000)  # of 100 bytes a model

SHOWN = ("relation", "descendants", "downloads", "likes", "license", "parameters", "created_at")
"""The columns of whoever asks for no others, beside what a filter by licences adds."""
TITLES = {
    "relation": "Relation",
    "descendants": "Derived",
    "downloads": "Downloads",
    "likes": "Likes",
    "license": "Licence",
    "effective_class": "What applies",
    "parameters": "Size",
    "pipeline_tag": "Task",
    "library": "Library",
    "format": "Format",
    "bits": "Bits",
    "encoding": "Encoding",
    "languages": "Languages",
    "created_at": "Created",
    "author": "Owner",
    "organisation": "Organisation",
    "license_verdict": "Verdict",
    "license_rules": "Licence rules met",
    "last_modified": "Last change",
    "downloads_all_time": "Downloads, all time",
    "children": "Children",
    "parents": "Parents",
    "generation": "Generation, from a root",
    "status": "Status",
    "gated": "Gated",
    "mass_upload": "Mass upload",
}
"""The columns that the page offers, in its order, as their heads; an address may ask for any other of the file's."""
JOINT = r"[^\w\s]"
"""What stands between the words of one name."""
VALUES = 8
"""Values of a facet that are shown."""


def everything() -> ResponseReturnValue:
    return _table(None)


def page(id: str) -> ResponseReturnValue:
    return _table(id)


def _table(id: str | None) -> ResponseReturnValue:
    query = page_query(TABLE)
    if not all(value for _, value in request.args.items(multi=True)) and not unknown_parameters():
        return redirect(_without_empty_fields(query.filter))
    graph = source().graph
    number = None if id is None else graph.ids.number(id)
    selection = FilteredModels(graph, query.filter, number)
    if query.format is not None:
        return _file(selection, id, number, query)
    page = selection.page(query.sort, query.offset, query.limit)
    models = lists.selected(selection, query, page)
    columns = tuple(dict.fromkeys(query.columns)) or _unasked(selection.meant)
    titles = TITLES | {name: name.replace("_", " ").capitalize() for name in columns if name not in TITLES}
    wanted = selection.meant
    found = facets.facets_of(selection, FacetQuery(wanted, tuple(FACETS), limit=VALUES))
    asked = list(chips(wanted))
    below = (*wanted.descends_from, *(() if id is None else (f"model:{id}",)))
    return render_template(
        "table.html",
        id=id,
        models=models,
        rows=rows(graph, page.numbers, models.items, {name: titles[name] for name in columns}, models.offset),
        columns=columns,
        titles=titles,
        query=query,
        wanted=wanted,
        chips=asked,
        like=_as_typed(selection.words, wanted.q),
        emptied_by=[] if models.total else _emptied_by(graph, asked, number),
        facet_sections=facet_sections,
        column_boxes=column_boxes,
        facets=[facet_view(facet, wanted) for facet in found.items],
        selection=selection,
        nearest=selection.unknown(),
        hidden=list(_hidden(wanted)),
        numbers=NUMBERS,
        most=csv_tables.MOST_FILE_ROWS,
        undercount=None if number is None else graph.undercounts.get(number),
        statement=statement_of(graph, wanted.below(below)),
        exported=_exported(wanted.below(below)),
        feed_title=feed_title([*(chips(EVERYTHING.below(below)) if id else ()), *asked]),
        questions=questions.matching(wanted.q) if wanted.q else (),
        owner=lists.owner_called(graph, wanted.q) if wanted.q and number is None else None,
    )


def _as_typed(words: Sequence[str], text: str) -> str:
    """The words that a search looked for, those that stand together in what was typed as they stand there."""
    typed, shown, at = text.lower(), [], 0
    while at < len(words):
        ends = range(len(words), at, -1)
        together = (re.search(rf"(?<!\w){JOINT.join(map(re.escape, words[at:end]))}(?!\w)", typed) for end in ends)
        found = next(((end, one[0]) for end, one in zip(ends, together, strict=True) if one), (at + 1, words[at]))
        shown.append(found[1])
        at = found[0]
    return " ".join(shown)


def _unasked(wanted: ModelFilter) -> tuple[str, ...]:
    """SHOWN, and behind the licence what tells why a filter by licences finds a model."""
    behind = SHOWN.index("license") + 1
    return (*SHOWN[:behind], *table_files.telling(wanted), *SHOWN[behind:])


def _without_empty_fields(wanted: ModelFilter) -> str:
    """The address of what a form asks for, but for what goes with one name to descend from where it gives another
    number of them."""
    return same_page(**({} if len(wanted.descends_from) == 1 else dict.fromkeys(OF_ONE_ABOVE)))


def _emptied_by(graph: FrozenGraph, asked: Sequence[Chip], number: int | None) -> list[tuple[Chip, int]]:
    """What alone leaves nothing: each chip without which there are models, and how many, the most first."""
    left = [(chip, FilteredModels(graph, chip.left, number).total) for chip in asked if len(asked) > 1]
    return sorted(((chip, models) for chip, models in left if models), key=lambda one: -one[1])


def _exported(wanted: ModelFilter) -> dict[str, list[str]]:
    """The parameters that ask for the same models as a file for other tools; none where every model is wanted."""
    return {name: parameter_texts(value) for name, value in wanted.chosen.items()}


SEEN = (
    "q",
    "descends_from",
    "license_verdict",
    "parameters_from",
    "parameters_below",
    "downloads_from",
    "created_from",
    "created_to",
)
"""Fields that the form shows with their values."""


def _hidden(wanted: ModelFilter) -> Iterator[tuple[str, str]]:
    """What else is asked for, for the form to ask for again."""
    return ((name, text) for name, texts in _exported(wanted).items() if name not in SEEN for text in texts)


def _file(selection: FilteredModels, id: str | None, number: int | None, query: TableQuery) -> Response:
    """All rows of the filter, MOST_FILE_ROWS at most, with the columns that are shown."""
    key = (selection.graph.version, number, query)
    table = kept_tables.response(key, lambda: table_files.chunks(selection, query, id))
    table.headers.update(table_files.headers(selection, query, id))
    return table
