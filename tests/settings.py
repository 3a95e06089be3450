"""The tests' own settings, as one table. No command reads them, so they lack the prefix of its settings."""

from lineage.settings import Setting

TEST_NEO4J = Setting("LINEAGE_TEST_NEO4J", "", "an empty Neo4j server's URL, else one is started here")
TEST_KILLS = Setting("LINEAGE_TEST_KILLS", "1", "how many times 27 processes the killing tests kill")
