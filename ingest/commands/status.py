"""`qwen-lineage status`: how far this home is, and what comes next."""

from collections.abc import Iterator

import click

from ingest.audit.updates import UpdateRecord
from ingest.pipeline.status import HomeStatus, SnapshotStatus, status
from lineage.cli.json_output import json_option, print_json
from lineage.cli.options import with_place
from lineage.cli.shell import shell_command
from lineage.coverage.coverage_statement import CoverageStatement
from lineage.place import Place
from lineage.text.few_digits import about_bytes

SHOWN = 8
"""Snapshots that are listed one by one; `snapshots` lists all."""


@click.command("status")
@json_option()
@with_place
def print_status(place: Place, as_json: bool) -> None:
    """What is in this home, what is loaded and served, and the command that comes next."""
    found = status(place)
    step = found.next
    command = shell_command(step.words, place) if step.words else None
    if as_json:
        print_json({**found.as_dict(), "next": {"why": step.why, "command": command}})
        return
    for line in _lines(found):
        click.echo(line)
    click.echo(f"next       {step.why}")
    if command:
        click.echo(f"  {command}")


def _lines(found: HomeStatus) -> Iterator[str]:
    sizes = ", ".join(f"{name} {about_bytes(size)}" for name, size in found.bytes.items() if size)
    yield f"home       {found.home}"
    yield f"on disk    {about_bytes(sum(found.bytes.values()))}{f' ({sizes})' if sizes else ''}"
    yield from _labelled("snapshots", [*_older(found), *map(_snapshot, found.snapshots[-SHOWN:]), *_unreadable(found)])
    yield from _labelled(
        "stopped",
        [
            f"{crawl.folder}: requests {crawl.requests:,}, models {crawl.models:,}, until {crawl.last[:16]}"
            for crawl in found.unfinished
        ],
    )
    yield f"store      {found.store.url} {_loaded(found)}"
    if found.update:
        yield f"update     {_update(found.update, stopped=found.update_was_stopped)}"
    if found.worker:
        yield f"at work    {found.worker}"
    yield from _labelled("served", [f"{one.url} ({one.store}, process {one.pid})" for one in found.servers])


def _labelled(label: str, lines: list[str]) -> Iterator[str]:
    """The lines below one another, the first behind the label; `none` where there are none."""
    for number, line in enumerate(lines or ["none"]):
        yield f"{'' if number else label:<11}{line}"


def _older(found: HomeStatus) -> list[str]:
    older = len(found.snapshots) - SHOWN
    return [f"{older:,} older ones"] if older > 0 else []


def _unreadable(found: HomeStatus) -> list[str]:
    return [f"{name}: no manifest that this version reads" for name in found.unreadable]


def _snapshot(one: SnapshotStatus) -> str:
    state = "resolved" if one.resolved else "not resolved"
    return f"{one.facts.id}: {one.facts.listed:,} models, {CoverageStatement(one.facts).short}; {state}"


def _update(last: UpdateRecord, *, stopped: bool) -> str:
    if last.finished_at is None:
        return f"begun {last.started_at[:16]}, {'stopped' if stopped else 'goes on'}"
    return f"{last.finished_at[:16]}: {last.result}"


def _loaded(found: HomeStatus) -> str:
    if found.store.trouble:
        return f"cannot be asked: {found.store.trouble}"
    if found.store.snapshot is None:
        return "holds nothing"
    age = {True: "the newest", False: "not the newest", None: "its snapshot is not in this home"}[
        found.newest_is_loaded
    ]
    frozen = "frozen" if found.store.frozen else "not frozen"
    return f"holds {found.store.snapshot.id} ({age}, {frozen})"
