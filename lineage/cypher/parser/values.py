"""Values: names, constants, lists, maps, calls, loops, CASE, subqueries; what operators stand between."""

from lineage.cypher.parser.patterns import SHORTEST, Patterns
from lineage.cypher.tree import (
    Call,
    Case,
    Comprehension,
    Constant,
    Entry,
    Expression,
    ListLiteral,
    ListPredicate,
    MapLiteral,
    MapProjection,
    Match,
    Name,
    Parameter,
    Path,
    PatternComprehension,
    PatternExpression,
    Projected,
    Query,
    Reduce,
    SingleQuery,
    Star,
    Subquery,
    Trim,
    Variable,
    When,
)

CONSTANTS = frozenset(("TRUE", "FALSE", "NULL"))
PREDICATES = frozenset(("ALL", "ANY", "NONE", "SINGLE"))
SUBQUERIES = frozenset(("EXISTS", "COUNT", "COLLECT"))
QUERY_STARTS = frozenset(("MATCH", "OPTIONAL", "WITH", "UNWIND", "RETURN", "CALL"))
SIDES = frozenset(("LEADING", "TRAILING", "BOTH"))


class Values(Patterns):
    """Parses single values; operators between them are parsed by what is built on it."""

    bar_ends = False  # whether a bar ends what is parsed, as in [x IN list WHERE x:Model | x.id]

    def condition(self, subject: Expression | None) -> Expression:
        raise NotImplementedError

    def parameter(self) -> Parameter:
        token = self.step()
        return Parameter(token.at, token.name, token.written)

    def map_literal(self) -> MapLiteral:
        at = self.expect("{").at
        entries = []
        while self.symbol != "}":
            key = self.name()
            self.expect(":")
            entries.append(Entry(key.at, key.text, self.expression()))
            if not self.take(","):
                break
        self.expect("}")
        return MapLiteral(at, tuple(entries))

    def primary(self) -> Expression:
        token = self.token
        if token.kind == "word":
            return self._worded()
        if token.kind in ("number", "string"):
            self.step()
            return Constant(token.at, token.kind, token.written)
        if token.kind == "parameter":
            return self.parameter()
        if token.kind == "quoted":
            return self._named()
        return self._opened()

    def _opened(self) -> Expression:
        """What begins with a bracket."""
        if self.symbol == "(":
            return self._path_expression() if self.is_path() else self._bracketed()
        if self.symbol == "[":
            return self._list()
        if self.symbol != "{":
            self.refuse("a value is expected")
        return self.map_literal()

    def _path_expression(self) -> Expression:
        at = self.token.at
        return PatternExpression(at, Path(at, None, "", self.elements()))

    def _bracketed(self) -> Expression:
        outer, self.bar_ends = self.bar_ends, False
        self.expect("(")
        inside = self.expression()
        self.expect(")")
        self.bar_ends = outer
        return inside

    def _worded(self) -> Expression:
        """What begins with a word: a keyword where what follows makes it one, and else a name."""
        symbol, after = self.symbol, self.ahead()
        if symbol in CONSTANTS:
            token = self.step()
            return Constant(token.at, "word", token.written)
        if symbol == "CASE" and self.begins_value():
            return self._case()
        if symbol in SUBQUERIES and after == "{":
            return self._subquery()
        return self._called() if after == "(" else self._named()

    def _called(self) -> Expression:
        """What has a form of its own in its brackets, and any other function."""
        symbol = self.symbol
        if symbol in PREDICATES and self.is_name(2) and self.ahead(3) == "IN":
            return self._list_predicate()
        if symbol == "REDUCE":
            return self._reduce()
        if symbol == "TRIM":
            return self._trim()
        if symbol in SHORTEST and self.ahead(2) == "(":
            at = self.token.at
            return PatternExpression(at, self.shortest_path(at))
        return self._call()

    def _named(self) -> Expression:
        """A variable, a map projection of one, or a function of a name with dots."""
        steps = 1
        while self.ahead(steps) == "." and self.is_name(steps + 1):
            steps += 2
        if self.ahead(steps) == "(":
            return self._call()
        token = self.step()
        variable = Variable(token.at, token.name, token.written)
        return self._projected(variable) if self.symbol == "{" else variable

    def _call(self) -> Expression:
        name, at = self.dotted()
        opens = self.expect("(").at
        distinct = self.symbol == "DISTINCT" and self.begins_value()
        if distinct or (self.symbol == "ALL" and self.begins_value() and self.ahead() != "("):
            self.step()
        arguments = self.arguments()
        return Call(at, name, arguments, distinct, opens, self.expect(")").end)

    def arguments(self) -> tuple[Expression, ...]:
        if self.symbol == "*":
            return (Star(self.step().at),)
        found: list[Expression] = []
        while self.symbol != ")":
            found.append(self.expression())
            if not self.take(","):
                break
        return tuple(found)

    def _trim(self) -> Expression:
        """`trim(text)`, or with the characters that go, and from which side."""
        at, opens = self.step().at, self.expect("(").at
        sided = self.symbol in SIDES and self.begins_value()
        if sided:
            self.step()
        first = None if self.symbol == "FROM" and self.begins_value() else self.expression()
        if self.take("FROM"):
            trimmed: Expression = Trim(at, first, self.expression())
        else:
            more = self.arguments() if self.take(",") else ()
            trimmed = Call(at, "trim", (first, *more) if first else (), False, opens, self.token.end)
        self.expect(")")
        return trimmed

    def _list(self) -> Expression:
        at = self.token.at
        if self.is_name(1) and self.ahead(2) == "IN":
            return self._comprehension()
        if self._is_pattern_comprehension():
            return self._pattern_comprehension()
        self.expect("[")
        items: list[Expression] = []
        while self.symbol != "]":
            items.append(self.expression())
            if not self.take(","):
                break
        self.expect("]")
        return ListLiteral(at, tuple(items))

    def _comprehension(self) -> Expression:
        at = self.expect("[").at
        outer, self.bar_ends = self.bar_ends, True
        variable, source, opens, closes = self._loop()
        where = self.where()
        result = self.expression() if self.take("|") else None
        self.bar_ends = outer
        self.expect("]")
        return Comprehension(at, variable, source, opens, closes, where, result)

    def _loop(self) -> tuple[Name, Expression, int, int]:
        """A loop's variable, its source, and from where to where that is written."""
        variable = self.name()
        opens = self.expect("IN").end
        source = self.expression()
        return variable, source, opens, self.tokens[self.i - 1].end

    def _is_pattern_comprehension(self) -> bool:
        """Whether the list that opens here holds a path, and behind it a bar of its own."""
        named = 2 if self.is_name(1) and self.ahead(2) == "=" else 0
        if self.ahead(1 + named) != "(" or not self.is_path(1 + named):
            return False
        i, end = self.i + 1, self.closes[self.i]
        while i < end and self.tokens[i].symbol != "|":
            i = self.closes.get(i, i) + 1
        return i < end

    def _pattern_comprehension(self) -> Expression:
        at = self.expect("[").at
        outer, self.bar_ends = self.bar_ends, True
        path, where = self.path(), self.where()
        self.expect("|")
        result = self.expression()
        self.bar_ends = outer
        self.expect("]")
        return PatternComprehension(at, path, where, result)

    def _list_predicate(self) -> Expression:
        at, kind = self.token.at, self.step().symbol
        self.expect("(")
        variable, source, opens, closes = self._loop()
        where = self.where()
        self.expect(")")
        return ListPredicate(at, variable, source, opens, closes, where, kind)

    def _reduce(self) -> Expression:
        at = self.step().at
        self.expect("(")
        accumulator = self.name()
        self.expect("=")
        initial = self.expression()
        self.expect(",")
        outer, self.bar_ends = self.bar_ends, True
        variable, source, opens, closes = self._loop()
        self.expect("|")
        result = self.expression()
        self.bar_ends = outer
        self.expect(")")
        return Reduce(at, variable, source, opens, closes, None, accumulator, initial, result)

    def _projected(self, of: Variable) -> Expression:
        """`of {.key, .*, key: value, variable}`"""
        self.expect("{")
        parts: list[Projected] = []
        while self.symbol != "}":
            parts.append(self._projected_part())
            if not self.take(","):
                break
        self.expect("}")
        return MapProjection(of.at, of, tuple(parts))

    def _projected_part(self) -> Projected:
        at = self.token.at
        if self.take(".", "*"):
            return Projected(at, None, None)
        if self.take("."):
            return Projected(at, self.name(), None)
        if self.ahead() == ":":
            key = self.name()
            self.step()
            return Projected(at, key, self.expression())
        name = self.name()
        return Projected(at, None, Variable(at, name.text, name.written))

    def _case(self) -> Expression:
        at = self.step().at
        self.deeper()
        subject = None if self.symbol == "WHEN" and self.begins_value() else self.expression()
        branches = [self._branch(subject)]
        while self.symbol == "WHEN":
            branches.append(self._branch(subject))
        otherwise = self.expression() if self.take("ELSE") else None
        end = self.expect("END").end
        self.depth -= 1
        return Case(at, subject, tuple(branches), otherwise, end)

    def _branch(self, subject: Expression | None) -> When:
        at = self.expect("WHEN").at
        conditions = [self.condition(subject)]
        while self.take(","):
            conditions.append(self.condition(subject))
        self.expect("THEN")
        return When(at, tuple(conditions), self.expression())

    def _subquery(self) -> Expression:
        """A query in braces, or a pattern with a condition."""
        at, kind = self.token.at, self.step().symbol
        self.expect("{")
        if self.symbol in QUERY_STARTS and self.ahead() != "=":
            query = self.query()
        else:
            inside = self.token.at
            match = Match(inside, False, self.paths(), (), self.where(), bare=True)
            query = Query(inside, (SingleQuery(inside, (match,)),))
        self.expect("}")
        return Subquery(at, kind, query)
