"""From a Hub item to a row of a snapshot: the fields, how each is cleaned, the strict and the tolerant way."""
