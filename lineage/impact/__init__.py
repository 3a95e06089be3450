"""What hangs on a model, and what is left where it goes."""
