"""How the frozen graph lies on disk: memory-mapped arrays, columns, texts and adjacency.

Why not Arrow IPC, measured (`python -m benchmarks.alternatives`, 200,000 / 1,000,000 models): polars has to be
imported and reads its file whole, so a process spends 1.3 / 2.7 times the CPU up to its first answer and holds 115 /
305 MB then, mapped arrays 40 / 47 MB. A page asks for single models and some fifty of them: the number of an id takes
polars 5 / 3.5 times as long, fifty values of a column 13 / 12 times; only all columns of one model are quicker (0.4
times, 13 of our 22 us). The files are as large. Arrow is right for whole tables, which exports are, and pages are not.
"""
