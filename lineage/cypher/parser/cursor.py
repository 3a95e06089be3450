"""A place among a statement's tokens, what may come next, and the error where something else does."""

from collections.abc import Sequence
from typing import NoReturn

from lineage.cypher.allowlist import NEVER
from lineage.cypher.lexer import DEEPEST, Token, brackets, place
from lineage.cypher.tree import Expression, Name, Path, Query
from lineage.errors import BadStatement

HINTS = {
    "!=": "write <>",
    "==": "write =",
    "GROUP": "what stands beside an aggregate groups it: RETURN m.license, count(*)",
    "HAVING": "filter what was aggregated: WITH m.license AS l, count(*) AS n WHERE n > 1",
    "NULLS": "order by coalesce(value, -1)",
    "NOT": "write NOT x IN list",
    "SELECT": "a statement starts with MATCH and ends with RETURN",
    "FROM": "what is read stands in MATCH, what is answered in RETURN",
}
"""What somebody meant who writes what is no Cypher."""

BEGINS_NO_VALUE = frozenset(
    (")", "]", "}", ",", ".", "..", "|", ":", "::", "=", "<>", "<", ">", "<=", ">=", "=~", "*", "AS")
)
"""What NOT, CASE and DISTINCT are names before; `ORDER BY` too, and these before a number:"""

PAGING = frozenset(("LIMIT", "SKIP", "OFFSET"))


class Cursor:
    """Reads tokens from left to right. What parses patterns, expressions and clauses is built on it, in this order."""

    def __init__(self, tokens: Sequence[Token], text: str) -> None:
        self.text = text
        self.closes = brackets(tokens, text)
        self.tokens = [*tokens, *(Token("end", "", "", len(text)) for _ in range(3))]
        self.i = 0
        self.token = self.tokens[0]
        self.symbol = self.token.symbol
        self.depth = 0

    def expression(self) -> Expression:
        raise NotImplementedError

    def path(self) -> Path:
        raise NotImplementedError

    def query(self) -> Query:
        raise NotImplementedError

    def ahead(self, steps: int = 1) -> str:
        """The symbol of a token further on."""
        return self.tokens[self.i + steps].symbol

    def begins_value(self, steps: int = 1) -> bool:
        """Whether a value can begin there: the word before it is then a keyword, and else a name."""
        token, after = self.tokens[self.i + steps : self.i + steps + 2]
        if token.symbol == "ORDER" and after.symbol == "BY":
            return False
        if token.symbol in PAGING and after.kind in ("number", "parameter"):
            return False
        return token.kind != "end" and token.symbol not in BEGINS_NO_VALUE

    def step(self) -> Token:
        """Go past the present token, and give it."""
        token = self.token
        self.i += 1
        self.token = self.tokens[self.i]
        self.symbol = self.token.symbol
        return token

    def take(self, *symbols: str) -> bool:
        """Go past these symbols where they all come next."""
        if any(self.ahead(n) != symbol for n, symbol in enumerate(symbols)):
            return False
        for _ in symbols:
            self.step()
        return True

    def expect(self, symbol: str) -> Token:
        if self.symbol != symbol:
            self.refuse(f"{symbol} is expected")
        return self.step()

    def is_name(self, steps: int = 0) -> bool:
        return self.tokens[self.i + steps].kind in ("word", "quoted")

    def name(self) -> Name:
        if not self.is_name():
            self.refuse("a name is expected")
        token = self.step()
        return Name(token.at, token.name, token.written)

    def dotted(self) -> tuple[str, int]:
        """A name with dots, e.g. of a function, and where it begins."""
        first = self.name()
        parts = [first.text]
        while self.symbol == "." and self.is_name(1):
            self.step()
            parts.append(self.name().text)
        return ".".join(parts), first.at

    def whole(self) -> int:
        """A whole number that is written out, such as a path's bound."""
        if not (self.token.kind == "number" and self.token.written.isdecimal()):
            self.refuse("a whole number is expected")
        return int(self.step().written)

    def deeper(self) -> None:
        """Count one more thing inside another that has no bracket of its own, so that nothing runs out of stack."""
        self.depth += 1
        if self.depth > DEEPEST:
            raise BadStatement(f"expressions nested deeper than {DEEPEST}", "split the statement")

    def refuse(self, expected: str, token: Token | None = None) -> NoReturn:
        """Raise BadStatement for a token that cannot stand where it stands."""
        token = token or self.token
        raise BadStatement(f"{self._why(token, expected)} {place(self.text, token.at)}", self._hint(token))

    def _why(self, token: Token, expected: str) -> str:
        before = self.tokens[self.i - 1] if self.i else token
        if token.symbol == ";":
            return "several statements in one are refused"
        if token.symbol == "CSV" and before.symbol == "LOAD":
            return f"LOAD CSV is refused: {NEVER['LOAD']}"
        reason = NEVER.get(token.symbol)
        if reason:
            return f"{token.symbol} is refused: {reason}"
        shown = token.symbol or token.written[:40]
        return f"{shown} is refused: {expected}" if shown else f"the statement ends where {expected}"

    def _hint(self, token: Token) -> str:
        if token.symbol == ";":
            return "send one at a time"
        if token.symbol in NEVER or token.symbol in HINTS:
            return HINTS.get(token.symbol, "statements only read")
        return "is a comma, an operator or AS missing before it?" if token.written else "say what it is to do"
