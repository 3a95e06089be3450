"""A sample of unknown extent that came the whole way: an edge list without dates, licences, relations or words of the
Hub's own, in which a copy is named as a parent and not listed."""

from contextlib import closing
from pathlib import Path

from ingest.load.load import load
from ingest.resolve import resolve
from ingest.sources import import_file
from lineage.graph import Lineage, open_lineage
from lineage.home.home import Home
from lineage.stores import open_writer

BASE, COPY, GONE = "Qwen/Qwen3-8B", "maker/Qwen_-_Qwen3-8B-gguf", "gone/parent"
EDGES = f"""\
model_id,base_model
{BASE},
one/tuned,{BASE}
one/tuned-again,one/tuned
two/on-a-copy,{COPY}
three/on-a-copy,{COPY}
four/on-both,"{COPY}, {BASE}"
five/below,two/on-a-copy
six/lost,{GONE}
"""


def opened_sample(root: Path) -> Lineage:
    """The sample imported, resolved, loaded and frozen below `root`."""
    (root / "edges.csv").write_text(EDGES)
    home = Home(root / "home")
    resolved = resolve(import_file(root / "edges.csv", home), home)
    with closing(open_writer("embedded:", home.store)) as writer:
        load(resolved, writer)
    return open_lineage(str(home.root))
