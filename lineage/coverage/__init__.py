"""What part of the Hub a graph has, and which fields its source knows."""
