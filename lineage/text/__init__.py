"""Texts as people and files have them: ids, addresses, tables, numbers, what is near a misspelt word."""
