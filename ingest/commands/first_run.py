"""What `run` does before it serves: a graph of the Hub where that can be used, else of a practice Hub."""

import time
from contextlib import closing, suppress
from dataclasses import dataclass
from pathlib import Path

import click

from ingest.commands.progress import console, crawling, on_step
from ingest.crawl.everything import crawl_all
from ingest.crawl.family import crawl_family
from ingest.crawl.journal_entries import entries
from ingest.crawl.session import journal_folder
from ingest.hub.client import Hub
from ingest.hub.tokens import RENEW
from ingest.hub.transport import RetryPolicy
from ingest.pipeline.steps import show
from lineage.cli.shell import shell_command
from lineage.errors import BadFile, HubError, NotLoadedError, TokenRefused, UnknownModel
from lineage.frozen import FrozenGraph
from lineage.graph import open_place
from lineage.place import Place
from lineage.values import SnapshotFacts

PRACTICE_SEED = 1
PRACTICE_RELATED = 0.85
"""Share of the demo's models that have a parent. The real Hub's is 0.28; a map draws only those that have relatives."""

ASKING_SECONDS = 100.0
"""A slow Hub gets fewer questions, so that a first run shows its map within three minutes, installing included."""

IMPATIENT = RetryPolicy(tries=4, first_contact_tries=2, deadline=20.0, longest_wait=5.0, longest_rest=20.0)
"""Somebody waits for a first picture: a Hub that is not well for a minute is left."""

LOOK_AGAIN_SECONDS = 2.0
"""How long a run that has a graph of made-up models already looks whether the Hub is back."""

A_PICTURE = 3
"""Requests of a family that give something to see: the root, and two pages of children."""


@dataclass(frozen=True, slots=True)
class RunOptions:
    """What a user asked `run` for: the options of the same names; `any_family` where no family was named."""

    family: str
    max_requests: int
    practice: bool
    models: int
    fresh: bool
    any_family: bool


class _NoFamily(Exception):
    """The Hub gives no picture of the family; why, in one clause."""


def have_graph(place: Place, options: RunOptions, *, may_ask: bool) -> None:
    """Have a frozen graph in `place` when this returns, made with as few steps as possible.

    With `may_ask` a person answers questions. Raises LineageError for what no practice Hub can make good.
    """
    loaded = _loaded(place)
    fresh = options.fresh or (loaded is not None and _leaves_made_up_models(place, loaded, options, may_ask))
    if loaded is not None and not fresh:
        return
    snapshot = None if fresh else _newest_snapshot(place)
    if snapshot is None:
        snapshot = _crawl(place, options, keep=loaded is not None and not loaded.synthetic)
    if snapshot is not None:
        _show(place, snapshot)


def _show(place: Place, snapshot: Path) -> None:
    """Resolve, load and freeze a snapshot, and say what comes next."""
    graph = show(place, snapshot, on_step)
    console.print(f"ready: {graph.size:,} models, {graph.derivations:,} derivations, snapshot {graph.facts.id}")
    console.print(_way_on(place, graph.facts), markup=False)


def _way_on(place: Place, facts: SnapshotFacts) -> str:
    """What to do after a look around, with commands to paste."""
    if facts.synthetic:
        command = shell_command("run --fresh", place)
        return f"These models are made up. Once the Hub can be used, this shows real ones instead:\n  {command}"
    commands = " &&\n  ".join(shell_command(words, place) for words in ("crawl", "resolve", "load", "serve"))
    return f"To read the whole Hub (3,300 requests; 35 minutes, or 17 with a token), then look at it:\n  {commands}"


def _loaded(place: Place) -> SnapshotFacts | None:
    """The facts of the graph that is loaded; frozen when this returns. None where nothing is loaded.

    A store is opened only where its graph is not frozen: `serve` opens it.
    """
    try:
        folder = place.frozen()
        with suppress(BadFile):
            if folder is not None:
                return FrozenGraph.open(folder).facts
        with closing(open_place(place)) as opened:
            return opened.facts
    except NotLoadedError:
        return None


def _leaves_made_up_models(place: Place, loaded: SnapshotFacts, options: RunOptions, may_ask: bool) -> bool:
    """Whether the loaded models are made up, the Hub is back, and somebody wants its models instead."""
    if not loaded.synthetic or options.practice:
        return False
    hub = _usable_hub(LOOK_AGAIN_SECONDS, "still showing made-up models")
    if hub is None or hub.synthetic:
        return False
    if may_ask:
        return click.confirm(
            f"{hub.endpoint} can be used now. Show {options.family} from there?", default=True, err=True
        )
    command = shell_command("run --fresh", place)
    console.print(f"showing made-up models; {hub.endpoint} can be used now:\n  {command}", markup=False)
    return False


def _newest_snapshot(place: Place) -> Path | None:
    try:
        return place.home.snapshot()
    except NotLoadedError:
        return None


def _crawl(place: Place, options: RunOptions, keep: bool) -> Path | None:
    """A snapshot of the family, else of a practice Hub; None when the Hub has nothing, and `keep` what is there."""
    instead = "keeping what is loaded" if keep else "showing a practice Hub of made-up models instead"
    hub = None if options.practice else _usable_hub(4.0, instead)
    if hub is not None:
        try:
            return _crawl_family(place, hub, options, keep)
        except _NoFamily as error:
            _say_unused(hub, str(error), instead)
    return None if keep and not options.practice else _crawl_practice(place, options.models)


def _usable_hub(seconds: float, instead: str) -> Hub | None:
    """The Hub, without our token where it is refused; None, and why on the terminal, when it cannot be used."""
    hub = Hub(policy=IMPATIENT)
    try:
        with console.status(f"looking for {hub.endpoint}"):
            return _checked(hub, seconds)
    except HubError as error:
        _say_unused(hub, error.reason, instead)
        return None


def _checked(hub: Hub, seconds: float) -> Hub:
    try:
        hub.check(seconds)
    except TokenRefused as error:
        without = Hub(token=False, policy=IMPATIENT)
        without.check(seconds)
        console.print(f"{error.reason}: asking without it; {RENEW}", markup=False)
        return without
    return hub


def _say_unused(hub: Hub, reason: str, instead: str) -> None:
    console.print(f"{hub.endpoint} cannot be used ({reason}): {instead}", markup=False)


def _crawl_family(place: Place, hub: Hub, options: RunOptions, whole: bool) -> Path:
    """What the Hub gives of the family in time; not what it gave before it failed, where it has to be `whole`.

    Raises _NoFamily, and UnknownModel for a family that was named.
    """
    try:
        return _asked_in_time(place, hub, options, ASKING_SECONDS)
    except HubError as error:
        if whole or len(entries(journal_folder(place.home, hub, f"family {options.family}"))) < A_PICTURE:
            raise _NoFamily(error.reason) from error
        console.print(f"{hub.endpoint} gives no more ({error.reason}): showing what was read", markup=False)
        return _asked_in_time(place, hub, options, 0)
    except UnknownModel as error:
        if not options.any_family:
            raise
        raise _NoFamily(f"it does not list {options.family}") from error


def _asked_in_time(place: Place, hub: Hub, options: RunOptions, seconds: float) -> Path:
    end = time.monotonic() + seconds
    with crawling(f"family of {options.family}", options.max_requests) as watch:
        return crawl_family(
            place.home, hub, options.family, options.max_requests, watch, lambda: time.monotonic() >= end
        )


def _crawl_practice(place: Place, models: int) -> Path:
    from ingest.practice import population, serve  # noqa: PLC0415 - only an offline run needs it

    with console.status(f"making up {models:,} models"):
        made = population(models, seed=PRACTICE_SEED, related=PRACTICE_RELATED)
    with serve(made) as hub, crawling("asking the practice Hub (synthetic data)") as watch:
        return crawl_all(place.home, Hub(hub.url, token=False), watch)
