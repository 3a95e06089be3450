"""The Hub over HTTP: one client, within its rate limit and a deadline."""
