"""How good our own rules are: those that guess parents from names, and those that mark mass uploads."""
