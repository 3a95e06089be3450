"""The steps by which a genealogy is made."""

from ingest.practice.genealogy.bases import chosen_bases, place_bases
from ingest.practice.genealogy.columns import Genealogy
from ingest.practice.genealogy.deeper_levels import backdate, deal_levels, grow, make_chains
from ingest.practice.genealogy.draft import Draft
from ingest.practice.genealogy.first_level import mass_children, named_children
from ingest.practice.genealogy.undeclared import hide_parents
from ingest.practice.genealogy.unrelated import date_the_unrelated, unknown_roots
from ingest.practice.random_streams import RandomStreams


def make_genealogy(models: int, related: float, streams: RandomStreams) -> Genealogy:
    """The derivations of `models` models, the share `related` of them having parents; the same for the same seed."""
    draft = Draft(chosen_bases(models), models, related, streams)
    place_bases(draft)
    date_the_unrelated(draft)
    roots = unknown_roots(draft)
    levels = deal_levels(draft)
    if levels:
        named_children(draft, mass_children(draft, levels[0]), roots)
        fertile = grow(draft, levels)
        make_chains(draft, levels, fertile)
        backdate(draft)
    hide_parents(draft)
    return draft.finished()
