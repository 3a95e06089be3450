"""The commands that keep snapshots: refresh them, compare them, remove old ones, hold them against the Hub."""

import json
from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import Any

import click
from rich.console import Console
from rich.table import Table
from rich.text import Text

from ingest import verify as verifying
from ingest.diff import Diff
from ingest.diff import diff as compare
from ingest.hub import Hub
from ingest.progress import console, crawling
from ingest.prune import doomed
from ingest.prune import remove as remove_snapshot
from ingest.refresh import OVERLAP
from ingest.refresh import refresh as refresh_snapshot
from lineage.options import Place, with_place

WHAT = {
    "added": "models that came",
    "removed": "models that are not listed any more",
    "renamed": "models under another name",
    "reparented": "models with other parents",
    "relation_changed": "derivations of another relation",
}


@click.command()
@click.option("--overlap", default=OVERLAP.seconds // 60, show_default=True, help="Minutes to read again.")
@click.option("--endpoint", metavar="URL", help="The Hub to ask.  [env: HF_ENDPOINT]")
@with_place
def refresh(place: Place, overlap: int, endpoint: str | None) -> None:
    """Bring the newest complete snapshot up to date as a new one.

    Reads the listing from the last change down to that snapshot: a few requests for a day. Deletions, renames and
    downloads show in no change: crawl everything now and then. Stopped, it goes on at the same page.
    """
    hub = Hub(endpoint)
    with crawling(f"asking {hub.endpoint} for changes") as watch:
        folder = refresh_snapshot(place.home, hub, timedelta(minutes=overlap), watch)
    console.print(f"snapshot: {folder.name}  (next: qwen-lineage resolve)", markup=False)


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


@click.command()
@click.argument("snapshot", required=False)
@click.option("--bases", default=200, show_default=True, help="How many of the largest bases to compare.")
@click.option("--max-requests", default=verifying.MOST_REQUESTS, show_default=True, help="Requests to spend.")
@click.option("--endpoint", metavar="URL", help="The Hub to ask.  [env: HF_ENDPOINT]")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@with_place
def verify(
    place: Place, snapshot: str | None, bases: int, max_requests: int, endpoint: str | None, as_json: bool
) -> None:
    """Compare direct children with the Hub's own counts, for the largest bases of a resolved snapshot.

    Each difference is explained as far as it can be: models made, changed or removed since, bases named in the wrong
    case, the Hub's rule of one parent.
    """
    hub = Hub(endpoint)
    with crawling(f"asking {hub.endpoint}", max_requests) as watch:
        found = verifying.verify(place.home.resolution(snapshot), hub, max_requests, bases, watch)
    if as_json:
        click.echo(json.dumps(found.as_dict(), ensure_ascii=False, indent=2))
    else:
        _print_verification(found)


def _diff_tables(found: Diff, limit: int) -> Iterable[Table]:
    """A table for each kind that has any, then one of families."""
    for kind, rows in found.tables().items():
        if rows.height:
            yield _table(f"{rows.height:,} {WHAT[kind]}", rows.columns, rows.head(limit).to_dicts())
    families = found.by_family()
    title = f"{found.a} to {found.b}: {families.height:,} families changed"
    yield _table(title, families.columns, families.head(limit).to_dicts())


def _table(title: str, columns: Iterable[str], rows: Iterable[Mapping[str, Any]]) -> Table:
    """No text is read as markup."""
    table = Table(title=title, title_justify="left")
    for name in columns:
        table.add_column(name.replace("_", " "), overflow="fold")
    for row in rows:
        table.add_row(*(Text(_shown(value)) for value in row.values()))
    return table


def _shown(value: object) -> str:
    if isinstance(value, list):
        return ", ".join(value) or "none"
    return f"{value:,}" if isinstance(value, int) else str(value or "")


def _print_verification(found: verifying.Verification) -> None:
    differing = [
        {
            "base": one.base,
            "relation": one.relation,
            "ours": one.ours,
            "Hub's": one.theirs,
            "why": ", ".join(f"{count:+,} {why}" for why, count in one.why.items()),
        }
        for one in found.differences
    ]
    agreeing = found.compared - len(differing)
    title = f"{found.snapshot}: {agreeing:,} of {found.compared:,} counts agree ({found.bases:,} bases)"
    Console().print(_table(title, ("base", "relation", "ours", "Hub's", "why"), differing))
    reasons = [
        {"children": count, "why": why, "meaning": verifying.MEANING[why]} for why, count in found.by_reason().items()
    ]
    Console().print(_table("why they differ", ("children", "why", "meaning"), reasons))
