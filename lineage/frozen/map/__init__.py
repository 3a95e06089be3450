"""The family map: every model a circle within its parent's, and what of it a window shows."""
