"""The folder of snapshots, store and frozen graphs; who works on it, who serves it, and what changed in it."""
