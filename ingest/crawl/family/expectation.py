"""What is still to be found below each listed model and in all, given what a crawl has read so far."""

import math
from collections import defaultdict
from collections.abc import Mapping, Set

from ingest.crawl.family.gain import Kind, Luck, Making, expected_children, magnitude, per_request
from ingest.crawl.family.kin import Kin
from ingest.crawl.family.questions import Children, Listing, Question
from ingest.crawl.family.streams import Pace, Stream
from ingest.hub.client import PAGE_SIZE

DEEPEST = 0.5
"""Children a descendant has on average, at the most: beyond, what hangs below those not found would have no end."""

FEW = 10
"""So many of the owner's models say as much about the others as figures from elsewhere do."""

STEPS = 4
"""Steps of a correction: enough to come near its end, which the next answer moves anyway."""


class Expectation:
    """Reads what is known (`kin`), what was `asked` and which listings are open (`streams`); learns from answers.

    The same answers in the same order give the same expectation.
    """

    def __init__(self, kin: Kin, asked: Set[Question], streams: Mapping[Listing, Stream]) -> None:
        self.kin, self._asked, self._streams = kin, asked, streams
        self.pace = Pace()
        self.luck = {kind: Luck() for kind in Kind}
        """First pages of children, by whose: what they added to what they should have."""
        self._scales: dict[float, float] = {}
        """The owner's models by the mean of their making: what they have to that mean."""

    def making(self, id: str) -> Making:
        known = self.kin.listed.get(id)
        return known.making if known else Making(self.kin.family.kind(id), None, magnitude(None, None))

    def of(self, id: str) -> float:
        """Children of a model that are not listed yet."""
        stream = self._streams.get(Children(id))
        if stream is not None:
            return stream.rest(self.pace.value)
        return 0.0 if Children(id) in self._asked else self.unasked(self.making(id), id)

    def unasked(self, making: Making, id: str) -> float:
        """The same of a model of this making whose children nobody asked for."""
        scale = self._scales.get(making.children, 1.0) if making.kind is Kind.OWN else 1.0
        return expected_children(making, self.kin.seen(id), self.kin.shown_of(making.kind), scale)

    def gain(self, making: Making, id: str) -> float:
        """What asking for its children should add with each request, in the light of the last such answers."""
        return self.luck[making.kind].value * per_request(self.unasked(making, id))

    def missing(self, frontier: Mapping[str, float]) -> float:
        """Descendants that are not listed: the children of `frontier`, and what hangs below these in turn."""
        theirs, strangers = 0.0, 0
        for id in self.kin.members:
            if not self.kin.family.is_base(id):
                strangers += 1
                theirs += self.kin.seen(id)
        theirs += math.fsum(children for id, children in frontier.items() if not self.kin.family.is_base(id))
        return math.fsum(frontier.values()) / (1 - min(theirs / max(strangers, 1), DEEPEST))

    def doubt(self, frontier: Mapping[str, float]) -> float:
        """How much of `missing` rests on figures from elsewhere, 0 to 1.

        It is the part that is expected of the owner's unasked models, the more of it the fewer were asked.
        """
        asked = sum(Children(id) in self._asked for id in self.kin.own)
        unasked = math.fsum(frontier.get(id, 0.0) for id in self.kin.own if Children(id) not in self._asked)
        return unasked / max(math.fsum(frontier.values()), 1.0) * FEW / (FEW + asked)

    def rescale(self) -> None:
        """Correct the means of the owner's models, by a few steps of expectation and maximisation.

        A model whose children were read counts with what it has, any other with what is expected of it: so it makes no
        difference that the likeliest are asked first. What is known of few is drawn towards what holds for all.
        """
        for _ in range(STEPS):
            had, usual = defaultdict[float, float](float), defaultdict[float, float](float)
            for id in self.kin.own:
                mean = self.making(id).children
                had[mean] += self.kin.seen(id) + self.of(id)
                usual[mean] += mean
            scale = (PAGE_SIZE + sum(had.values())) / (PAGE_SIZE + sum(usual.values()))
            self._scales = {mean: (PAGE_SIZE * scale + had[mean]) / (PAGE_SIZE + usual[mean]) for mean in had}
