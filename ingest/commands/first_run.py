"""What `run` does before it serves, or beside: a graph of the Hub where that can be used, else of a practice Hub."""

import re
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import click

from ingest.commands.onlookers import IMPATIENT, CrawlHooks, Onlooker, Waiting
from ingest.commands.practice_hub import PRACTICE_MODELS
from ingest.commands.progress import console
from ingest.crawl.budgets import budget_of
from ingest.crawl.everything import crawl_all
from ingest.crawl.journal import Journal
from ingest.crawl.scope import crawl_scope
from ingest.crawl.session import crawl_journal
from ingest.crawl.unfinished import unfinished_crawls
from ingest.hub.client import Hub
from ingest.hub.tokens import RENEW
from ingest.pipeline.publisher import FIRST
from ingest.snapshots.snapshot import Snapshot
from lineage.cli.shell import shell_command
from lineage.errors import HubError, NotLoadedError, TokenRefused, UnknownModel
from lineage.freezing.frozen_graphs import frozen_in
from lineage.graph import open_place
from lineage.home.home import Home
from lineage.home.work_lock import working
from lineage.place import Place
from lineage.values import WHOLE_HUB, Scope, ScopeKind, SnapshotFacts

PRACTICE_SEED = 1
PRACTICE_RELATED = 0.85
"""Share of the demo's models that have a parent. The real Hub's is 0.28; a map draws only those that have relatives."""

LOOK_AGAIN_SECONDS = 2.0
"""How long a run that has a graph of made-up models already looks whether the Hub is back."""


@dataclass(frozen=True, slots=True)
class RunOptions:
    """What a user asked `run` for: a part of the Hub and the requests it may take (None: nobody said), and the options
    of the same names; `any_part` where no part was named, `models` None where no number was. `force` loads what takes
    most models away."""

    scope: Scope
    max_requests: int | None
    practice: bool
    models: int | None
    fresh: bool
    any_part: bool
    force: bool = False


@dataclass(frozen=True, slots=True)
class Task:
    """What is missing for a graph to serve: a part of the Hub to crawl (`scope`; None: nothing is), and a `snapshot`
    that is shown where no crawl gives another.

    `practice`: the models of the practice Hub to crawl (None: the real one). `goes_on`: what was read of the part that
    is crawled, by a crawl that was stopped. `keep`: what is loaded is not given up for less. `midway`: what was read so
    far may take its place. `there`: it can be served at once.
    """

    scope: Scope | None
    snapshot: Path | None = None
    practice: int | None = None
    goes_on: SnapshotFacts | None = None
    keep: bool = False
    midway: bool = True
    there: bool = False


class _NoPicture(Exception):
    """The Hub gives no picture of what is wanted; why, in one clause."""


def have_graph(place: Place, options: RunOptions, *, may_ask: bool) -> None:
    """Have a frozen graph in `place` when this returns, made with as few steps as possible.

    With `may_ask` a person answers questions. Raises LineageError for what no practice Hub can make good.
    """
    task = task_of(place, options, may_ask=may_ask)
    if task is not None:
        do(place, options, task, Waiting(place, force=options.force))
    elif (loaded := _loaded(place)) is not None:
        console.print(f"nothing to do: {loaded.id} is loaded and frozen (--fresh crawls again)", markup=False)


def task_of(place: Place, options: RunOptions, *, may_ask: bool) -> Task | None:
    """What has to be done for a graph to serve; None where it is loaded, and frozen. Asks as `have_graph` does."""
    loaded = _loaded(place)
    there = loaded is not None
    snapshot = None if there else _newest_snapshot(place)
    facts = loaded if snapshot is None else Snapshot.open(snapshot).facts
    practice = options.models or PRACTICE_MODELS if options.practice else None
    if facts is None:
        return Task(options.scope, practice=practice)
    if options.fresh or _is_another(facts, options) or _leaves_made_up_models(place, facts, options, may_ask):
        keep = there and not facts.synthetic
        instead = None if facts.synthetic else snapshot
        return Task(options.scope, instead, practice, keep=keep, midway=not keep, there=there)
    if _was_stopped(place.home, facts):
        return Task(facts.scope, snapshot, _own_practice(facts), facts, keep=there, there=there)
    return None if there else Task(None, snapshot)


def do(place: Place, options: RunOptions, task: Task, onlooker: Onlooker) -> None:
    """Crawl where that is the task, show it, and say what comes next. Raises LineageError."""
    with working(place.home, "run", freezes=True):
        crawled = _crawl(place, options, task, task.scope, onlooker) if task.scope else None
        snapshot = crawled or task.snapshot
        if snapshot is not None:
            onlooker.show(snapshot)
            console.print(_way_on(place, Snapshot.open(snapshot).facts), markup=False)


def _way_on(place: Place, facts: SnapshotFacts) -> str:
    """What to do after a look around, with commands to paste."""
    if facts.synthetic:
        command = shell_command("run --fresh", place)
        return f"These models are made up. Once the Hub can be used, this shows real ones instead:\n  {command}"
    command = shell_command("update --whole", place)
    return f"To read the whole Hub (3,300 requests; 35 minutes, or 17 with a token):\n  {command}"


def _loaded(place: Place) -> SnapshotFacts | None:
    """The facts of the graph that is loaded; frozen when this returns. None where nothing is loaded.

    A store is opened only where its graph is not frozen: `serve` opens it.
    """
    try:
        folder = place.frozen()
        if folder is not None and (graph := frozen_in(folder)) is not None:
            return graph.facts
        with closing(open_place(place)) as opened:
            return opened.facts
    except NotLoadedError:
        return None


def _is_another(there: SnapshotFacts, options: RunOptions) -> bool:
    """Whether something was named that is not what is there: a part of the Hub, or made-up models."""
    if not options.practice:
        return not options.any_part and there.scope != options.scope
    return not there.synthetic or (options.models is not None and _own_practice(there) != options.models)


def _was_stopped(home: Home, there: SnapshotFacts) -> bool:
    """Whether what is there is the beginning of a crawl that can go on. Stores keep moments to the millisecond."""
    begun = (datetime.fromisoformat(crawl.first) for crawl in unfinished_crawls(home))
    return any(abs(at - there.started_at) < timedelta(milliseconds=2) for at in begun)


def _own_practice(there: SnapshotFacts) -> int | None:
    """The models of the practice Hub that `run` itself made up for what is there, which it always takes whole; None
    where that is from another Hub."""
    made_up = re.fullmatch(rf"practice Hub \(synthetic; models=(\d+); seed={PRACTICE_SEED}\)", there.source)
    return int(made_up[1]) if made_up and there.scope.is_whole else None


def _leaves_made_up_models(place: Place, there: SnapshotFacts, options: RunOptions, may_ask: bool) -> bool:
    """Whether the models that are there are made up, the Hub is back, and somebody wants its models instead."""
    if not there.synthetic or options.practice:
        return False
    hub = _usable_hub(LOOK_AGAIN_SECONDS, "still showing made-up models", Waiting(place))
    if hub is None or hub.synthetic:
        return False
    if may_ask:
        wanted = subject(options.scope)
        return click.confirm(f"{hub.endpoint} can be used now. Show {wanted} from there?", default=True, err=True)
    command = shell_command("run --fresh", place)
    console.print(f"showing made-up models; {hub.endpoint} can be used now:\n  {command}", markup=False)
    return False


def subject(scope: Scope) -> str:
    """A part of the Hub as the object of a sentence."""
    match scope.kind:
        case ScopeKind.FAMILY:
            return f"the family of {scope.subject}"
        case ScopeKind.OWNER:
            return f"what descends from the models of {scope.subject}"
    return "the whole Hub"


def _newest_snapshot(place: Place) -> Path | None:
    try:
        return place.home.snapshot()
    except NotLoadedError:
        return None


def _crawl(place: Place, options: RunOptions, task: Task, scope: Scope, onlooker: Onlooker) -> Path | None:
    """A snapshot of the Hub, else of a practice Hub; None when the Hub has nothing, and what is there stays."""
    if task.practice is not None:
        return _crawl_practice(place, task.practice, task, onlooker)
    if task.keep:
        instead = "keeping what is loaded"
    elif task.snapshot is not None:
        instead = "showing what was read before"
    else:
        instead = "showing a practice Hub of made-up models instead"
    hub = _usable_hub(4.0, instead, onlooker)
    if hub is not None:
        try:
            return _crawl_hub(place, hub, options, task, scope, onlooker)
        except _NoPicture as error:
            onlooker.stopped(str(error))
            _say_unused(hub, str(error), instead)
    if task.keep or task.snapshot is not None:
        return None
    return _crawl_practice(place, options.models or PRACTICE_MODELS, task, onlooker)


def _usable_hub(seconds: float, instead: str, onlooker: Onlooker) -> Hub | None:
    """The Hub, without our token where it is refused; None, and why on the terminal, when it cannot be used."""
    hub = Hub(policy=IMPATIENT, sleep=onlooker.sleep)
    try:
        with console.status(f"looking for {hub.endpoint}"):
            return _checked(hub, seconds, onlooker)
    except HubError as error:
        _say_unused(hub, error.reason, instead)
        return None


def _checked(hub: Hub, seconds: float, onlooker: Onlooker) -> Hub:
    try:
        hub.check(seconds)
    except TokenRefused as error:
        without = Hub(token=False, policy=IMPATIENT, sleep=onlooker.sleep)
        without.check(seconds)
        console.print(f"{error.reason}: asking without it; {RENEW}", markup=False)
        return without
    return hub


def _say_unused(hub: Hub, reason: str, instead: str) -> None:
    console.print(f"{hub.endpoint} cannot be used ({reason}): {instead}", markup=False)


def _crawl_hub(place: Place, hub: Hub, options: RunOptions, task: Task, scope: Scope, onlooker: Onlooker) -> Path:
    """What the Hub gives; of a Hub that failed what it gave until then, unless what is there is to be kept.

    Raises _NoPicture, and UnknownModel for what was named.
    """
    if task.goes_on is not None and not _is_of(task.goes_on, hub):
        raise _NoPicture(f"it is not the Hub that {task.goes_on.id} was read from")
    budget = budget_of(scope, options.max_requests)
    try:
        with onlooker.crawl(subject(scope), hub, budget, task.midway) as hooks:
            return _read(place, hub, scope, budget, hooks)
    except HubError as error:
        pages = len(_journal(place.home, hub, scope).entries)
        if task.keep or (pages < FIRST and not onlooker.shows):
            raise _NoPicture(error.reason) from error
        onlooker.stopped(error.reason)
        console.print(f"{hub.endpoint} gives no more ({error.reason}): showing what was read", markup=False)
        return _read(place, hub, scope, budget, CrawlHooks(enough=lambda: True))
    except UnknownModel as error:
        if not options.any_part:
            raise
        raise _NoPicture(f"it lists no model of {scope.subject}") from error


def _is_of(facts: SnapshotFacts, hub: Hub) -> bool:
    """Whether models were read from this Hub, as far as made-up ones are told from others: while days go by on a
    practice Hub, only its seed stays."""
    if hub.synthetic is None:
        return not facts.synthetic
    return facts.source.endswith(f"{hub.synthetic.rpartition('; ')[2]})")


def _journal(home: Home, hub: Hub, scope: Scope) -> Journal:
    return crawl_journal(home, hub, "all" if scope.is_whole else f"{scope.kind} {scope.subject}")


def _read(place: Place, hub: Hub, scope: Scope, budget: int | None, hooks: CrawlHooks) -> Path:
    return crawl_scope(place.home, hub, scope, budget, hooks.watch, hooks.enough, hooks.midway)


def _crawl_practice(place: Place, models: int, task: Task, onlooker: Onlooker) -> Path:
    from ingest.practice import population, serve  # noqa: PLC0415 - only an offline run needs it

    with console.status(f"making up {models:,} models"):
        made = population(models, seed=PRACTICE_SEED, related=PRACTICE_RELATED)
    with serve(made) as server:
        hub = Hub(server.url, token=False, sleep=onlooker.sleep)
        hub.check()
        _forget_another(place.home, hub)
        with onlooker.crawl("a practice Hub (synthetic data)", hub, None, task.midway) as hooks:
            return crawl_all(place.home, hub, hooks.watch, hooks.enough, hooks.midway)


def _forget_another(home: Home, hub: Hub) -> None:
    """Remove the pages of another practice Hub, which bears this one's name: this one does not go on from them."""
    journal = _journal(home, hub, WHOLE_HUB)
    if any(page.synthetic not in (None, hub.synthetic) for page in journal.entries):
        journal.remove()
