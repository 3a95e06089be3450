"""Which variables are known where in a statement, and what each stands for: the patterns that bind it, or a value."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from lineage.cypher.tree import (
    Call,
    CallProcedure,
    CallSubquery,
    Clause,
    Comprehension,
    Expression,
    Group,
    HasLabels,
    ListPredicate,
    Loop,
    Match,
    Name,
    Node,
    NodePattern,
    Operation,
    Path,
    PatternComprehension,
    PatternExpression,
    Projection,
    Query,
    Reduce,
    RelationshipPattern,
    Return,
    SingleQuery,
    Subquery,
    Unwind,
    Variable,
    With,
    children,
)

Pattern = NodePattern | RelationshipPattern
Bound = tuple[Node, ...]
"""What tells of a variable: patterns that it stands in, labels that a condition asks of it, the call of `nodes()` or
`relationships()` whose parts it goes through, the `CALL {}` that gave it. None: it is any value."""
Known = Mapping[str, Bound]
"""The variables that are known at a place, by name."""
Scoped = Sequence[tuple[Node, Known]]
"""Nodes of a statement, each with what is known there."""
VALUE: Bound = ()
NOTHING: Known = {}


def made_by(node: Node) -> Iterator[str]:
    """The variables that a clause other than MATCH makes."""
    match node:
        case Unwind(variable=variable):
            yield variable.text
        case With(projection=projection):
            yield from (item.alias.text for item in projection.items if item.alias)
        case CallProcedure(yields=yields):
            yield from ((one.alias or one.column).text for one in yields)


def parts_of(path: Path) -> Iterator[Pattern]:
    """The nodes and relationships of a path, those of groups included."""
    for element in path.elements:
        if isinstance(element, Group):
            yield from parts_of(element.path)
        else:
            yield element


def variables_of(path: Path) -> set[str]:
    """The variables of a path's nodes and relationships."""
    return {part.variable.text for part in parts_of(path) if part.variable}


def in_scope(query: Query) -> Scoped:
    """Every node of a statement with the variables that are known there; with a MATCH and a path in an expression come
    those that are known before it, with what is below them their own too."""
    walked = _Walk()
    walked.query(query, NOTHING)
    return walked.found


def is_of_a_pattern(bound: Bound) -> bool:
    """Whether a variable stands for a part of a pattern, by the name it has there or another, that no subquery gave."""
    return any(isinstance(one, NodePattern | RelationshipPattern) for one in bound) and not is_given(bound)


def is_given(bound: Bound) -> bool:
    """Whether a subquery gave it."""
    return any(isinstance(one, CallSubquery) for one in bound)


def new_in(paths: Iterable[Path], known: Known) -> frozenset[str]:
    """The variables of some paths that are not known before them."""
    return frozenset().union(*map(variables_of, paths)) - known.keys()


def uses_of(variable: str, loop: Loop) -> Iterator[Variable | Name]:
    """Where a loop's own variable stands in what it asks of each element; a loop inside may have another one so
    called."""
    waiting = list(_parts_inside(loop))
    while waiting:
        node = waiting.pop()
        if isinstance(node, Variable) and node.text == variable:
            yield node
        elif isinstance(node, NodePattern | RelationshipPattern) and node.variable and node.variable.text == variable:
            yield node.variable
        if isinstance(node, Loop) and variable in _own(node):
            waiting.append(node.source)
        else:
            waiting += children(node)


def own_names(loop: Loop) -> tuple[Name, ...]:
    """The names that a loop gives: its variable's, and its accumulator's if it has one."""
    return (loop.variable, loop.accumulator) if isinstance(loop, Reduce) else (loop.variable,)


def _own(loop: Loop) -> set[str]:
    return {name.text for name in own_names(loop)}


@dataclass(frozen=True, slots=True)
class _Walk:
    """Goes through a statement; queries in one another are as few as its brackets are deep."""

    found: list[tuple[Node, Known]] = field(default_factory=list)

    def query(self, query: Query, known: Known) -> Known:
        """What the query gives on: the variables of its RETURN."""
        self.found.append((query, known))
        given = [self._single(part, known) for part in query.parts]
        self.found.extend((union, known) for union in query.unions)
        first, *others = given
        return {
            name: bound if all(one.get(name) == bound for one in others) else VALUE for name, bound in first.items()
        }

    def _single(self, part: SingleQuery, known: Known) -> Known:
        self.found.append((part, known))
        given: Known = NOTHING
        for clause in part.clauses:
            self.found.append((clause, known))
            if isinstance(clause, Return):
                given = self._projection(clause.projection, known)
            else:
                known = self._clause(clause, known)
        return given

    def _clause(self, clause: Clause, known: Known) -> Known:
        """What is known behind a clause."""
        match clause:
            case Match(paths=paths, where=where):
                known = self._matched(paths, where, known)
            case With(projection=projection, where=where):
                before, known = known, self._projection(projection, known)
                self._below(filter(None, [where]), {**before, **known})
                known = _asked(where, known)
            case Unwind(source=source, variable=variable):
                self._below([source], known)
                known = {**known, variable.text: _element_of(source)}
            case CallSubquery(query=query, scope=scope):
                given = self.query(query, _taken_over(query, scope, known))
                known = {**known, **{name: (*bound, clause) if bound else VALUE for name, bound in given.items()}}
            case _:
                self._below(children(clause), known := {**known, **dict.fromkeys(made_by(clause), VALUE)})
        return known

    def _matched(self, paths: tuple[Path, ...], where: Expression | None, known: Known) -> Known:
        known = _with_paths(paths, known)
        self._below(paths, known)
        self._below(filter(None, [where]), known)
        return _asked(where, known)

    def _projection(self, projection: Projection, known: Known) -> Known:
        """What it gives on; in ORDER BY that is known too."""
        given = dict(known) if projection.star else {}
        for item in projection.items:
            self.found.append((item, known))
            self._below([item.expression], known)
            own = item.expression.text if isinstance(item.expression, Variable) else None
            name = item.alias.text if item.alias else own
            if name is not None:
                given[name] = VALUE if own is None else known.get(own, VALUE)
        behind = {**known, **given}
        self._below(filter(None, [*projection.order, projection.skip, projection.limit]), behind)
        return given

    def _below(self, nodes: Iterable[Node], known: Known) -> None:
        """Some nodes and all below them."""
        waiting = [(node, known) for node in nodes]
        while waiting:
            node, known = waiting.pop()
            self.found.append((node, known))
            match node:
                case Subquery(query=query):
                    self.query(query, known)
                    continue
                case Loop():
                    inside = _inside(node, known)
                    waiting.append((node.source, known))
                    waiting += ((part, inside) for part in _parts_inside(node))
                    continue
                case PatternExpression(path=path) | PatternComprehension(path=path):
                    known = _with_paths((path,), known)
            waiting += ((below, known) for below in children(node))


def _with_paths(paths: Iterable[Path], known: Known) -> Known:
    """What is known behind a pattern."""
    bound = dict(known)
    for path in paths:
        if path.variable:
            bound[path.variable.text] = VALUE
        for part in parts_of(path):
            if part.variable:
                bound[part.variable.text] = (*bound.get(part.variable.text, ()), part)
    return bound


def _asked(where: Expression | None, known: Known) -> Known:
    """What is known where a condition holds: labels that are asked of a variable, alone or with AND."""
    conditions = where.operands if isinstance(where, Operation) and set(where.operators) == {"AND"} else (where,)
    bound = dict(known)
    for one in conditions:
        if isinstance(one, HasLabels) and isinstance(one.operand, Variable) and bound.get(one.operand.text):
            bound[one.operand.text] += (one.labels,)
    return bound


def _element_of(source: Expression) -> Bound:
    """What goes through a list stands for."""
    return (source,) if isinstance(source, Call) and source.name.lower() in ("nodes", "relationships") else VALUE


def _inside(loop: Loop, known: Known) -> Known:
    return {**known, **dict.fromkeys(_own(loop), VALUE), loop.variable.text: _element_of(loop.source)}


def _parts_inside(loop: Loop) -> Iterator[Node]:
    """What is asked of each element."""
    match loop:
        case Comprehension(where=where, result=result):
            yield from filter(None, (where, result))
        case ListPredicate(where=where):
            yield from filter(None, (where,))
        case Reduce(initial=initial, result=result):
            yield from (initial, result)


def _taken_over(query: Query, scope: tuple[Name, ...] | None, known: Known) -> Known:
    """What a subquery knows from the start: what its brackets name, else what its first WITH may name."""
    if scope is None:
        return known if isinstance(query.parts[0].clauses[0], With) else NOTHING
    named = {name.text for name in scope}
    return known if "*" in named else {name: known[name] for name in named & known.keys()}
