"""What changes whenever licences may be judged otherwise than before."""

import hashlib
from functools import cache
from pathlib import Path

from lineage import __version__

_PACKAGE = Path(__file__).parent
JUDGING = ("licences", "frozen/terms", "weight_formats")
"""The folders of what judges: the table and its rules, who applies them along a lineage, and who tells copies by their
names."""


@cache
def table_digest() -> str:
    """Changes with the table of licences, with the rules, and with whoever applies them."""
    return digest_below(_PACKAGE)


def digest_below(package: Path) -> str:
    """That of a package in this folder: the files are hashed as they are, since `status` asks for it and need not know
    the rules."""
    digest = hashlib.blake2b(__version__.encode(), digest_size=8)
    for folder in JUDGING:
        for path in sorted(one for one in (package / folder).iterdir() if one.suffix in (".py", ".toml")):
            digest.update(path.read_bytes())
    return digest.hexdigest()
