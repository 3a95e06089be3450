"""What the clauses of a statement hand on: what its variables hold, and how many rows there may be."""

from collections.abc import Callable
from typing import Any

from lineage.cypher.complexity.expressions import MOST_FRESH, MOST_SIZE, Expressions, Names
from lineage.cypher.complexity.sizes import NULL, SHORT, Value, either, text_of, together
from lineage.cypher.tree import (
    CallProcedure,
    CallSubquery,
    Clause,
    Expression,
    Match,
    Name,
    Projection,
    Query,
    Return,
    SingleQuery,
    Unwind,
    Variable,
    With,
)


class Growth(Expressions):
    """Goes through the clauses of a statement in their order.

    `rows` is None where the graph says how many, and never below one: what is counted of no rows is a row.
    """

    def __init__(self, source: str, parameters: Any) -> None:
        super().__init__(source, parameters)
        self._held = 0

    def query(self, query: Query, names: Names) -> tuple[dict[str, Value], int | None]:
        """What a query returns, by name, and in how many rows at most."""
        parts = [self._single(part, names) for part in query.parts]
        columns = {name: either(of.get(name, NULL) for of, _ in parts) for of, _ in parts for name in of}
        rows = [count for _, count in parts]
        return columns, None if None in rows else sum(count for count in rows if count is not None)

    def _single(self, query: SingleQuery, names: Names) -> tuple[dict[str, Value], int | None]:
        self.rows = 1
        returned: dict[str, Value] = {}
        for clause in query.clauses:
            names = CLAUSES[type(clause)](self, clause, names)
            if isinstance(clause, Return):
                returned = dict(names)
        return returned, self.rows

    def _hold(self, expression: Expression, names: Names) -> Value:
        """A value that a row keeps from here on."""
        value = self.of(expression, names)
        self._held += value.fresh
        if self._held > MOST_FRESH:
            self.too_large(expression, self._held)
        return value.held()

    def _match(self, match: Match, names: Names) -> Names:
        for path in match.paths:
            names = {**names, **self.path(path, names)}
        self.each((match.where,), names)
        self.rows = None
        return names

    def _unwind(self, unwind: Unwind, names: Names) -> Names:
        source = self._hold(unwind.source, names)
        many = source.gathered or source.assumed
        self.rows = None if self.rows is None or many else self.rows * max(source.count, 1)
        return {**names, unwind.variable.text: source.of_items.held()}

    def _with(self, clause: With, names: Names) -> Names:
        names = self._projected(clause.projection, names)
        self.each((clause.where,), names)
        return names

    def _return(self, clause: Return, names: Names) -> Names:
        """A row that is answered is written out whole, however often the same part stands in it."""
        returned = self._projected(clause.projection, names)
        size = sum(returned[name].size for name in returned)
        if size > MOST_SIZE:
            self.too_large(clause, size)
        self.check_copies(clause, together(returned.values()))
        return returned

    def _projected(self, projection: Projection, names: Names) -> Names:
        """The names after a projection; its order may look at those before it too."""
        kept: dict[str, Value] = dict(names) if projection.star else {}
        for item in projection.items:
            value = self._hold(item.expression, names)
            name = item.alias or item.expression
            kept[name.text if isinstance(name, Name | Variable) else self.source[item.at : item.end]] = value
        behind = {**names, **kept}
        self.each(tuple(order.expression for order in projection.order), behind)
        self.each((projection.skip,), behind)
        if projection.limit is not None:
            most = self.of(projection.limit, behind).number
            if most and (self.rows is None or most[1] < self.rows):
                self.rows = max(most[1], 1)
        return kept

    def _procedure(self, call: CallProcedure, names: Names) -> Names:
        self.each(call.arguments or (), names)
        names = {**names, **{(one.alias or one.column).text: text_of(SHORT).held() for one in call.yields}}
        self.each((call.where,), names)
        self.rows = None
        return names

    def _call_subquery(self, call: CallSubquery, names: Names) -> Names:
        outer = self.rows
        returned, rows = self.query(call.query, names)
        self.rows = None if outer is None or rows is None else outer * max(rows, 1)
        return {**names, **returned}


CLAUSES: dict[type[Clause], Callable[[Any, Any, Names], Names]] = {
    CallProcedure: Growth._procedure,
    CallSubquery: Growth._call_subquery,
    Match: Growth._match,
    Return: Growth._return,
    Unwind: Growth._unwind,
    With: Growth._with,
}
