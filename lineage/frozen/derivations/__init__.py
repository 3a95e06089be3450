"""Derivations as a graph: who reaches whom, the forest in which models are drawn, and what hangs on one alone."""
