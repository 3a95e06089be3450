"""How far a refresh goes back behind the snapshot it starts from."""

from datetime import timedelta

OVERLAP = timedelta(hours=1)
"""Read again before the watermark: clocks differ, and a listing may lag behind the commits."""
