"""Our commands as text that a shell takes as it is: the program as it was called, its environment, home and store."""

import os
import re
import shlex
import shutil
import sys
from pathlib import Path

from lineage import settings
from lineage.home.home import default_home
from lineage.place import Place
from lineage.stores import bare_url

PROGRAM = "qwen-lineage"
ENDPOINT = "HF_ENDPOINT"
ASK_THE_HUB = ("crawl", "refresh", "run", "update", "verify")
_IN_A_HINT = re.compile(rf"`{PROGRAM} ([^`]+)`")


def shell_command(words: str, place: Place | None = None, endpoint: str | None = None) -> str:
    """The command line of `words`, e.g. `load`, in the same place as this process works in.

    `--home` and `--store` are there wherever they are not the defaults, however they were given; so is HF_ENDPOINT
    (`endpoint`, else the environment's) for a command that asks the Hub. Passwords and tokens never are.
    """
    options = _options(place) if place and "--help" not in words else ""
    command = f"{_program()} {words}{options}"
    hub = endpoint or os.environ.get(ENDPOINT)
    asks = words.partition(" ")[0] in ASK_THE_HUB
    return f"{ENDPOINT}={shlex.quote(hub)} {command}" if hub and asks else command


def pasteable(hint: str, place: Place) -> str:
    """A hint with each `qwen-lineage ...` in it as `shell_command` writes it."""
    return _IN_A_HINT.sub(lambda found: f"`{shell_command(found[1], place)}`", hint)


def _program() -> str:
    """The program's name where the shell would find this very one, else how it was called."""
    called = Path(sys.argv[0])
    if called.parts[-2:] == ("lineage", "__main__.py"):
        return f"{shlex.quote(sys.executable)} -m lineage"
    found = shutil.which(PROGRAM)
    here = called.name != PROGRAM or (found is not None and called.exists() and Path(found).samefile(called))
    return PROGRAM if here else shlex.quote(str(called))


def _options(place: Place) -> str:
    home, store = str(place.home.root), bare_url(place.store)
    options = [f" --home {shlex.quote(home)}"] if place.home.root != default_home() else []
    options += [f" --store {shlex.quote(store)}"] if store != settings.STORE.default else []
    return "".join(options)
