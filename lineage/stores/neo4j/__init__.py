"""The Neo4j store, through its official driver: reads in read transactions, writes in retried batches.

Community edition has one database, so a load upserts into it and sweeps what the new snapshot no longer has; the
snapshot's own node is replaced last.
"""

from lineage.stores.neo4j.reader import Neo4jReader
from lineage.stores.neo4j.writer import Neo4jWriter

__all__ = ["Neo4jReader", "Neo4jWriter"]
