"""The page of what changed between two snapshots: how much of each kind, in which families, and the models."""

from collections.abc import Sequence
from datetime import UTC

from flask import Response, render_template
from flask.typing import ResponseReturnValue

from lineage.coverage.coverage_statement import CoverageStatement
from lineage.files.file_identity import file_identity
from lineage.home.change_records import ChangeRecord, FamilyChanges
from web.answers.changes import changes_asked, counts_of, records_kept
from web.api import change_files, csv_tables
from web.http.caching import NO_STORE
from web.http.kept_files import KeptFiles
from web.parameters.changes import CHANGES_PAGE, ChangesQuery
from web.presentation.links import page_query
from web.rows.changes import COLUMNS, change_rows, family_rows
from web.source import home, source

kept_lists = KeptFiles(most=100_000_000)


def page() -> ResponseReturnValue:
    query = page_query(CHANGES_PAGE)
    records = records_kept(home())
    changes = changes_asked(home(), records, query)
    if changes is None:
        return render_template("changes.html", changes=None, query=query), {"Cache-Control": NO_STORE}
    return _page(changes, query, records) if query.format is None else _file(changes, query)


def _page(changes: FamilyChanges, query: ChangesQuery, records: Sequence[ChangeRecord]) -> ResponseReturnValue:
    graph = source().graph
    is_of_families = query.list == "families"
    if is_of_families:
        page = changes.families_page(query.most_of, query.offset, query.limit)
        rows = family_rows(page.items, query)
    else:
        page = changes.page(query.kind, query.offset, query.limit)
        rows = change_rows(graph, query.kind, page.items)
    text = render_template(
        "changes.html",
        changes=changes,
        record=changes.record,
        sides=[CoverageStatement(facts) for facts in (changes.record.a, changes.record.b)],
        since=_since(changes),
        counts={count.kind: count for count in counts_of(changes)},
        records=records,
        query=query,
        columns=COLUMNS[query.kind],
        rows=rows,
        page=page,
        most=csv_tables.MOST_FILE_ROWS,
    )
    return text, {"Cache-Control": NO_STORE}


def _since(changes: FamilyChanges) -> str:
    """The day of the earlier snapshot's data, and the hour in UTC where the later one's are of that day too."""
    a, b = (facts.data_at.astimezone(UTC) for facts in (changes.record.a, changes.record.b))
    return f"{a:%Y-%m-%d %H:%M}" if a.date() == b.date() else f"{a:%Y-%m-%d}"


def _file(changes: FamilyChanges, query: ChangesQuery) -> Response:
    """All changes of the kind, MOST_FILE_ROWS at most."""
    key = (changes.record.folder, file_identity(changes.record.folder / "manifest.json"), query)
    table = kept_lists.response(key, lambda: change_files.chunks(changes, query))
    table.headers.update(change_files.headers(changes, query))
    table.headers["Cache-Control"] = NO_STORE
    return table
