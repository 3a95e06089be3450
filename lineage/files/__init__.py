"""How files of a home are kept whole: rights, locks, checksums, folders that appear at once."""
