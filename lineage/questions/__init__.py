"""Stored queries in plain words: their statements, columns and parameters, and whom they fit."""
