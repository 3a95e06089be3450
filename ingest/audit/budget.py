"""What an audit may spend."""

MOST_REQUESTS = 400
"""Requests of the Hub for a verification, where nobody says how many."""
