"""`qwen-lineage import`: from a file to a snapshot."""

from collections.abc import Iterator, Mapping
from dataclasses import asdict
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from ingest.commands.left_out import say_left_out
from ingest.commands.progress import console, counting, say_next
from ingest.snapshots.left_out import left_out
from lineage.cli.json_output import json_option, print_json
from lineage.cli.options import with_place
from lineage.coverage.coverage_statement import CoverageStatement
from lineage.errors import BadInput
from lineage.home.work_lock import working
from lineage.place import Place
from lineage.text.printable import printable
from lineage.values import DatedBy, Extent

if TYPE_CHECKING:  # the readers and the tables are imported by those who read a file: `--help` needs neither
    from ingest.snapshots.snapshot import Snapshot
    from ingest.sources.explain import Explanation

MOST_COLUMNS = 40
"""Columns that are named one by one."""


@click.command("import")
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="FILE...")
@click.option("--name", help="The snapshot's name.  [default: the time and the file's name]")
@click.option("--explain", "only_explain", is_flag=True, help="Say how the file would be read, and import nothing.")
@click.option(
    "--map",
    "columns",
    multiple=True,
    metavar="FIELD=COLUMN",
    help="Which column holds what: child=COLUMN, parent=COLUMN, relation, license, ...; a header word or a number "
    "from 1. May be given several times.",
)
@click.option("--id", "card_id", metavar="OWNER/NAME", help="The file is this model's card.")
@click.option(
    "--as-of",
    metavar="DATE",
    help="When the data are from.  [default: the file's own date, else the newest change in it]",
)
@click.option("--whole", is_flag=True, help="The file holds every model of the Hub, and is no sample.")
@json_option("Print JSON: the snapshot that was made, or with --explain how the file would be read.")
@with_place
def import_(
    place: Place,
    files: tuple[Path, ...],
    name: str | None,
    only_explain: bool,
    columns: tuple[str, ...],
    card_id: str | None,
    as_of: str | None,
    whole: bool,
    as_json: bool,
) -> None:
    """Make a snapshot from a file, from a folder of model cards or of shards, or from a pattern ('data/*.parquet').

    Known are hub-stats Parquet, JSON lines of API items or of the Hub's Python client, a whole-Hub dump, radar's
    export, model cards (Parquet, JSON lines, a README with --id, a folder of owner/name/README.md), tables in text
    (CSV, TSV, Markdown: edge lists, models, ids), JSON or Parquet with any usual words for a model's id, its
    parents and its fields, graphs (GraphML, GEXF, GML, node-link JSON, DOT, Mermaid, `a/b -> c/d`), and with --id a
    merge's or an adapter's configuration.

    The format is recognised by content; gzip, bzip2, xz, zstd and UTF-16 are opened. A bad row or line is left out
    alone, and named, on the terminal and in the snapshot's rejected.jsonl; columns that are no field of a model are
    named in its manifest.

    Several files become one snapshot: a model in more than one is one, with the parents that each states, and the
    newer of what both know. A file is a sample of unknown extent unless --whole says that it is all of the Hub; then
    `refresh` can go on from it.
    """
    from ingest.sources.explain import explain  # noqa: PLC0415
    from ingest.sources.own_date import stated_date  # noqa: PLC0415
    from ingest.sources.several import import_files  # noqa: PLC0415

    chosen = dict(map(_pair, columns))
    if only_explain:
        found = [explain(file, chosen, card_id) for file in files]
        if as_json:
            print_json([asdict(one) for one in found])
        else:
            click.echo("\n".join(line for one in found for line in explanation_lines(one)))
        return
    stated = None if as_of is None else stated_date(as_of, datetime.now(UTC))
    doing = f"reading {' + '.join(file.name for file in files)}"[:80]
    with working(place.home, "import", wait=True), counting(doing) as advance:
        folder = import_files(files, place.home, name, advance, chosen, card_id, as_of=stated, whole=whole)
    say_made(place, folder, as_json=as_json)


def say_made(place: Place, folder: Path, *, as_json: bool = False) -> None:
    """Say what part of the Hub was made a snapshot, and the command that goes on from it."""
    from ingest.snapshots.snapshot import Snapshot  # noqa: PLC0415

    made = Snapshot.open(folder)
    console.print(CoverageStatement(made.facts).short, markup=False)
    for text in warnings(made):
        console.print(f"note: {text}", markup=False)
    say_left_out(folder)
    say_next("snapshot", folder, "resolve", place, as_json=as_json)


def warnings(made: "Snapshot") -> Iterator[str]:
    """What is odd about the dates of an import, the words for relations, and ids without owners."""
    from ingest.snapshots.data_date import newest_change  # noqa: PLC0415
    from ingest.snapshots.unknown_relations import unknown_relations  # noqa: PLC0415
    from ingest.snapshots.without_owner import without_owner  # noqa: PLC0415

    yield from _days_apart(made.manifest["counts"].get("files", {}))
    facts = made.facts
    newest = newest_change(made.rows(), facts.started_at) if facts.as_of_how is DatedBy.STATED else None
    if newest and facts.as_of and newest.date() > facts.as_of.date():
        yield f"changes in it are younger than the date given, up to {newest:%Y-%m-%d}"
    if facts.extent is Extent.WHOLE and facts.as_of is None:
        yield "nothing says when it is from, so that no refresh can go on from it: import it again with --as-of DATE"
    yield from filter(None, (unknown_relations(made.rows()), without_owner(made.rows())))


def _days_apart(files: Mapping[str, Mapping[str, Any]]) -> Iterator[str]:
    """That files laid over one another are of different days, by the newest change in each; one day is a matter of
    hours."""
    days = {
        name: date.fromisoformat(file["newest_change"][:10]) for name, file in files.items() if file["newest_change"]
    }
    if days and max(days.values()) - min(days.values()) > timedelta(days=1):
        listed = ", ".join(f"{name} {day}" for name, day in days.items())
        yield f"the files are of different days ({listed}): a parent that one names is kept though the other dropped it"


def explanation_lines(found: "Explanation") -> Iterator[str]:
    """For the terminal; texts from the file are cut, and without what a terminal would obey."""
    yield f"{found.path}: {found.title}"
    if found.note:
        yield f"  {found.note}"
    yield "columns:"
    fields = found.fields[:MOST_COLUMNS]
    width = max((len(field) for field, _ in fields), default=0)
    yield from (f"  {field:<{width}}  {_shown(column)}" for field, column in fields)
    if found.left_out:
        more = f" and {len(found.left_out) - MOST_COLUMNS:,} more" if len(found.left_out) > MOST_COLUMNS else ""
        yield f"left out: {', '.join(map(_shown, found.left_out[:MOST_COLUMNS]))}{more}"
    if lost := left_out(found.counts):
        yield f"as far as it was read for this: {lost}"
    yield "first rows as read:" if found.rows else "no row of it can be read"
    for row in found.rows:
        yield f"  {row['id']}"
        yield from (f"    {name}: {_shown(str(value))}" for name, value in row.items() if name != "id")


def _pair(text: str) -> tuple[str, str]:
    field, mark, column = text.partition("=")
    if not mark or not field or not column:
        raise BadInput(f"{text!r} does not say which column holds what", "write it like --map child=COLUMN")
    return field, column


def _shown(text: str) -> str:
    return printable(text if len(text) <= 100 else f"{text[:97]}...")
