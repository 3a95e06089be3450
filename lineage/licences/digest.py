"""What changes whenever licences may be judged otherwise than before."""

import hashlib

from lineage.licences.reading import KNOWN
from lineage.licences.rules import RULES
from lineage.version import our_version


def table_digest() -> str:
    """Changes with the table of licences, with the rules, and with whoever applies them."""
    text = KNOWN.read_bytes() + repr((RULES, our_version())).encode()
    return hashlib.blake2b(text, digest_size=8).hexdigest()
