"""From a resolved snapshot into a store."""
