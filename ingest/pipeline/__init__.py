"""The whole way in one process: from the Hub to a graph that answers pages, each step only where it has to be taken."""
