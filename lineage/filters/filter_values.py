"""The values that models of a graph have, and what people mean by them who spell them as they like."""

from collections.abc import Sequence
from itertools import chain

import numpy as np

from lineage.frozen import FrozenGraph
from lineage.frozen.facets.files import facets_of
from lineage.frozen.rollups.files import makers_of, rollups_of
from lineage.frozen.search.folded_names import folded_names
from lineage.frozen.storage.arrays import Ints
from lineage.frozen.storage.distinct import distinct_numbers
from lineage.frozen.storage.strings import Strings
from lineage.languages import code_of, name_of
from lineage.licences import known_licences

OF_OWNERS = OWNERS, ORGANISATIONS = "author", "organisation"
SPELT = ("license", "task", "library", "weight_format", "bits", "language", OWNERS, ORGANISATIONS)
"""Fields of words that models have, which people spell as they like."""


class FilterValues:
    """Those of the fields of a filter: facets of the same name, owners and organisations. A value's code is its place
    among `names`."""

    def __init__(self, graph: FrozenGraph) -> None:
        self._graph = graph
        self._facets = facets_of(graph).facets

    def names(self, field: str) -> Sequence[str]:
        """All values of a field."""
        return self._owners(field) if field in OF_OWNERS else self._facets[field].values

    def codes(self, field: str, text: str) -> list[int]:
        """The values that a text is, else those that are it but for capitals and separators; a licence also by any
        spelling that the table of licences knows, a language by its code."""
        if field in OF_OWNERS:
            names = self._owners(field)
            exact = names.find(text)
            return folded_names(names).being(text) if exact is None else [exact]
        facet = self._facets[field]
        codes = facet.codes(text)
        if field == "language":
            return codes or facet.codes(name_of(code_of(text)))
        if codes or field != "license":
            return codes
        licence = known_licences().find(text)
        return [] if licence is None or licence.name is None else facet.codes(licence.name)

    def like(self, field: str, text: str) -> Ints:
        """The values of which a text is a part, capitals and separators aside, and the organisations whose models it is
        what people call, ascending."""
        if field not in OF_OWNERS:
            return self._facets[field].names.holding(text)
        names = self._owners(field)
        makers = makers_of(self._graph, text) if field == ORGANISATIONS else ()
        codes = [code for maker in makers if (code := names.find(maker)) is not None]
        return distinct_numbers(np.append(folded_names(names).holding(text), np.asarray(codes, np.int32)))

    def spelt(self, field: str, texts: Sequence[str]) -> tuple[str, ...]:
        """What texts mean, as models spell it; what no model has stays as it is."""
        names = self.names(field)
        each = ([names[code] for code in self.codes(field, text)] or [text] for text in texts)
        return tuple(dict.fromkeys(chain.from_iterable(each)))

    def _owners(self, field: str) -> Strings:
        words = self._graph.models.words("author").vocabulary
        return words if field == OWNERS else rollups_of(self._graph).organisations
