"""Who really descends from whom: parents, relations, dates and mass uploads, before anyone writes a card.

Models are numbered here in the order they are made up: well-known bases, then related models, then the ones alone.
"""
