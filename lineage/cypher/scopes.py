"""Which variables a part of a statement makes: the nodes and relationships of a path, and what clauses give on."""

from collections.abc import Iterator

from lineage.cypher.tree import CallProcedure, Group, Node, NodePattern, Path, RelationshipPattern, Unwind, With


def made_by(node: Node) -> Iterator[str]:
    """The variables that a clause other than MATCH makes."""
    match node:
        case Unwind(variable=variable):
            yield variable.text
        case With(projection=projection):
            yield from (item.alias.text for item in projection.items if item.alias)
        case CallProcedure(yields=yields):
            yield from ((one.alias or one.column).text for one in yields)


def parts_of(path: Path) -> Iterator[NodePattern | RelationshipPattern]:
    """The nodes and relationships of a path, those of groups included."""
    for element in path.elements:
        if isinstance(element, Group):
            yield from parts_of(element.path)
        else:
            yield element


def variables_of(path: Path) -> set[str]:
    """The variables of a path's nodes and relationships."""
    return {part.variable.text for part in parts_of(path) if part.variable}
