"""The variants of a model: by format and bits, the best of each, how they are folded, who is whose mirror."""
