"""What changes whenever licences may be judged otherwise than before."""

import hashlib
from functools import cache

from lineage import __version__
from lineage.licences.reading import KNOWN
from lineage.licences.rules import RULES


@cache
def table_digest() -> str:
    """Changes with the table of licences, with the rules, and with whoever applies them."""
    text = KNOWN.read_bytes() + repr((RULES, __version__)).encode()
    return hashlib.blake2b(text, digest_size=8).hexdigest()
