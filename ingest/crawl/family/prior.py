"""What a family crawl assumes before it has answers: all its constants, each with where it comes from.

"Published" names its source; "measured" was counted on real or practice data; "by ear" is judgement, which nothing but
the benchmark (`python -m benchmarks.family_plan`) holds up.
"""

from dataclasses import dataclass

from ingest.hub.client import PAGE_SIZE


@dataclass(frozen=True, slots=True)
class Prior:
    """Constants of the yield model, of what answers teach, and of the coverage's interval."""

    # How many children a model has.

    finetune_fertility: float = 0.079
    """Share of finetunes that have children of their own. Published: Laufer et al. 2025."""

    quantized_fertility: float = 0.0095
    """The same of quantized models. Published: Laufer et al. 2025."""

    adapter_fertility: float = 0.0019
    """The same of adapters. Published: Laufer et al. 2025."""

    merge_fertility: float = 0.05
    """The same of merges. By ear: less than finetunes."""

    unknown_fertility: float = 0.01
    """The same where no relation is known. By ear: about that of quantized models."""

    children_of_parent: float = 2.9
    """Children of a descendant that has any. Measured: 17 of 100 descendants hang deeper than the first level, on 6.2
    that have children (3,078 real Qwen descendants, radar-2026-08-22, of which 1 % hang deeper still)."""

    children_of_base: float = 370.0
    """Direct children of one of the owner's own models. Published: 180,000 descendants, on some 400 models (January
    2026); measured: 82 % of them are direct (radar-2026-08-22)."""

    quantized_base: float = 0.01
    """What is left of that for the owner's own quantized models. Published: 99.4 % of quantized models are leaves
    (Laufer et al. 2025)."""

    usual_base: int = 5
    """Magnitude of use (`magnitude`) of an owner's usual model; each further step doubles the children. By ear: the
    most downloaded Qwen models have the most derivatives."""

    usual_stranger: int = 3
    """Magnitude up to which use says little about a stranger's model; each further step doubles its children. By
    ear."""

    owner_shape: float = 0.5
    """How unevenly children are spread over the owner's models: the shape of a gamma distribution. By ear: a few have
    most of them."""

    stranger_shape: float = 0.03
    """The same over strangers' models. By ear."""

    # How many of a parent's children other listings show.

    share_weight: float = 50.0
    """Children that the first guess at that share counts for. By ear."""

    share_discount: float = 0.5
    """That guess, as a part of the share that holds for all parents asked. By ear: most parents asked are the owner's,
    whose children bear its name and its architecture's tag more often than others'."""

    unevenness: float = 1.5
    """How differently the owner's models' children are shown elsewhere: the standard deviation of the share's log odds.
    By ear: finetunes and merges bear names and tags, uploads by the thousand neither, and one model may have mostly
    these."""

    # What a page of a listing adds.

    author_page: float = float(PAGE_SIZE)
    """Members on the first page of the owner's models, until it is read: a full one. They are read first anyway."""

    search_page: float = 300.0
    """The same of the search by name. Measured: 26 % of the descendants of Qwen lack the name, 18 % are no direct
    children (radar-2026-08-22); by ear from these: beside the children of big bases it adds some 300 of its 1,000."""

    tag_page: float = 300.0
    """The same of the models with an architecture's tag. By ear: as the search."""

    earlier_rate: float = 1.5
    """How much quicker derivatives came before than they come now. By ear: most come soon after their base."""

    earlier_rate_weight: float = 2.0
    """Listings read to their end that this guess counts for. By ear."""

    memory: float = 0.85
    """What the calibration keeps of itself at each answer: about the last seven count. By ear."""

    # Parents that are named and not listed.

    kinship: float = 0.5
    """Share of them that turn out to be descendants. By ear: nothing is known."""

    kinship_weight: float = 4.0
    """Answers that this guess counts for. By ear."""

    other_parent: float = 1e-6
    """What the parent of a merge outside the family is worth by each model that names it: it adds no member, only its
    own facts, so it is asked for with what is left over."""

    # What is missing in all.

    deepest: float = 0.5
    """Children a descendant has on average, at the most. By ear: beyond, what hangs below those not found would have no
    end; 0.2 was measured on real Qwen descendants (radar-2026-08-22)."""

    few: float = 10.0
    """So many of the owner's models say as much about the others as figures from elsewhere do. By ear."""

    scale_weight: float = float(PAGE_SIZE)
    """Children that the usual number of them counts for, when it is corrected for this Hub. By ear: a page."""

    scale_steps: int = 4
    """Steps of that correction: enough to come near its end, which the next answer moves anyway."""

    # The interval of the coverage.

    more: float = 3.0
    """By how much the models missing may be more than estimated. Measured on practice Hubs, not derived: the benchmark
    prints it."""

    fewer: float = 2.0
    """By how much they may be fewer. Measured in the same way."""

    early_factor: float = 4.0
    """Both, while a listing still adds much. Measured in the same way."""

    early: float = 50.0
    """Members a further page should add for a listing to be far from its end. By ear."""

    doubt_power: float = 3.0
    """By what power a factor grows where nothing is known but figures from elsewhere: 4 becomes 256, too early to say.
    Measured in the same way."""

    family_doubt: float = 1 / 6
    """The doubt about one family's estimate, at the least: nothing independent checks it. By ear."""

    def fertility(self, relation: str | None) -> float:
        """Share of a stranger's models that have children, by their relation to their own parent."""
        known = {
            "finetune": self.finetune_fertility,
            "quantized": self.quantized_fertility,
            "adapter": self.adapter_fertility,
            "merge": self.merge_fertility,
        }
        return known.get(relation or "", self.unknown_fertility)
