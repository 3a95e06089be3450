"""What each wall alone does with the hostile corpus: measured, and put into docs/security.md.

python -m tests.lineage.cypher.walls --write
python -m tests.lineage.cypher.walls --write --growth

A statement gets through a wall where it is answered. It does harm where it then changed the store, read the file, got
the address, or administered the server. What grows is stopped by a wall that refuses it or ends it in time.
"""

import argparse
import os
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from ingest.load.load import load
from lineage import settings
from lineage.cypher import validate
from lineage.errors import LineageError
from lineage.sandbox.client import Sandbox
from lineage.stores import Cancellation, Limits, open_reader, open_writer
from tests.documented import DOCS, write
from tests.lineage.cypher.alone import EmbeddedEngine, EmbeddedSandbox, Server, ServerPlan
from tests.lineage.cypher.canary import Canary, listening
from tests.lineage.cypher.hostile import BOMBS, REFUSED
from tests.lineage.cypher.test_hostile import PARAMETERS, _state
from tests.lineage.stores.families import FAMILY, resolution
from tests.neo4j_server import neo4j_server

SECURITY = DOCS / "security.md"

KINDS = {
    "writes": "CREATE INSERT MERGE SET DELETE DETACH NODETACH REMOVE FOREACH",
    "reads a file or an address": "LOAD",
    "administers the server": "DROP SHOW TERMINATE ALTER GRANT DENY REVOKE START STOP RENAME ENABLE DRYRUN REALLOCATE"
    " DEALLOCATE USE",
    "calls a procedure": "CALL",
    "calls a function": "function",
    "opens transactions, chooses options": "TRANSACTIONS PROFILE FORMAT CYPHER EXPLAIN",
    "is several in one": "several",
}
"""What the statements want, by the words that they stand under in the corpus."""

GROWING = {
    "builds one huge value": [
        one for word in ("range", "reduce", "loop", "itself", "pattern") for one in REFUSED[word]
    ],
    "goes on and on": list(BOMBS),
}
QUICK = Limits(rows=100, seconds=2.0, bytes=1_000_000, memory=500_000_000)
ALONE = Limits(rows=100, seconds=20.0, bytes=1_000_000, memory=3_000_000_000)
IN_TIME = 10.0  # seconds; the walls' own limits are of 2
BINDS = ("calls a procedure", "administers the server")


@dataclass(frozen=True, slots=True)
class Wall:
    """A wall by its name in the table, how it is asked, and the state that a statement could change."""

    name: str
    ask: Callable[[str], Any]
    state: Callable[[], Any]


def validator() -> Wall:
    return Wall("validator", lambda statement: validate(statement, PARAMETERS), lambda: None)


@contextmanager
def embedded(folder: Path, limits: Limits = ALONE) -> Iterator[list[Wall]]:
    """The embedded engine's two walls, over a store of its own below `folder`; `limits` are the sandbox's."""
    load(resolution(folder / "family", FAMILY), open_writer("embedded:", folder / "store"))
    (path,) = (folder / "store").glob("*.kgl")
    with ExitStack() as stack:
        reader = stack.enter_context(closing(open_reader("embedded:", folder / "store")))
        engine, sandbox = (_sandbox(stack, partial(kind, str(path))) for kind in (EmbeddedEngine, EmbeddedSandbox))
        state = partial(_state, reader)
        yield [
            Wall("engine, embedded", _ask(engine, ALONE), state),
            Wall("sandbox, embedded", _ask(sandbox, limits), state),
        ]


@contextmanager
def server(url: str, password: str, folder: Path) -> Iterator[list[Wall]]:
    """The two walls of a Neo4j server that holds nothing yet."""
    os.environ[settings.PASSWORD.variable] = password
    load(resolution(folder / "family-on-server", FAMILY), open_writer(url, folder, password))
    with ExitStack() as stack:
        reader = stack.enter_context(closing(open_reader(url, folder, password)))
        engine, plan = (_sandbox(stack, partial(kind, url, password)) for kind in (Server, ServerPlan))
        state = partial(_state, reader)
        yield [Wall("engine, Neo4j", _ask(engine, ALONE), state), Wall("plan, Neo4j", _ask(plan, ALONE), state)]


def _sandbox(stack: ExitStack, opening: Callable[[], Any]) -> Sandbox:
    return stack.enter_context(closing(Sandbox(opening)))


def _ask(sandbox: Sandbox, limits: Limits) -> Callable[[str], Any]:
    return lambda statement: sandbox.answer(statement, PARAMETERS, limits, Cancellation())


def corpus() -> dict[str, list[str]]:
    """The hostile statements by what they want, without those that end themselves, or are ended, as chance has it."""
    return {
        kind: [one for word in words.split() for one in REFUSED[word] if "TERMINATE TRANSACTIONS t" not in one]
        for kind, words in KINDS.items()
    }


def cell(wall: Wall, kind: str, statements: Sequence[str], canary: Canary) -> str:
    """How many of the statements get through a wall alone, and what harm that did."""
    before, fetched = wall.state(), len(canary.asked)
    answers = [answer for statement in statements if (answer := _answer(wall, canary.named_in(statement)))]
    harm = []
    if wall.state() != before:
        harm.append("the store is changed")
    if told := sum(canary.content in str(answer) or "root:" in str(answer) for answer in answers):
        harm.append(f"{told} tell a file")
    if len(canary.asked) > fetched:
        harm.append("the address is fetched")
    if answers and kind in BINDS and wall.name == "engine, Neo4j":
        harm.append("and are carried out")
    return ", ".join([f"**{len(answers)}**" if answers else "none", *harm])


def _answer(wall: Wall, statement: str) -> Any:
    try:
        return wall.ask(statement)
    except LineageError:
        return None


def table(walls: Sequence[Wall], canary: Canary) -> str:
    """What gets through: a row a kind of statement, a column a wall."""
    rows = [
        (f"{kind} ({len(statements)})", *(cell(wall, kind, statements, canary) for wall in walls))
        for kind, statements in corpus().items()
    ]
    return _markdown(walls, rows)


def growth(walls: Sequence[Wall]) -> str:
    """What is neither refused nor ended in time: a row a kind of growth, a column a wall."""
    rows = [
        (f"{kind} ({len(statements)})", *(_left(wall, statements) for wall in walls))
        for kind, statements in GROWING.items()
    ]
    return _markdown(walls, rows)


def _left(wall: Wall, statements: Sequence[str]) -> str:
    left = sum(not _ends(wall, statement) for statement in statements)
    return f"**{left}**" if left else "none"


def _ends(wall: Wall, statement: str) -> bool:
    """Whether a statement is refused, or over in time; the validator runs nothing, so that it must refuse."""
    started = time.monotonic()
    answer = _answer(wall, statement)
    return time.monotonic() - started < IN_TIME and not (answer and wall.name == "validator")


def _markdown(walls: Sequence[Wall], rows: Sequence[Sequence[str]]) -> str:
    heads = ("a statement that", *(wall.name for wall in walls))
    return "\n".join(f"| {' | '.join(row)} |" for row in (heads, ["---"] * len(heads), *rows))


class _Restarted:
    """A server's engine as a wall; where a statement ends the server, another one is started, and that counted."""

    def __init__(self, stack: ExitStack, folder: Path) -> None:
        self._stack, self._folder, self.ended = stack, folder, 0
        self._start()

    def ask(self, statement: str) -> Any:
        try:
            return self._wall.ask(statement)
        finally:
            if _answer(self._wall, "RETURN 1 AS one") is None:
                self.ended += 1
                self._start()

    def _start(self) -> None:
        url, password = self._stack.enter_context(neo4j_server())
        folder = self._folder / str(self.ended)
        self._wall = self._stack.enter_context(server(url, password, folder))[0]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--write", action="store_true", help="put the tables into docs/security.md")
    parser.add_argument("--growth", action="store_true", help="measure what grows, which takes some minutes")
    asked = parser.parse_args()
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        made = {"growth": _growth(stack, folder)} if asked.growth else {"walls": _walls(stack, folder)}
    for name, one in made.items():
        write(SECURITY, name, one) if asked.write else print(one)


def _walls(stack: ExitStack, folder: Path) -> str:
    canary = stack.enter_context(listening(folder / "canary.csv"))
    ours = stack.enter_context(embedded(folder / "walls"))
    url, password = stack.enter_context(neo4j_server())
    return table([validator(), *ours, *stack.enter_context(server(url, password, folder / "server"))], canary)


def _growth(stack: ExitStack, folder: Path) -> str:
    ours = stack.enter_context(embedded(folder / "growth", QUICK))
    restarted = _Restarted(stack, folder / "restarted")
    made = growth([validator(), *ours, Wall("engine, Neo4j", restarted.ask, lambda: None)])
    return f"{made}\n\nThe Neo4j server was ended {restarted.ended} times on the way, and started again."


if __name__ == "__main__":
    main()
