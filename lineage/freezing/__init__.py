"""From a store to the frozen graph beside it, and what a place has loaded."""
