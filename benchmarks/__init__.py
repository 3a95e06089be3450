"""Benchmarks, run by hand or by `make bench`; each is a module that says in its first lines what it measures."""
