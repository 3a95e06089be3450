"""Snapshots on disk: written without duplicates, laid over one another, followed through time, pruned."""
