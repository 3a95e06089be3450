"""Owners and organisations: what descends from them, whom a text names, and whom it may have meant."""
