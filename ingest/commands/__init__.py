"""The commands of this package, one module a step of the way."""
