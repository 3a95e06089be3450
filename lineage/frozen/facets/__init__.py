"""Facets: how many models have each value of a property, within any selection."""
