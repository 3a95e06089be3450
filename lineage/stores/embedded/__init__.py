"""The embedded store: for each load a file of the engine's and one of its rows, and a pointer to what readers open.

A load builds new files and then moves the pointer, so a reader never sees half of one. kglite is written by one author
at 0.x: it is pinned exactly and touched nowhere but here. Reading imports it for the first statement only.
"""
