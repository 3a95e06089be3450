"""What is done to scripts before they are served.

Which scripts a script imports is known, so that a page names them all at once instead of one level after the other.
Comments that have lines to themselves are left out, the lines staying: a browser tells places as the file has them.
"""

import posixpath
import re
from collections.abc import Mapping

COMMENT = re.compile(r"^[ \t]*/\*(?:(?!\*/).)*\*/[ \t]*$", re.MULTILINE | re.DOTALL)
IMPORT = re.compile(r'^(?:import|export|\})[^;"]*?"(\.{1,2}/[^"]+\.js)";', re.MULTILINE)
NAMED = re.compile(r'(?P<before>\bfrom |^import |\bimport\()"(?P<path>\.{1,2}/[^"]+\.js)"(?!\)\.[A-Z])', re.MULTILINE)
"""Where a script names another that it imports; what is left names types in comments."""


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


def without_comments(source: str) -> str:
    """The same script, line for line, without the comments that begin and end a line."""
    return COMMENT.sub(lambda comment: "\n" * comment[0].count("\n"), source)


def bare(source: str, name: str) -> tuple[str, set[str]]:
    """The script `name` as an import map of a page needs it, and those it imports at once or later.

    It names them by their paths from the same root, `js/map/index.js`, not from where it stands itself.
    """
    others: set[str] = set()

    def rewritten(found: re.Match[str]) -> str:
        other = posixpath.normpath(posixpath.join(posixpath.dirname(name), found["path"]))
        others.add(other)
        return f'{found["before"]}"{other}"'

    return NAMED.sub(rewritten, source), others
