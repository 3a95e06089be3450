"""From the Hub to a store: crawling, importing, resolving, loading, and a practice Hub to try it all on."""
