"""Which terms apply to a model after all that it was made from, and what another licence would change."""
