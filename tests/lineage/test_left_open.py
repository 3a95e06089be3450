"""What nobody closed says nothing when Python ends."""

import subprocess
import sys

from lineage.home.home import Home

SCRIPT = """
import sys, lineage
graph = lineage.open(sys.argv[1])
graph.cypher("MATCH (m:Model) RETURN count(m) AS models")
print(len(graph))
"""


def test_a_graph_that_was_asked_and_not_closed_leaves_no_warning(practice_home: Home) -> None:
    command = [sys.executable, "-W", "default", "-c", SCRIPT, str(practice_home.root)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert int(done.stdout) > 0
    assert done.stderr == ""
