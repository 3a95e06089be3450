"""Expressions by precedence: OR, XOR, AND, NOT, comparisons, tests, sums, products, powers, signs, what follows."""

from dataclasses import dataclass

from lineage.cypher.lexer import DEEPEST, Token
from lineage.cypher.parser.patterns import SHORTEST, Patterns
from lineage.cypher.tree import (
    Call,
    Case,
    Comprehension,
    Constant,
    Entry,
    Expression,
    HasLabels,
    Index,
    Is,
    ListLiteral,
    ListPredicate,
    MapLiteral,
    MapProjection,
    Match,
    Name,
    Operation,
    Parameter,
    Path,
    PatternComprehension,
    PatternExpression,
    Prefix,
    Projected,
    PropertyAccess,
    Query,
    Reduce,
    SingleQuery,
    Slice,
    Star,
    Subquery,
    Trim,
    Variable,
    When,
)
from lineage.errors import BadStatement

LEVELS = {
    operator: level
    for level, operators in enumerate(
        (
            ("OR",),
            ("XOR",),
            ("AND",),
            (),  # NOT
            ("=", "<>", "<", ">", "<=", ">="),
            ("=~", "IN", "CONTAINS", "STARTS", "ENDS", "IS", "::"),
            ("+", "-", "||"),
            ("*", "/", "%"),
            ("^",),
        )
    )
    for operator in operators
}
"""How strongly each operator between two values binds."""

NOT, COMPARISON, TEST = LEVELS["AND"] + 1, LEVELS["="], LEVELS["IN"]
CONSTANTS = frozenset(("TRUE", "FALSE", "NULL"))
PREDICATES = frozenset(("ALL", "ANY", "NONE", "SINGLE"))
SUBQUERIES = frozenset(("EXISTS", "COUNT", "COLLECT"))
QUERY_STARTS = frozenset(("MATCH", "OPTIONAL", "WITH", "UNWIND", "RETURN", "CALL"))
SIDES = frozenset(("LEADING", "TRAILING", "BOTH"))
FORMS = frozenset(("NFC", "NFD", "NFKC", "NFKD"))
TYPE_WORDS = frozenset(
    """
    ANY ARRAY BOOL BOOLEAN DATE DATETIME DURATION EDGE FLOAT INT INTEGER LIST LOCAL MAP NODE NOTHING NULL PATH POINT
    PROPERTY RELATIONSHIP SIGNED STRING TIME TIMESTAMP TIMEZONE VALUE VARCHAR VERTEX WITHOUT ZONE ZONED
    """.split()  # noqa: SIM905 - a list of thirty strings is not easier to read
)
BEGINS_NO_VALUE = frozenset((")", "]", "}", ",", ".", "..", "|", ":", "::", "=", "<>", "<", ">", "<=", ">=", "=~", "*"))
"""The marks before which NOT, CASE and DISTINCT are names."""


@dataclass(slots=True)
class _Chain:
    """Operands of one level, however many, of which the next one is still to be read: it becomes one node."""

    level: int
    operands: list[Expression]
    operators: list[Token]

    def with_last(self, operand: Expression) -> Expression:
        symbols = tuple(operator.symbol for operator in self.operators)
        places = tuple(operator.at for operator in self.operators)
        if self.level == NOT:
            return Prefix(places[0], symbols, operand, places)
        return Operation(self.operands[0].at, symbols, (*self.operands, operand), places)


def _joined(waiting: list[_Chain], value: Expression, level: int) -> Expression:
    """The value with all that waits for it and binds at least so strongly."""
    while waiting and waiting[-1].level >= level:
        value = waiting.pop().with_last(value)
    return value


class Expressions(Patterns):
    """Parses expressions; queries inside them are parsed by what is built on it."""

    bar_ends = False  # whether a bar ends what is parsed, as in [x IN list WHERE x:Model | x.id]

    def expression(self) -> Expression:
        return self._operation()

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

    def begins_value(self, steps: int = 1) -> bool:
        """Whether a value can begin there: the word before it is then a keyword, and else a name."""
        token = self.tokens[self.i + steps]
        return token.kind != "end" and token.symbol not in BEGINS_NO_VALUE

    def _operation(self, least: int = 0) -> Expression:
        """A value and all operators behind it that bind at least so strongly.

        Chains that wait for their next operand stand on a list of our own, the strongest last, so that precedence costs
        no stack: one bracket inside another is a handful of calls, whatever operators stand between them.
        """
        waiting: list[_Chain] = []
        while True:
            if self.symbol == "NOT" and self.begins_value():
                self._wait(waiting, _Chain(NOT, [], self._nots()))
            value = self._signed()
            while self.symbol in ("IS", "::"):
                value = self._asked(_joined(waiting, value, TEST))
            level = LEVELS.get(self.symbol, -1)
            value = _joined(waiting, value, level + (level != TEST))
            if level < least:
                return value
            if not waiting or waiting[-1].level != level:
                self._wait(waiting, _Chain(level, [], []))
            waiting[-1].operands.append(value)
            waiting[-1].operators.append(self._operator())

    def _nots(self) -> list[Token]:
        found = []
        while self.symbol == "NOT" and self.begins_value():
            found.append(self.step())
        return found

    def _wait(self, waiting: "list[_Chain]", chain: "_Chain") -> None:
        if len(waiting) > DEEPEST:
            raise BadStatement(f"expressions nested deeper than {DEEPEST}", "split the statement")
        waiting.append(chain)

    def _operator(self) -> Token:
        token = self.step()
        if token.symbol in ("STARTS", "ENDS"):
            self.expect("WITH")
        return token

    def _asked(self, value: Expression) -> Expression:
        """What follows IS: NULL, a type, a normal form, or a label."""
        if self._asks_for_label():
            return HasLabels(value.at, value, self.labels(not self.bar_ends))
        words = [self.step().symbol]
        if words == ["IS"] and self.take("NOT"):
            words.append("NOT")
        if words == ["::"] or self.symbol in ("::", "TYPED"):
            words += [] if words == ["::"] else [self.step().symbol]
            return Is(value.at, value, " ".join([*words, *self._type()]))
        if self.symbol in FORMS:
            words.append(self.step().symbol)
        if self.symbol not in ("NULL", "NORMALIZED"):
            self.refuse("NULL is expected after IS")
        return Is(value.at, value, " ".join([*words, self.step().symbol]))

    def _asks_for_label(self) -> bool:
        if self.symbol != "IS" or self.ahead() in FORMS | {"NULL", "NOT", "NORMALIZED", "TYPED", "::"}:
            return False
        return self.is_name(1) or self.ahead() in ("!", "%", "(", "$")

    def _type(self) -> list[str]:
        """A type's name, e.g. `LIST < INTEGER NOT NULL > | STRING`."""
        words = []
        if self.symbol not in TYPE_WORDS:
            self.refuse("a type is expected, e.g. INTEGER")
        while self.symbol in TYPE_WORDS:
            words.append(self.step().symbol)
        if self.take("<"):
            words += ["<", *self._type(), self.expect(">").symbol]
        if self.take("NOT", "NULL"):
            words += ["NOT", "NULL"]
        if self.take("|"):
            words += ["|", *self._type()]
        return words

    def _signed(self) -> Expression:
        if self.symbol not in ("-", "+"):
            return self._followed(self._primary())
        signs = [self.step()]
        while self.symbol in ("-", "+"):
            signs.append(self.step())
        symbols, places = tuple(sign.symbol for sign in signs), tuple(sign.at for sign in signs)
        return Prefix(places[0], symbols, self._followed(self._primary()), places)

    def _followed(self, value: Expression) -> Expression:
        """A value with the properties, indexes and labels that are asked of it."""
        while True:
            if self.symbol == ".":
                self.step()
                value = PropertyAccess(value.at, value, self.name())
            elif self.symbol == "[":
                value = self._indexed(value)
            elif self.symbol == ":":
                value = HasLabels(value.at, value, self.labels(not self.bar_ends))
            else:
                return value

    def _indexed(self, of: Expression) -> Expression:
        self.expect("[")
        first = None if self.symbol == ".." else self.expression()
        if first is not None and self.take("]"):
            return Index(of.at, of, first)
        self.expect("..")
        last = None if self.symbol == "]" else self.expression()
        self.expect("]")
        return Slice(of.at, of, first, last)

    def _primary(self) -> Expression:
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
        variable, source, where = self._loop()
        result = self.expression() if self.take("|") else None
        self.bar_ends = outer
        self.expect("]")
        return Comprehension(at, variable, source, where, result)

    def _loop(self) -> tuple[Name, Expression, Expression | None]:
        variable = self.name()
        self.expect("IN")
        return variable, self.expression(), self.where()

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
        variable, source, where = self._loop()
        self.expect(")")
        return ListPredicate(at, variable, source, where, kind)

    def _reduce(self) -> Expression:
        at = self.step().at
        self.expect("(")
        accumulator = self.name()
        self.expect("=")
        initial = self.expression()
        self.expect(",")
        outer, self.bar_ends = self.bar_ends, True
        variable = self.name()
        self.expect("IN")
        source = self.expression()
        self.expect("|")
        result = self.expression()
        self.bar_ends = outer
        self.expect(")")
        return Reduce(at, variable, source, None, accumulator, initial, result)

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
        self.expect("END")
        self.depth -= 1
        return Case(at, subject, tuple(branches), otherwise)

    def _branch(self, subject: Expression | None) -> When:
        at = self.expect("WHEN").at
        conditions = [self._condition(subject)]
        while self.take(","):
            conditions.append(self._condition(subject))
        self.expect("THEN")
        return When(at, tuple(conditions), self.expression())

    def _condition(self, subject: Expression | None) -> Expression:
        """What a branch is taken for: a value, or, where there is a subject, an operator and what follows it."""
        level = LEVELS.get(self.symbol, -1)
        if subject is None or level not in (COMPARISON, TEST):
            return self.expression()
        if self.symbol in ("IS", "::"):
            return self._asked(subject)
        operator = self._operator()
        return Operation(subject.at, (operator.symbol,), (subject, self._operation(level + 1)), (operator.at,))

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
