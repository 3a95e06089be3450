"""The polars types of what a statement returns, as the statement itself and the graph's schema tell them."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import reduce

import polars as pl

from lineage.cypher.tree import (
    COMPARISONS,
    Call,
    CallProcedure,
    CallSubquery,
    Case,
    Clause,
    Comprehension,
    Constant,
    Expression,
    Group,
    HasLabels,
    Index,
    Is,
    ListLiteral,
    ListPredicate,
    MapLiteral,
    MapProjection,
    Match,
    Name,
    NodePattern,
    Operation,
    Path,
    PatternComprehension,
    PatternExpression,
    Prefix,
    Projected,
    Projection,
    PropertyAccess,
    Query,
    RelationshipPattern,
    Return,
    SingleQuery,
    Slice,
    Subquery,
    Trim,
    Unwind,
    Variable,
    With,
)
from lineage.schema import DERIVED_FROM, EDGES, MODEL, NODES, EdgeSchema, NodeSchema
from lineage.tabular.types import OF_SCHEMA, Dtype

Known = Mapping[str, Dtype | None]
"""The type of each variable; None where nothing tells it."""
Returned = dict[str, Dtype | None]


def _properties(schema: NodeSchema | EdgeSchema) -> pl.Struct:
    return pl.Struct({one.name: OF_SCHEMA[one.type] for one in schema.properties})


def _node(schema: NodeSchema) -> pl.Struct:
    return pl.Struct({"labels": pl.List(pl.String), "properties": _properties(schema)})


def _edge(schema: EdgeSchema) -> pl.Struct:
    return pl.Struct({"type": pl.String, "properties": _properties(schema), "start": pl.String, "end": pl.String})


NODE, EDGE = _node(MODEL), _edge(DERIVED_FROM)
PATH = pl.Struct({"nodes": pl.List(NODE), "relationships": pl.List(EDGE)})
_NODE_OF = {schema.label: _node(schema) for schema in NODES}
_EDGE_OF = {schema.type: _edge(schema) for schema in EDGES}
_OF_KEY: dict[str, Dtype] = {one.name: OF_SCHEMA[one.type] for schema in (*NODES, *EDGES) for one in schema.properties}
_DURATION = pl.Struct({"days": pl.Int64, "months": pl.Int64, "seconds": pl.Int64})
_MOMENT = OF_SCHEMA["datetime"]
_PARTS = ("year", "quarter", "month", "week", "day", "hour", "minute", "second", "months", "days", "seconds")
_WORDS: Mapping[str, Dtype] = {"true": pl.Boolean, "false": pl.Boolean}


def returned_types(statement: Query, columns: Sequence[str]) -> Returned:
    """For each of the columns that a statement answers with its type, None where only values tell."""
    return _query(statement, {}, columns)


def _query(query: Query, known: Known, columns: Sequence[str] | None = None) -> Returned:
    """The types of what a query returns, by name; of a union those that its parts agree on."""
    parts = [_single(part, known, columns) for part in query.parts]
    return {name: _agreed(part.get(name) for part in parts) for name in (columns or parts[0])}


def _agreed(types: Iterable[Dtype | None]) -> Dtype | None:
    """The one type that those have which are known; None where these differ."""
    told = [dtype for dtype in types if dtype is not None]
    return told[0] if told and all(dtype == told[0] for dtype in told) else None


def _single(query: SingleQuery, known: Known, columns: Sequence[str] | None) -> Returned:
    for clause in query.clauses:
        if isinstance(clause, Return):
            return _returned(clause.projection, known, columns)
        known = _after(clause, known)
    return {}


def _returned(projection: Projection, known: Known, columns: Sequence[str] | None) -> Returned:
    found = _projected(projection, known)
    if columns is None or projection.star:
        return found
    return dict(zip(columns, found.values(), strict=False))


def _after(clause: Clause, known: Known) -> Known:
    """What is known after a clause."""
    match clause:
        case Match(paths=paths):
            return {**_of_paths(paths), **known}
        case Unwind(source=source, variable=variable):
            return {**known, variable.text: _item(_type(source, known))}
        case With(projection=projection):
            return _projected(projection, known)
        case CallProcedure(yields=yields):
            return {**known, **{(one.alias or one.column).text: None for one in yields}}
        case CallSubquery(query=query):
            return {**known, **_query(query, known)}
    return known


def _projected(projection: Projection, known: Known) -> Returned:
    """By alias; what has none and is no variable is told by its place."""
    found: Returned = dict(sorted(known.items())) if projection.star else {}
    for item in projection.items:
        written = item.expression.text if isinstance(item.expression, Variable) else f"@{item.at}"
        found[item.alias.text if item.alias else written] = _type(item.expression, known)
    return found


def _of_paths(paths: Iterable[Path]) -> Returned:
    found: Returned = {}
    for path in paths:
        found = _of_parts(path) | found | ({path.variable.text: PATH} if path.variable else {})
    return found


def _of_parts(path: Path) -> Returned:
    """The variables of a path's parts; of what is repeated, lists."""
    found: Returned = {}
    for element in path.elements:
        if isinstance(element, Group):
            found |= {name: pl.List(dtype) for name, dtype in _of_parts(element.path).items() if dtype is not None}
        elif element.variable:
            found.setdefault(element.variable.text, _of_part(element))
    return found


def _of_part(part: NodePattern | RelationshipPattern) -> Dtype:
    if isinstance(part, NodePattern):
        return next((_NODE_OF[one.text] for one in _names(part) if one.text in _NODE_OF), NODE)
    edge = next((_EDGE_OF[one.text] for one in _names(part) if one.text in _EDGE_OF), EDGE)
    return edge if part.hops is None and part.quantifier is None else pl.List(edge)


def _names(part: NodePattern | RelationshipPattern) -> Sequence[Name]:
    labels = part.labels if isinstance(part, NodePattern) else part.types
    return labels.names if labels else ()


def _type(expression: Expression | None, known: Known) -> Dtype | None:  # noqa: PLR0911, PLR0912 - a line a kind of node
    match expression:
        case Variable(text=text):
            return known.get(text)
        case Constant(kind=kind, written=written):
            return _constant(kind, written)
        case PropertyAccess(of=of, key=key):
            return _property(_type(of, known), key.text)
        case Operation():
            return _operation(expression, known)
        case Prefix(operators=operators, operand=operand):
            return pl.Boolean if operators[0].upper() == "NOT" else _type(operand, known)
        case Is() | HasLabels() | ListPredicate() | PatternExpression():
            return pl.Boolean
        case Subquery(kind=kind, query=query):
            return _subquery(kind.upper(), query, known)
        case Call(name=name, arguments=arguments):
            rule = FUNCTIONS.get(name.lower())
            return rule([_type(one, known) for one in arguments]) if rule else None
        case Trim():
            return pl.String
        case Case(branches=branches, otherwise=otherwise):
            return _agreed([*(_type(one.result, known) for one in branches), _type(otherwise, known)])
        case ListLiteral(items=items):
            return _list(_agreed(_type(item, known) for item in items))
        case Index(of=of):
            return _item(_type(of, known))
        case Slice(of=of):
            return _type(of, known)
        case Comprehension(variable=variable, source=source, result=result):
            item = _item(_type(source, known))
            return _list(item if result is None else _type(result, {**known, variable.text: item}))
        case PatternComprehension(path=path, result=result):
            return _list(_type(result, {**_of_paths([path]), **known}))
        case MapLiteral(entries=entries):
            return _struct({one.key: _type(one.value, known) for one in entries})
        case MapProjection(of=of, parts=parts):
            return _projection(parts, _type(of, known), known)
    return None


def _constant(kind: str, written: str) -> Dtype | None:
    if kind == "number":
        is_whole = written.isdigit() or written[:2].lower() in ("0x", "0o")
        return pl.Int64 if is_whole else pl.Float64
    return pl.String if kind == "string" else _WORDS.get(written.lower())


def _property(of: Dtype | None, key: str) -> Dtype | None:
    """Of a node or relationship as the schema has it, of a map its value, of a moment a part."""
    if isinstance(of, pl.Struct):
        fields = {field.name: field.dtype for field in of.fields}
        inner = fields.get("properties")
        properties = {field.name: field.dtype for field in inner.fields} if isinstance(inner, pl.Struct) else fields
        return properties.get(key)
    if of is not None:
        return pl.Int64 if key in _PARTS else None
    return _OF_KEY.get(key)


def _operation(operation: Operation, known: Known) -> Dtype | None:
    operators = {one.upper() for one in operation.operators}
    if "^" in operators:
        return pl.Float64
    if operators <= {"+", "-", "*", "/", "%"}:
        return reduce(_calculated, (_type(one, known) for one in operation.operands))
    return _concatenated(operation, known) if operators == {"||"} else pl.Boolean if _is_condition(operators) else None


def _is_condition(operators: set[str]) -> bool:
    words = ("AND", "OR", "XOR", "IN", "CONTAINS", "=~")
    return all(one in COMPARISONS or one in words or one.startswith(("STARTS", "ENDS")) for one in operators)


def _concatenated(operation: Operation, known: Known) -> Dtype | None:
    return _agreed(_type(one, known) for one in operation.operands)


def _calculated(one: Dtype | None, other: Dtype | None) -> Dtype | None:
    """Of a number and a number a number, of a text and anything a text; else what both are."""
    pair = [one, other]
    if None in pair:
        return pl.String if pl.String in pair else None
    if pl.String in pair:
        return pl.String
    if pl.Float64 in pair:
        return pl.Float64
    return one if other in (one, _DURATION) else None


def _subquery(kind: str, query: Query, known: Known) -> Dtype | None:
    if kind == "COLLECT":
        return _list(next(iter(_query(query, known).values()), None))
    return pl.Int64 if kind == "COUNT" else pl.Boolean


def _projection(parts: Sequence[Projected], of: Dtype | None, known: Known) -> Dtype | None:
    fields: Returned = {}
    for part in parts:
        if part.key is None:
            return None
        fields[part.key.text] = _property(of, part.key.text) if part.value is None else _type(part.value, known)
    return _struct(fields)


def _struct(fields: Returned) -> Dtype | None:
    """With its fields by name, as maps have them; None without any, or where one is not known."""
    told = {name: fields[name] for name in sorted(fields) if fields[name] is not None}
    return pl.Struct(told) if told and len(told) == len(fields) else None  # type: ignore[arg-type]


def _list(inner: Dtype | None) -> Dtype | None:
    return None if inner is None else pl.List(inner)


def _item(of: Dtype | None) -> Dtype | None:
    return of.inner if isinstance(of, pl.List) else None


Rule = Callable[[Sequence[Dtype | None]], Dtype | None]
"""The type of a call by those of its arguments."""


def _first(types: Sequence[Dtype | None]) -> Dtype | None:
    return types[0] if types else None


def _always(names: str, dtype: Dtype) -> dict[str, Rule]:
    return dict.fromkeys(names.split(), lambda _: dtype)


FUNCTIONS: Mapping[str, Rule] = {
    **_always("count size length char_length character_length tointeger tointegerornull timestamp sign", pl.Int64),
    **_always(
        "avg stdev stdevp percentilecont sqrt exp log log10 e pi rand sin cos tan cot asin acos atan", pl.Float64
    ),
    **_always("atan2 degrees radians haversin round ceil floor tofloat tofloatornull", pl.Float64),
    **_always("tolower toupper lower upper ltrim rtrim btrim trim replace substring left right normalize", pl.String),
    **_always("tostring tostringornull type elementid randomuuid valuetype", pl.String),
    **_always("exists isempty isnan toboolean tobooleanornull all any none single", pl.Boolean),
    **_always("labels keys split tostringlist", pl.List(pl.String)),
    **_always("range tointegerlist", pl.List(pl.Int64)),
    **_always("tofloatlist", pl.List(pl.Float64)),
    **_always("tobooleanlist", pl.List(pl.Boolean)),
    **_always("date date.truncate", pl.Date),
    **_always("datetime datetime.truncate datetime.fromepoch datetime.fromepochmillis", _MOMENT),
    **_always("localdatetime localdatetime.truncate localtime time", pl.String),
    **_always("duration duration.between duration.indays duration.inmonths duration.inseconds", _DURATION),
    **_always("nodes", pl.List(NODE)),
    **_always("relationships", pl.List(EDGE)),
    **_always("startnode endnode", NODE),
    **dict.fromkeys(("min", "max", "sum", "abs", "nullif", "percentiledisc"), _first),
    **dict.fromkeys(("tail", "reverse"), _first),
    **dict.fromkeys(("head", "last"), lambda types: _item(_first(types))),
    "coalesce": _agreed,
    "collect": lambda types: _list(_first(types)),
    "shortestpath": lambda _: PATH,
}
"""By name in small letters; of any other function only values tell."""
