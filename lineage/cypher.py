"""Anybody's Cypher, read only: a statement is checked word by word before an engine sees it.

A read transaction alone is no fence: Neo4j runs `LOAD CSV`, procedures and administration commands in one, and the
embedded engine's read-only handle reads local files by `LOAD CSV`.
"""

import re
from collections.abc import Mapping
from typing import Any

from lineage.errors import BadStatement
from lineage.stores.port import Reader, Table

TIMEOUT = 20.0
ROW_LIMIT = 1000

STARTS = ("MATCH", "OPTIONAL", "WITH", "UNWIND", "RETURN", "EXPLAIN", "PROFILE", "CALL")

REFUSED = {
    "writes": "CREATE MERGE SET DELETE DETACH NODETACH REMOVE INSERT FOREACH",
    "reads files or addresses": "LOAD",
    "changes the schema": "DROP CONSTRAINT INDEX",
    "administers the server": "ALTER GRANT DENY REVOKE TERMINATE SHOW START STOP RENAME ENABLE DRYRUN REALLOCATE USE",
    "runs transactions of its own": "TRANSACTIONS",
}
WHY = {word: why for why, words in REFUSED.items() for word in words.split()}

TOKEN = re.compile(
    r"""
    (?P<comment>//[^\n]*|/\*.*?\*/)
  | (?P<string>'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")
  | (?P<quoted>`(?:[^`]|``)*`)
  | (?P<parameter>\$\w+)
  | (?P<member>[.:]\s*\w+)
  | (?P<word>\w+)
  | (?P<space>\s+)
  | (?P<mark>.)
    """,
    re.VERBOSE | re.DOTALL,
)


def ask(
    reader: Reader,
    statement: str,
    parameters: Mapping[str, Any] | None = None,
    *,
    timeout: float = TIMEOUT,
    limit: int = ROW_LIMIT,
) -> Table:
    """Answer a reader's own statement within `timeout` seconds and `limit` rows. Raises BadStatement."""
    return reader.run(checked(statement), parameters, timeout=timeout, limit=limit)


def checked(statement: str) -> str:
    """The statement, when every clause of it only reads. Raises BadStatement naming the first word that does not."""
    if "\\u" in statement:
        raise BadStatement("a unicode escape could hide a clause", "write the character, or pass it as a parameter")
    words = _words(statement)
    if not words:
        raise BadStatement("there is no statement", 'try "MATCH (m:Model) RETURN count(m) AS models"')
    if words[0] not in STARTS:
        raise BadStatement(f"a statement cannot start with {words[0]}", f"start with {', '.join(STARTS[:5])}")
    for word, following in zip(words, [*words[1:], ""], strict=True):
        _refuse(word, following)
    return statement


def _refuse(word: str, following: str) -> None:
    if word in WHY:
        raise BadStatement(
            f"{word} is refused: it {WHY[word]}", f"only reading; a name may be quoted: `{word.lower()}`"
        )
    if word == "CALL" and following not in ("{", "("):
        raise BadStatement(f"CALL {following} is refused: procedures are not open here", "CALL { ... } subqueries are")
    if word == ";" and following:
        raise BadStatement("several statements in one are refused", "send one at a time")


def _words(statement: str) -> list[str]:
    """Bare words in capitals and marks, in order; comments, strings, quoted names, labels and properties left out."""
    words = []
    for token in TOKEN.finditer(statement):
        if token.lastgroup in ("word", "mark"):
            words.append(token.group().upper())
        elif token.lastgroup == "member" and token.group()[0] == ":":
            words.append(":")
    return words
