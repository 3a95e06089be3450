"""All of a frozen graph as a file: `python -m benchmarks.process_tree python -m benchmarks.exports FOLDER parquet`.

FOLDER holds a frozen graph, such as `python -m benchmarks.facets --keep FOLDER` makes of a home so many times over. The
file is removed.
"""

import argparse
import tempfile
from pathlib import Path

from lineage.export import FORMATS, format_named, select, subgraph, write_export
from lineage.frozen import FrozenGraph


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("format", choices=FORMATS)
    given = parser.parse_args()
    graph = FrozenGraph.open(given.folder)
    with tempfile.TemporaryDirectory() as temporary:
        made = subgraph(graph, select(graph, None))
        files = write_export(made, format_named(given.format), Path(temporary) / "all")
        written = sum(file.stat().st_size for file in files)
    print(f"{len(made):,} models, {len(made.places):,} derivations, {written:,} bytes of {given.format}")


if __name__ == "__main__":
    main()
