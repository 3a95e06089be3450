"""The folder of snapshots, store and frozen graphs; who works on it, and who serves it."""
