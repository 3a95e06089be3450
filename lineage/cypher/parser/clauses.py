"""Clauses and queries: only those that read are known, so that everything else is refused where it stands."""

from collections.abc import Callable, Iterator, Sequence

from lineage.cypher.allowlist import STARTS
from lineage.cypher.lexer import Token
from lineage.cypher.parser.operators import Operators
from lineage.cypher.tree import (
    CallProcedure,
    CallSubquery,
    Clause,
    Expression,
    Item,
    Match,
    Name,
    Order,
    Projection,
    Query,
    Return,
    SingleQuery,
    Union,
    Unwind,
    With,
    Yield,
)
from lineage.errors import BadStatement

KINDS_OF_INDEX = frozenset(("TEXT", "RANGE", "POINT"))


def parse(tokens: Sequence[Token], text: str) -> Query:
    """The tree of a statement's tokens. Raises BadStatement at the first place where it stops being one that reads."""
    parser = Clauses(tokens, text)
    try:
        query = parser.query()
    except RecursionError:  # the limits on depth stay far below the stack's; this is for one that is nearly used up
        raise BadStatement("the statement is nested too deeply", "split the statement") from None
    if parser.token.kind != "end":
        parser.refuse("no clause or operator of that name is open here")
    return query


class Clauses(Operators):
    """Parses clauses, and with them whole queries."""

    def query(self) -> Query:
        at = self.token.at
        parts, unions = [self._single()], []
        while self.symbol == "UNION":
            unions.append(self._union())
            parts.append(self._single())
        return Query(at, tuple(parts), tuple(unions))

    def match(self) -> Clause:
        at = self.token.at
        optional = self.take("OPTIONAL")
        if optional and self.symbol == "CALL":
            return self.call(at, optional)
        self.expect("MATCH")
        return Match(at, optional, self.paths(), tuple(self._hints()), self.where())

    def unwind(self) -> Clause:
        at = self.expect("UNWIND").at
        source = self.expression()
        self.expect("AS")
        return Unwind(at, source, self.name())

    def with_(self) -> Clause:
        return With(self.expect("WITH").at, self._projection(), self.where())

    def return_(self) -> Clause:
        return Return(self.expect("RETURN").at, self._projection())

    def call(self, at: int | None = None, optional: bool = False) -> Clause:
        """A procedure's call, or a subquery."""
        at = self.token.at if at is None else at
        self.expect("CALL")
        if self.symbol in ("(", "{"):
            return self._subquery_clause(at, optional)
        if not self.is_name():
            self.refuse("CALL takes the name of a procedure, or a subquery in braces")
        name, _ = self.dotted()
        arguments = None
        if self.take("("):
            arguments = self.arguments()
            self.expect(")")
        yields, where = self._yields()
        return CallProcedure(at, optional, name, arguments, yields, where)

    def _union(self) -> Union:
        first = last = self.step()
        if self.symbol in ("ALL", "DISTINCT"):
            last = self.step()
        words = "UNION" if last is first else f"UNION {last.symbol}"
        return Union(first.at, words, last.end)

    def _single(self) -> SingleQuery:
        """Clauses up to RETURN, which is the last one, or up to the end."""
        at = self.token.at
        if self.symbol not in STARTS:
            self.refuse(f"a statement starts with {', '.join(STARTS)}")
        clauses: list[Clause] = []
        while self.symbol in STARTS:
            if clauses and isinstance(clauses[-1], Return):
                self.refuse("RETURN is the last clause; WITH hands on to the next one")
            clauses.append(CLAUSES[self.symbol](self))
        return SingleQuery(at, tuple(clauses))

    def _subquery_clause(self, at: int, optional: bool) -> Clause:
        scope = self._scope() if self.symbol == "(" else None
        self.expect("{")
        query = self.query()
        self.expect("}")
        if self.symbol == "IN":
            last = next((t for t in self.tokens[self.i : self.i + 4] if t.symbol == "TRANSACTIONS"), self.token)
            self.refuse("a clause is expected", last)
        return CallSubquery(at, optional, scope, query)

    def _scope(self) -> tuple[Name, ...] | None:
        self.expect("(")
        names: list[Name] = []
        everything = self.take("*")
        while not everything and self.symbol != ")":
            names.append(self.name())
            if not self.take(","):
                break
        self.expect(")")
        return None if everything else tuple(names)

    def _yields(self) -> tuple[tuple[Yield, ...], Expression | None]:
        if not self.take("YIELD"):
            return (), None
        if self.take("*"):
            return (), self.where()
        found = [self._yield()]
        while self.take(","):
            found.append(self._yield())
        return tuple(found), self.where()

    def _yield(self) -> Yield:
        column = self.name()
        return Yield(column.at, column, self.name() if self.take("AS") else None)

    def _hints(self) -> Iterator[str]:
        """What USING tells the planner: an index, a scan, a join."""
        while self.take("USING"):
            kind = self.step().symbol
            if kind in KINDS_OF_INDEX:
                kind = self.step().symbol
            if kind == "JOIN":
                self.expect("ON")
                self._names()
            elif kind in ("INDEX", "SCAN"):
                self._indexed_label()
            else:
                self.refuse("INDEX, SCAN or JOIN is expected")
            yield kind

    def _indexed_label(self) -> None:
        if self.symbol == "SEEK" and self.is_name(1):
            self.step()
        self.name()
        self.labels()
        if self.take("("):
            self._names()
            self.expect(")")

    def _names(self) -> None:
        self.name()
        while self.take(","):
            self.name()

    def _projection(self) -> Projection:
        """What RETURN and WITH have in common: items, their order, how many."""
        at = self.token.at
        distinct = self.symbol == "DISTINCT" and (self.begins_value() or self.ahead() == "*")
        if distinct:
            self.step()
        star = self.take("*")
        items = [] if star and not self.take(",") else [self._item()]
        while items and self.take(","):
            items.append(self._item())
        order = tuple(self._order()) if self.take("ORDER", "BY") else ()
        skip = self.expression() if self.take("SKIP") or self.take("OFFSET") else None
        limit = self.expression() if self.take("LIMIT") else None
        return Projection(at, distinct, star, tuple(items), order, skip, limit)

    def _item(self) -> Item:
        at = self.token.at
        expression = self.expression()
        alias = self.name() if self.take("AS") else None
        return Item(at, expression, alias, self.tokens[self.i - 1].end)

    def _order(self) -> Iterator[Order]:
        while True:
            at, expression = self.token.at, self.expression()
            descending = self.symbol in ("DESC", "DESCENDING")
            if descending or self.symbol in ("ASC", "ASCENDING"):
                self.step()
            yield Order(at, expression, descending)
            if not self.take(","):
                return


CLAUSES: dict[str, Callable[[Clauses], Clause]] = {
    "MATCH": Clauses.match,
    "OPTIONAL": Clauses.match,
    "UNWIND": Clauses.unwind,
    "WITH": Clauses.with_,
    "RETURN": Clauses.return_,
    "CALL": Clauses.call,
}
