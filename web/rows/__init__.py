"""Rows of tables and lines of lists. Functions, not templates: a page has hundreds of their cells, and each would be
several steps of one. Everything from the Hub is escaped."""
