"""Filters of models: their fields, as people type them, what they narrow, and the models that are left."""
