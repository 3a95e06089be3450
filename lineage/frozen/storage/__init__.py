"""How the frozen graph lies on disk: memory-mapped arrays, columns, texts and adjacency."""
