"""What descends from organisations, owners and models: the places of each union."""

from collections.abc import Sequence

from lineage.frozen import FrozenGraph
from lineage.frozen.derivations.subtree import Places
from lineage.frozen.rollups.files import rollups_of
from lineage.frozen.rollups.progenitors import Progenitor
from web.answers.kept_answers import KeptAnswers

_kept: KeptAnswers[Places] = KeptAnswers(most=64)  # some 30 kB each; whoever compares takes one more, or one less


def unions_of(graph: FrozenGraph, ones: Sequence[Progenitor]) -> list[Places]:
    """Those of some, each of them once."""
    rolled = rollups_of(graph)
    return _kept.get_each(
        graph,
        {(rolled.table, one): one for one in ones},
        lambda missing: [one.descendants(graph, rolled) for one in missing],
    )
