"""What every response follows: assets, caching, compression, headers, errors."""
