"""Licences as cards state them.

Where a licence is none of the Hub's ids, a card says `license: other` and names it in `license_name`, with a link in
`license_link`. Every licence of Qwen's but Apache-2.0 is written so, and one repository so names Apache-2.0 itself.
"""

from functools import cache
from typing import NamedTuple

from ingest.practice.known_bases import KnownBase, bases


class CardLicence(NamedTuple):
    """What a card says: the Hub's id, and the name behind `other` where the card gives one."""

    id: str
    name: str | None = None


OTHER = CardLicence("other")
UNNAMED = 0.31
"""Share of the cards with `other` that name no licence (118 of 381 in hub-stats of May 2026)."""

LICENCES = {
    CardLicence("apache-2.0"): 548_122,
    CardLicence("mit"): 198_167,
    OTHER: 60_003,
    CardLicence("openrail"): 41_635,
    CardLicence("creativeml-openrail-m"): 33_082,
    CardLicence("cc-by-nc-4.0"): 22_274,
    CardLicence("openrail++"): 17_506,
    CardLicence("cc-by-4.0"): 16_742,
    CardLicence("gemma"): 15_668,
    CardLicence("llama3.1"): 9_000,
    CardLicence("llama3"): 8_000,
    CardLicence("llama3.2"): 8_000,
    CardLicence("llama2"): 8_000,
    CardLicence("llama3.3"): 1_500,
    CardLicence("bigscience-bloom-rail-1.0"): 1_500,
    CardLicence("other", "flux-1-dev-non-commercial-license"): 40_000,
    CardLicence("other", "qwen-research"): 8_000,
    CardLicence("other", "tongyi-qianwen-research"): 2_500,
    CardLicence("other", "tongyi-qianwen"): 2_000,
    CardLicence("other", "qwen"): 2_000,
    CardLicence("other", "nvidia-open-model-license"): 1_500,
    CardLicence("other", "lfm1.0"): 1_000,
    CardLicence("other", "llama4"): 1_000,
    CardLicence("other", "modified-mit"): 300,
    CardLicence("other", "apache-2.0"): 200,
    CardLicence("other", "tongyi-qianwen-license-agreement"): 50,
}
"""Licences and the models that carry them on the whole Hub: ids as reported for the first, `other` as a whole
(118,553) too, the rest estimated."""


def licence_of(base: KnownBase) -> CardLicence:
    """The licence of a well-known repository."""
    return CardLicence(base.license, base.license_name)


def link(repository: str) -> str:
    """Where a repository that names its licence says the text is: the well-known ones on the Hub, the others in a file
    beside the card."""
    return f"https://huggingface.co/{repository}/blob/main/LICENSE" if repository in _well_known() else "LICENSE"


@cache
def _well_known() -> frozenset[str]:
    return frozenset(base.id for base in bases())
