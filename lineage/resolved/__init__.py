"""What a resolved snapshot holds: its tables, what is counted of them, the cases that `quality` lists."""
