"""Patterns: nodes, relationships, and paths of them, with what Neo4j knows beyond openCypher."""

from lineage.cypher.parser.cursor import Cursor
from lineage.cypher.tree import (
    Expression,
    Group,
    Hops,
    Labels,
    MapLiteral,
    Name,
    NodePattern,
    Parameter,
    Path,
    RelationshipPattern,
)

SHORTEST = {"SHORTESTPATH": "shortestPath", "ALLSHORTESTPATHS": "allShortestPaths"}
SELECTORS = frozenset(("ANY", "ALL", "SHORTEST"))
SELECTING = SELECTORS | {"PATH", "PATHS", "GROUP", "GROUPS"}
INSIDE_A_NODE = frozenset((")", ":", "{", "IS", "WHERE"))
AFTER_A_VARIABLE = INSIDE_A_NODE | {"]", "*"}


class Patterns(Cursor):
    """Parses patterns; expressions in them are parsed by what is built on it."""

    def map_literal(self) -> MapLiteral:
        raise NotImplementedError

    def parameter(self) -> Parameter:
        raise NotImplementedError

    def paths(self) -> tuple[Path, ...]:
        found = [self.path()]
        while self.take(","):
            found.append(self.path())
        return tuple(found)

    def path(self) -> Path:
        """A path of a MATCH: with a variable, a selector, or inside `shortestPath()`."""
        at = self.token.at
        variable = self.name() if self.ahead() == "=" else None
        if variable:
            self.step()
        selector = self._selector()
        if self.symbol in SHORTEST and self.ahead() == "(":
            return self.shortest_path(at, variable)
        return Path(at, variable, selector, self.elements())

    def shortest_path(self, at: int, variable: Name | None = None) -> Path:
        selector = SHORTEST[self.step().symbol]
        self.expect("(")
        elements = self.elements()
        self.expect(")")
        return Path(at, variable, selector, elements)

    def elements(self) -> tuple[NodePattern | RelationshipPattern | Group, ...]:
        """Nodes with relationships between them, and groups beside them."""
        if self.symbol != "(":
            self.refuse("a pattern is expected, e.g. (m:Model)")
        found: list[NodePattern | RelationshipPattern | Group] = []
        while self.symbol == "(":
            found.append(self._group() if self._is_group() else self.node())
            while self.symbol in ("-", "<"):
                found += [self.relationship(), self.node()]
        return tuple(found)

    def is_path(self, steps: int = 0) -> bool:
        """Whether the bracket that opens there is a node with a relationship behind it, and no expression."""
        i = self.i + steps
        inside = 1 + (self.tokens[i + 1].kind in ("word", "quoted") and self.tokens[i + 1].symbol != "WHERE")
        token = self.tokens[i + inside]
        if token.symbol not in INSIDE_A_NODE and token.kind != "parameter":
            return False
        return self._is_relationship(self.closes[i] + 1)

    def _is_relationship(self, i: int) -> bool:
        """Whether what begins at a token leads on to another node: `-[...]-`, `--(`, `-->`, with or without `<`."""
        i += self.tokens[i].symbol == "<"
        if self.tokens[i].symbol != "-":
            return False
        if self.tokens[i + 1].symbol == "[":
            return self.tokens[self.closes[i + 1] + 1].symbol == "-"
        return self.tokens[i + 1].symbol == "-" and self.tokens[i + 2].symbol in ("(", ">")

    def node(self) -> NodePattern:
        at = self.expect("(").at
        variable = self._variable()
        labels = self.labels() if self.symbol in (":", "IS") else None
        properties = self._properties()
        where = self.where()
        self.expect(")")
        return NodePattern(at, variable, labels, properties, where)

    def relationship(self) -> RelationshipPattern:
        at = self.token.at
        left = self.take("<")
        self.expect("-")
        variable, types, hops, properties, where = self._detail()
        self.expect("-")
        right = self.take(">")
        direction = f"{'<' if left else ''}-{'>' if right else '' if left else '-'}"
        return RelationshipPattern(at, direction, variable, types, hops, properties, where, self._quantifier())

    def labels(self, alternatives: bool = True) -> Labels:
        """Labels or types after `:` or IS; without `alternatives` a bar ends them."""
        at = self.token.at
        names: list[Name] = []
        marks = [self.step().symbol]
        dynamic: list[Expression] = []
        self._joined_labels(names, marks, dynamic, alternatives)
        return Labels(at, tuple(names), tuple(marks), tuple(dynamic))

    def where(self) -> Expression | None:
        return self.expression() if self.take("WHERE") else None

    def _joined_labels(
        self, names: list[Name], marks: list[str], dynamic: list[Expression], alternatives: bool = True
    ) -> None:
        self._label(names, marks, dynamic)
        while self.symbol in ("&", ":") or (self.symbol == "|" and alternatives):
            marks.append(self.step().symbol)
            if marks[-1] == "|" and self.take(":"):
                marks[-1] = "|:"
            self._label(names, marks, dynamic)

    def _label(self, names: list[Name], marks: list[str], dynamic: list[Expression]) -> None:
        while self.symbol == "!":
            marks.append(self.step().symbol)
        if self.symbol not in ("(", "%", "$"):
            names.append(self.name())
            return
        marks.append(self.step().symbol)
        if marks[-1] == "(":
            self._joined_labels(names, marks, dynamic)
            self.expect(")")
        elif marks[-1] == "$":
            self.expect("(")
            dynamic.append(self.expression())
            self.expect(")")

    def _detail(
        self,
    ) -> tuple[Name | None, Labels | None, Hops | None, Expression | None, Expression | None]:
        """What stands in a relationship's square brackets: variable, types, hops, properties, condition."""
        if not self.take("["):
            return None, None, None, None, None
        variable = self._variable()
        types = self.labels() if self.symbol in (":", "IS") else None
        hops = self._hops() if self.take("*") else None
        properties = self._properties()
        where = self.where()
        self.expect("]")
        return variable, types, hops, properties, where

    def _variable(self) -> Name | None:
        """The variable of a node or relationship; IS and WHERE are one where nothing follows that they begin."""
        if not self.is_name() or (self.symbol in ("IS", "WHERE") and self.ahead() not in AFTER_A_VARIABLE):
            return None
        return self.name()

    def _properties(self) -> Expression | None:
        if self.symbol == "{":
            return self.map_literal()
        return self.parameter() if self.token.kind == "parameter" else None

    def _hops(self) -> Hops:
        at = self.token.at
        least = self.whole() if self.token.kind == "number" else None
        if not self.take(".."):
            return Hops(at, least, least)
        return Hops(at, least, self.whole() if self.token.kind == "number" else None)

    def _quantifier(self) -> Hops | None:
        at = self.token.at
        if self.take("+"):
            return Hops(at, 1, None)
        if self.take("*"):
            return Hops(at, 0, None)
        if self.symbol != "{":
            return None
        self.step()
        least = most = self.whole() if self.token.kind == "number" else None
        if self.take(","):
            most = self.whole() if self.token.kind == "number" else None
        self.expect("}")
        return Hops(at, least, most)

    def _is_group(self) -> bool:
        """Whether the bracket that opens here holds a path, not a node."""
        return self.ahead() == "(" or (self.is_name(1) and self.ahead(2) == "=")

    def _group(self) -> Group:
        at = self.expect("(").at
        path = self.path()
        where = self.where()
        self.expect(")")
        return Group(at, path, where, self._quantifier())

    def _selector(self) -> str:
        """How many of the paths are wanted: `ANY SHORTEST`, `SHORTEST 2 GROUPS`; the first word of it."""
        if self.symbol not in SELECTORS:
            return ""
        first = self.step().symbol
        while self.symbol in SELECTING or self.token.kind == "number":
            self.step()
        return first
