"""The commands of this package, a module each."""

from lineage.cli.commands.cypher import cypher
from lineage.cli.commands.freeze import freeze

__all__ = ["cypher", "freeze"]
