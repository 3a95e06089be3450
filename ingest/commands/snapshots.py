"""`qwen-lineage snapshots`, `diff` and `prune`: list them, compare them, remove old ones."""

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from rich.table import Table

from ingest.commands.progress import console
from lineage.cli.completion import snapshot_names
from lineage.cli.json_output import json_option, print_json
from lineage.cli.options import with_place
from lineage.cli.tables import plain_table, print_table
from lineage.coverage.coverage_statement import CoverageStatement
from lineage.errors import BadInput, one_line
from lineage.home.home import Home, by_age, without_manifest
from lineage.home.work_lock import working
from lineage.place import Place
from lineage.values import SnapshotFacts

if TYPE_CHECKING:  # what reads and compares snapshots is imported by those who do: `--help` needs no tables
    from ingest.audit.diff import Diff
    from ingest.snapshots.prune import Doomed

COLUMNS = ("snapshot", "source", "what part of the Hub", "listed", "frontier", "data of", "read")
WHAT = {
    "added": "models that came",
    "removed": "models that are not listed any more",
    "absent": "models that are not in the second: whether they are gone cannot be told",
    "renamed": "models under another name",
    "reparented": "models with other parents",
    "relation_changed": "derivations of another relation",
    "licence_changed": "models that state another licence, or whose licence stands otherwise to those above it",
}


@click.command()
@click.option("--check", is_flag=True, help="Read every snapshot and hold it against its checksums.")
@json_option("Print JSON: the facts of each.")
@with_place
def snapshots(place: Place, check: bool, as_json: bool) -> None:
    """List the snapshots, that of the oldest data first.

    With --check, stop at the first that is not as it was written.
    """
    from ingest.snapshots.snapshot import snapshots as all_snapshots  # noqa: PLC0415

    found = all_snapshots(place.home)
    for snapshot in found if check else []:
        snapshot.check()
    if as_json:
        print_json([snapshot.facts.to_row() for snapshot in found])
    else:
        rows = [_cells(snapshot.facts) for snapshot in found]
        print_table(plain_table("", COLUMNS, rows, prose=("source", "what part of the Hub", "data of")))
    for folder in without_manifest(place.home.snapshots):
        click.echo(f"{folder}: no manifest.json, so nothing reads it; bring that back, or remove the folder", err=True)


@click.command()
@click.argument("a", shell_complete=snapshot_names)
@click.argument("b", required=False, shell_complete=snapshot_names)
@json_option("Print everything as JSON.")
@click.option("--limit", type=click.IntRange(min=0), default=10, show_default=True, help="Rows to show of each kind.")
@with_place
def diff(place: Place, a: str, b: str | None, as_json: bool, limit: int) -> None:
    """What changed from snapshot A to snapshot B (that of the newest data, unless one is named).

    Models are followed through renames. Where the two are not whole passes over one Hub, notes say what cannot be
    told. A snapshot that is not resolved yet is resolved first. What is found is kept in the home, where the page
    /changes shows it.
    """
    from ingest.audit.diff import diff as compare  # noqa: PLC0415

    with console.status("comparing"):
        found = compare(place.home, a, b or _newer(place.home, a))
        _keep(place.home, found)
    for note in found.notes:
        console.print(f"note: {note}", markup=False)
    if as_json:
        print_json(found.as_dict())
    else:
        for table in _diff_tables(found, limit):
            print_table(table)


def _keep(home: Home, found: "Diff") -> None:
    """Keep it for pages, where the home may be written."""
    from ingest.audit.kept_changes import keep_changes  # noqa: PLC0415

    try:
        if found.a != found.b:
            keep_changes(home, found)
    except OSError as error:
        console.print(f"note: not kept for the page of changes: {one_line(error)}", markup=False)


@click.command()
@click.option("--keep", default=5, show_default=True, help="How many of the newest snapshots stay.")
@click.option("--yes", is_flag=True, help="Do not ask.")
@json_option("Print what would go as JSON; with --yes, what went.")
@with_place
def prune(place: Place, keep: int, yes: bool, as_json: bool) -> None:
    """Remove old snapshots and what was resolved from them.

    The newest complete one of each source always stays: refresh and crawl go on from it. What is loaded stays too.
    """
    from ingest.snapshots.prune import doomed, remove  # noqa: PLC0415

    old = doomed(place, keep)
    if not as_json:
        click.echo(
            "\n".join(f"{one.snapshot.facts.id}  {one.size / 1e6:,.1f} MB" for one in old) or "nothing to remove"
        )
    if old and (yes or (not as_json and _agreed(old, keep))):
        agreed = {one.snapshot.facts.id for one in old}
        with working(place.home, "prune", wait=True):  # nobody loads another one while these go
            old = [one for one in doomed(place, keep) if one.snapshot.facts.id in agreed]
            for one in old:
                remove(one)
    if as_json:
        print_json([{"snapshot": one.snapshot.facts.id, "bytes": one.size, "removed": yes} for one in old])


def _agreed(old: "list[Doomed]", keep: int) -> bool:
    """Whether whoever is asked wants them removed. Raises BadInput where nobody answers."""
    try:
        return click.confirm(f"remove these {len(old)} ({sum(one.size for one in old) / 1e6:,.1f} MB)?")
    except click.Abort as error:
        if not isinstance(error.__context__, EOFError):
            raise
        click.echo()  # behind the question
        hint = f"give --yes: `qwen-lineage prune --keep {keep} --yes`"
        raise BadInput("nobody answers whether to remove them, so all stay", hint) from None


def _cells(facts: SnapshotFacts) -> dict[str, Any]:
    """A snapshot's row, by its COLUMNS. How the data are dated stands behind the date, unless by their reading."""
    statement = CoverageStatement(facts)
    part = ", ".join(filter(None, (statement.part, statement.share)))
    how = f" ({statement.how})" if statement.how else ""
    dated = f"{facts.as_of:%Y-%m-%d}{how}" if facts.as_of else "unknown"
    read = f"{facts.finished_at:%Y-%m-%d %H:%M}"
    cells = (facts.id, facts.source, part, facts.listed, facts.frontier, dated, read)
    return dict(zip(COLUMNS, cells, strict=True))


def _newer(home: Home, name: str) -> str:
    """The name of the snapshot of the newest data. Raises BadInput where it is that one, and NotLoadedError."""
    folders = by_age(home.snapshots)
    newest = folders[-1] if folders else home.snapshot()
    if newest == home.snapshot(name):
        raise BadInput(f"{newest.name} has the newest data: there is none to compare it with", _before(folders[:-1]))
    return newest.name


def _before(folders: Sequence[Path]) -> str:
    """What to do where the newest snapshot alone was named."""
    if not folders:
        return "there is no other one yet: `qwen-lineage update` makes one when something is new"
    return f"name the one before: `qwen-lineage diff {folders[-1].name}`"


def _diff_tables(found: "Diff", limit: int) -> Iterable[Table]:
    """A table for each kind that has any, then one of families."""
    for kind, rows in {**found.tables(), "absent": found.absent}.items():
        if rows.height:
            yield plain_table(f"{rows.height:,} {WHAT[kind]}", rows.columns, rows.head(limit).to_dicts())
    families = found.by_family()
    title = f"{found.a} to {found.b}: {families.height:,} families changed"
    yield plain_table(title, families.columns, families.head(limit).to_dicts())
