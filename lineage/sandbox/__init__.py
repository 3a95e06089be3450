"""A statement in a process of its own, which can neither write nor outlive its limits."""
