"""What changes whenever licences may be judged otherwise than before."""

import hashlib
from functools import cache
from pathlib import Path

from lineage import __version__

_JUDGING = Path(__file__).parent / "licences"


@cache
def table_digest() -> str:
    """Changes with the table of licences, with the rules, and with whoever applies them: the files are hashed as they
    are, since `status` asks for it and need not know the rules."""
    digest = hashlib.blake2b(__version__.encode(), digest_size=8)
    for path in sorted(one for one in _JUDGING.iterdir() if one.suffix in (".py", ".toml")):
        digest.update(path.read_bytes())
    return digest.hexdigest()
