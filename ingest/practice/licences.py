"""Licences as cards state them.

Where a licence is none of the Hub's ids, a card says `license: other` and names it in `license_name`, with a link in
`license_link`. Every licence of Qwen's but Apache-2.0 is written so, and one repository so names Apache-2.0 itself.
"""

from functools import cache
from typing import NamedTuple

from ingest.practice.known_bases import KnownBase, bases


class Licence(NamedTuple):
    """What a card says: the Hub's id, and the name behind `other` where the card gives one."""

    id: str
    name: str | None = None


OTHER = Licence("other")
UNNAMED = 0.31
"""Share of the cards with `other` that name no licence (118 of 381 in hub-stats of May 2026)."""

LICENCES = {
    Licence("apache-2.0"): 548_122,
    Licence("mit"): 198_167,
    OTHER: 60_003,
    Licence("openrail"): 41_635,
    Licence("creativeml-openrail-m"): 33_082,
    Licence("cc-by-nc-4.0"): 22_274,
    Licence("openrail++"): 17_506,
    Licence("cc-by-4.0"): 16_742,
    Licence("gemma"): 15_668,
    Licence("llama3.1"): 9_000,
    Licence("llama3"): 8_000,
    Licence("llama3.2"): 8_000,
    Licence("llama2"): 8_000,
    Licence("llama3.3"): 1_500,
    Licence("bigscience-bloom-rail-1.0"): 1_500,
    Licence("other", "flux-1-dev-non-commercial-license"): 40_000,
    Licence("other", "qwen-research"): 8_000,
    Licence("other", "tongyi-qianwen-research"): 2_500,
    Licence("other", "tongyi-qianwen"): 2_000,
    Licence("other", "qwen"): 2_000,
    Licence("other", "nvidia-open-model-license"): 1_500,
    Licence("other", "lfm1.0"): 1_000,
    Licence("other", "llama4"): 1_000,
    Licence("other", "modified-mit"): 300,
    Licence("other", "apache-2.0"): 200,
    Licence("other", "tongyi-qianwen-license-agreement"): 50,
}
"""Licences and the models that carry them on the whole Hub: ids as reported for the first, `other` as a whole
(118,553) too, the rest estimated."""


def licence_of(base: KnownBase) -> Licence:
    """The licence of a well-known repository."""
    return Licence(base.license, base.license_name)


def link(repository: str) -> str:
    """Where a repository that names its licence says the text is: the well-known ones on the Hub, the others in a file
    beside the card."""
    return f"https://huggingface.co/{repository}/blob/main/LICENSE" if repository in _well_known() else "LICENSE"


@cache
def _well_known() -> frozenset[str]:
    return frozenset(base.id for base in bases())
