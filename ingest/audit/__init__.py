"""What is odd in a snapshot, what differs between two, and how ours compares with the Hub's own counts."""
