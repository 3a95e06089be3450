"""The embedded store: one file a load, and a pointer to the one that readers open.

A load builds a new file and then moves the pointer, so a reader never sees half of one. kglite holds the graph in
memory and is written by one author at 0.x: it is pinned exactly and touched nowhere but here.
"""

from lineage.stores.embedded.reader import EmbeddedReader
from lineage.stores.embedded.writer import EmbeddedWriter

__all__ = ["EmbeddedReader", "EmbeddedWriter"]
