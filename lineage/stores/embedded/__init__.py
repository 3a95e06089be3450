"""The embedded store: kglite in a file, read through forks of one host process."""
