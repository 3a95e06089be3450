"""Operators by precedence, from OR to signs, and what follows a value: properties, indexes, labels."""

from dataclasses import dataclass

from lineage.cypher.lexer import DEEPEST, Token
from lineage.cypher.parser.values import Values
from lineage.cypher.tree import (
    Expression,
    HasLabels,
    Index,
    Is,
    Operation,
    Prefix,
    PropertyAccess,
    Slice,
)
from lineage.errors import BadStatement

PRECEDENCE = {
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

NOT, COMPARISON, TEST = PRECEDENCE["AND"] + 1, PRECEDENCE["="], PRECEDENCE["IN"]
FORMS = frozenset(("NFC", "NFD", "NFKC", "NFKD"))
TYPE_WORDS = frozenset(
    """
    ANY ARRAY BOOL BOOLEAN DATE DATETIME DURATION EDGE FLOAT INT INTEGER LIST LOCAL MAP NODE NOTHING NULL PATH POINT
    PROPERTY RELATIONSHIP SIGNED STRING TIME TIMESTAMP TIMEZONE VALUE VARCHAR VERTEX WITHOUT ZONE ZONED
    """.split()  # noqa: SIM905 - a list of thirty strings is not easier to read
)


@dataclass(slots=True)
class _Chain:
    """Operands of one level, however many, of which the next one is still to be read: it becomes one node."""

    level: int
    operands: list[Expression]
    operators: list[Token]

    def with_last(self, operand: Expression, end: int) -> Expression:
        symbols = tuple(operator.symbol for operator in self.operators)
        places = tuple(operator.at for operator in self.operators)
        if self.level == NOT:
            return Prefix(places[0], symbols, operand, places)
        return Operation(self.operands[0].at, symbols, (*self.operands, operand), places, end)


def _joined(waiting: list[_Chain], value: Expression, level: int, end: int) -> Expression:
    """The value, which is written until `end`, with all that waits for it and binds at least so strongly."""
    while waiting and waiting[-1].level >= level:
        value = waiting.pop().with_last(value, end)
    return value


class Operators(Values):
    """Parses whole expressions; queries inside them are parsed by what is built on it."""

    def expression(self) -> Expression:
        return self._operation()

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
                value = self._asked(_joined(waiting, value, TEST, self._done()))
            level = PRECEDENCE.get(self.symbol, -1)
            value = _joined(waiting, value, level + (level != TEST), self._done())
            if level < least:
                return value
            if not waiting or waiting[-1].level != level:
                self._wait(waiting, _Chain(level, [], []))
            waiting[-1].operands.append(value)
            waiting[-1].operators.append(self._operator())

    def _done(self) -> int:
        """Where the last token read ends."""
        return self.tokens[self.i - 1].end

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

    def condition(self, subject: Expression | None) -> Expression:
        """What a branch is taken for: a value, or, where there is a subject, an operator and what follows it."""
        level = PRECEDENCE.get(self.symbol, -1)
        if subject is None or level not in (COMPARISON, TEST):
            return self.expression()
        if self.symbol in ("IS", "::"):
            return self._asked(subject)
        operator = self._operator()
        operand = self._operation(level + 1)
        return Operation(subject.at, (operator.symbol,), (subject, operand), (operator.at,), self._done())

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
            return self._followed(self.primary())
        signs = [self.step()]
        while self.symbol in ("-", "+"):
            signs.append(self.step())
        symbols, places = tuple(sign.symbol for sign in signs), tuple(sign.at for sign in signs)
        return Prefix(places[0], symbols, self._followed(self.primary()), places)

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
