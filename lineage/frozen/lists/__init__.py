"""Lists of models: what selects them, and the orders in which they stand."""
