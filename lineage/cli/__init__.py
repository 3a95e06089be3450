"""The command line. Nothing outside this folder knows of a terminal."""

from lineage.cli.command_line import main, run

__all__ = ["main", "run"]
