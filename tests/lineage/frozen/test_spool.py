"""An array that grows on disk: read back as it came, and no file of it is left open."""

import gc
import subprocess
import sys
import warnings
from pathlib import Path

import numpy as np
import pytest

from lineage.errors import BadFile
from lineage.frozen.derivations.edges import EdgesWriter
from lineage.frozen.numbering import Numbering
from lineage.frozen.storage.arrays import Spool
from lineage.frozen.storage.strings import table

LEFT = """
from pathlib import Path
import sys
import numpy as np
from lineage.frozen.storage.arrays import Spool
spool = Spool(Path(sys.argv[1]), np.int32)
spool.add(np.arange(3))
"""


def test_what_was_added_is_read_in_its_order(tmp_path: Path) -> None:
    spool = Spool(tmp_path, np.int32)
    for batch in ([3, 1], [], [2]):
        spool.add(np.array(batch, np.int64))
    assert spool.read().tolist() == [3, 1, 2]
    assert list(tmp_path.iterdir()) == []


def test_a_build_that_fails_leaves_no_file_open(tmp_path: Path) -> None:
    numbering = Numbering(table(["a/b"]), np.zeros(0, np.int64), np.zeros(0, np.int32), {"a/b": 0}.get)
    with warnings.catch_warnings(record=True) as told:
        warnings.simplefilter("always")
        edges = EdgesWriter(numbering, tmp_path)
        with pytest.raises(BadFile):
            edges.add({"child": ["a/b"], "parent": ["no/such"], "relation": ["merge"], "evidence": [["card"]]})
        del edges
        gc.collect()
    assert [str(one.message) for one in told] == []


def test_a_process_that_ends_leaves_none_either(tmp_path: Path) -> None:
    command = [sys.executable, "-W", "always", "-c", LEFT, str(tmp_path)]
    assert subprocess.run(command, capture_output=True, text=True, check=True).stderr == ""
