"""`qwen-lineage snapshots`, `diff` and `prune`: list them, compare them, remove old ones."""

import json
from collections.abc import Iterable

import click
from rich.console import Console
from rich.table import Table

from ingest.audit.diff import Diff
from ingest.audit.diff import diff as compare
from ingest.commands.progress import console
from ingest.commands.tables import plain_table
from ingest.snapshots.prune import doomed
from ingest.snapshots.prune import remove as remove_snapshot
from ingest.snapshots.snapshot import snapshots as all_snapshots
from lineage.cli.options import with_place
from lineage.place import Place

WHAT = {
    "added": "models that came",
    "removed": "models that are not listed any more",
    "renamed": "models under another name",
    "reparented": "models with other parents",
    "relation_changed": "derivations of another relation",
}


@click.command()
@click.option("--check", is_flag=True, help="Read every snapshot and hold it against its checksums.")
@with_place
def snapshots(place: Place, check: bool) -> None:
    """List the snapshots, oldest first. With --check, stop at the first that is not as it was written."""
    table = Table("snapshot", "source", "scope", "listed", "frontier", "complete", "finished")
    for snapshot in all_snapshots(place.home):
        if check:
            snapshot.check()
        facts = snapshot.facts
        numbers = (f"{facts.listed:,}", f"{facts.frontier:,}", "yes" if facts.complete else "no")
        table.add_row(facts.id, facts.source, str(facts.scope), *numbers, f"{facts.finished_at:%Y-%m-%d %H:%M}")
    Console().print(table)


@click.command()
@click.argument("a")
@click.argument("b", required=False)
@click.option("--json", "as_json", is_flag=True, help="Print everything as JSON.")
@click.option("--limit", default=10, show_default=True, help="Rows to show of each kind.")
@with_place
def diff(place: Place, a: str, b: str | None, as_json: bool, limit: int) -> None:
    """What changed from snapshot A to snapshot B (the newest, unless one is named).

    Models are followed through renames. A snapshot that is not resolved yet is resolved first.
    """
    with console.status("comparing"):
        found = compare(place.home, a, b or place.home.snapshot().name)
    if as_json:
        click.echo(json.dumps(found.as_dict(), ensure_ascii=False, indent=2))
    else:
        for table in _diff_tables(found, limit):
            Console().print(table)


@click.command()
@click.option("--keep", default=5, show_default=True, help="How many of the newest snapshots stay.")
@click.option("--yes", is_flag=True, help="Do not ask.")
@with_place
def prune(place: Place, keep: int, yes: bool) -> None:
    """Remove old snapshots and what was resolved from them.

    The newest complete one of each source always stays: refresh and crawl go on from it. What is loaded stays too.
    """
    old = doomed(place.home, keep)
    for one in old:
        click.echo(f"{one.snapshot.facts.id}  {one.size / 1e6:,.1f} MB")
    if not old:
        click.echo("nothing to remove")
    elif yes or click.confirm(f"remove these {len(old)} ({sum(one.size for one in old) / 1e6:,.1f} MB)?"):
        for one in old:
            remove_snapshot(one)


def _diff_tables(found: Diff, limit: int) -> Iterable[Table]:
    """A table for each kind that has any, then one of families."""
    for kind, rows in found.tables().items():
        if rows.height:
            yield plain_table(f"{rows.height:,} {WHAT[kind]}", rows.columns, rows.head(limit).to_dicts())
    families = found.by_family()
    title = f"{found.a} to {found.b}: {families.height:,} families changed"
    yield plain_table(title, families.columns, families.head(limit).to_dicts())
