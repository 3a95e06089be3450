"""Crawls: everything the Hub lists, what changed since, or one family; each goes on where it was stopped."""
