"""What two models are to each other, in the words of a heading."""

from markupsafe import Markup

from lineage.comparison.kinship import PairKinship
from web.presentation.pieces import shown_id

NOTHING = Markup("nothing declared connects them")


def kinship_heading(pair: PairKinship, is_only: bool) -> Markup:
    """How two models are related; where they are not the only two that are compared, which ones is said before."""
    one, other = shown_id(pair.one), shown_id(pair.other)
    if is_only:
        related = _related(pair, one, other)
        return related[:1].upper() + related[1:]
    related = _related(pair, Markup("the first"), Markup("the second"))
    return Markup("{} and {}: {}").format(one, other, related)


def _related(pair: PairKinship, one: Markup, other: Markup) -> Markup:
    """The same as the rest of a sentence, in which the two models are called so."""
    nearest = pair.meetings[0].ancestor if pair.meetings else None
    if nearest is None:
        return NOTHING
    if nearest == pair.one:
        return Markup("{} descends from {}").format(other, one)
    if nearest == pair.other:
        return Markup("{} descends from {}").format(one, other)
    return Markup("both descend from {}").format(shown_id(nearest))
