"""Which scripts a script imports, so that a page names them all at once instead of one level after the other."""

import posixpath
import re
from collections.abc import Mapping

IMPORT = re.compile(r'^(?:import|export|\})[^;"]*?"(\.{1,2}/[^"]+\.js)";', re.MULTILINE)


def imported(name: str, sources: Mapping[str, str]) -> list[str]:
    """Every module that `name` imports, directly or not, each once, in order of name; paths as in `sources`."""
    seen: set[str] = set()
    waiting = [name]
    while waiting:
        here = waiting.pop()
        folder = posixpath.dirname(here)
        imports = {posixpath.normpath(posixpath.join(folder, path)) for path in IMPORT.findall(sources.get(here, ""))}
        waiting.extend(imports - seen)
        seen |= imports
    return sorted(seen)
