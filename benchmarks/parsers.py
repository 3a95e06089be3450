"""Our parser beside two from PyPI, over the same statements: what each reads, where they disagree, how long it takes.

python -m pip install antlr4-cypher==0.1.2 cypher-guard==3.0.0   # into an environment of its own, with this project
python -m benchmarks.parsers

A parser that is not installed is left out. `cypher-guard` writes every statement to its standard output; that is thrown
away here.
"""

import os
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from importlib import import_module
from typing import Any

from lineage.cypher.lexer import plain, tokens
from lineage.cypher.parser import parse
from lineage.errors import BadStatement
from tests.engine_table import CONSTRUCTS
from tests.lineage.cypher.analysts import QUESTIONS
from tests.lineage.cypher.hostile import REFUSED
from tests.lineage.cypher.test_validate import READING

READ = [
    *(statement.removeprefix("EXPLAIN ") for statement in READING),
    *(question.statement for question in QUESTIONS),
    *(construct.statement for construct in CONSTRUCTS),
]
WRITING = [one for word in ("CREATE", "MERGE", "SET", "DELETE", "DETACH", "REMOVE", "LOAD") for one in REFUSED[word]]
LONG = {
    "4,900 numbers added": "RETURN " + " + ".join(["1"] * 4900) + " AS n",
    "380 patterns": "MATCH "
    + ", ".join(f"(a{i}:Model)-[:DERIVED_FROM]->(b{i})" for i in range(380))
    + " RETURN 1 AS x",
    "40 brackets": "RETURN " + "(" * 40 + "1" + ")" * 40 + " AS x",
}
Reads = Callable[[str], bool]
"""Whether a parser reads a statement."""


def ours(statement: str) -> bool:
    try:
        found, text = tokens(plain(statement))
        parse([token for token in found if token.symbol != ";"], text)
    except BadStatement:
        return False
    return True


def antlr() -> Reads:
    """The grammar of grammars-v4, as `antlr4-cypher` has it for Python."""
    runtime, grammar = import_module("antlr4"), import_module("antlr4_cypher")
    listener = import_module("antlr4.error.ErrorListener").ErrorListener

    class Errors(listener):  # type: ignore[misc, valid-type]
        count = 0

        def syntaxError(self, *_arguments: Any) -> None:
            self.count += 1

    def reads(statement: str) -> bool:
        errors = Errors()
        lexer = grammar.CypherLexer(runtime.InputStream(statement))
        parser = grammar.CypherParser(runtime.CommonTokenStream(lexer))
        for part in (lexer, parser):
            part.removeErrorListeners()
            part.addErrorListener(errors)
        parser.script()
        return errors.count == 0

    return reads


def guard() -> Reads:
    """`cypher-guard`; it tells whether it parses, and gives Python no tree."""
    module = import_module("cypher_guard")

    def reads(statement: str) -> bool:
        try:
            with _silence():
                return bool(module.check_syntax(statement))
        except Exception:  # each kind of error is a class of its own
            return False

    return reads


@contextmanager
def _silence() -> Iterator[None]:
    kept, nowhere = [os.dup(1), os.dup(2)], os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    os.dup2(nowhere, 2)
    try:
        yield
    finally:
        for number, old in zip((1, 2), kept, strict=True):
            os.dup2(old, number)
            os.close(old)
        os.close(nowhere)


def parsers() -> dict[str, Reads]:
    found: dict[str, Reads] = {"ours": ours}
    for name, make in {"antlr4-cypher": antlr, "cypher-guard": guard}.items():
        try:
            found[name] = make()
        except ModuleNotFoundError:
            print(f"{name} is not installed")
    return found


def milliseconds(reads: Reads, statements: Sequence[str]) -> float:
    """CPU time a statement."""
    started = time.process_time()
    for statement in statements:
        reads(statement)
    return (time.process_time() - started) / len(statements) * 1000


def row(name: str, found: Mapping[str, Reads], cell: Callable[[Reads], Any]) -> str:
    return f"| {name} | {' | '.join(str(cell(reads)) for reads in found.values())} |"


def _once(reads: Reads, statement: str) -> str:
    """CPU time of one statement, in milliseconds, and whether it was read."""
    started = time.process_time()
    read = reads(statement)
    return f"{(time.process_time() - started) * 1000:,.1f}{'' if read else ' (not read)'}"


def main() -> None:
    found = parsers()
    print(f"| | {' | '.join(found)} |\n|---{'|---' * len(found)}|")
    print(row(f"reading statements read, of {len(READ)}", found, lambda reads: sum(map(reads, READ))))
    print(row(f"writing ones refused, of {len(WRITING)}", found, lambda reads: sum(not reads(one) for one in WRITING)))
    print(row("ms a reading statement", found, lambda reads: f"{milliseconds(reads, READ):.2f}"))
    for name, statement in LONG.items():
        print(row(f"ms: {name}, {len(statement):,} characters", found, lambda reads, one=statement: _once(reads, one)))
    for name, reads in found.items():
        for statement in [statement for statement in READ if not reads(statement)][:8]:
            print(f"not read by {name}: {' '.join(statement.split())[:110]}")


if __name__ == "__main__":
    main()
