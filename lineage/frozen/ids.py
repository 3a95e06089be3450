"""The models' ids: numbered by the byte order of their UTF-8, found by bisection."""

import re
from collections.abc import Callable, Iterable

from lineage.errors import UnknownModel
from lineage.frozen.search.index import SearchIndex
from lineage.frozen.storage.strings import Strings
from lineage.text.did_you_mean import did_you_mean

ID = re.compile(r"[\w.-]+(?:/[\w.-]+)?", re.ASCII)
"""What has the shape of an id; cards write other texts in a parent's place too."""


class ModelIds:
    """Ids by number and numbers by id; `search` names similar ids where there is none, and `renamed` the number of the
    model that had an id once. `strings` are all, in order."""

    def __init__(self, strings: Strings, search: SearchIndex, renamed: Callable[[str], int | None]) -> None:
        self.strings = strings
        self._search, self._renamed = search, renamed

    def __len__(self) -> int:
        return len(self.strings)

    def __getitem__(self, number: int) -> str:
        """The id of one model."""
        return self.strings[number]

    def take(self, numbers: Iterable[int]) -> list[str]:
        """The ids of many models, in their order."""
        return self.strings.take(numbers)

    def find(self, id: str) -> int | None:
        """The number of a model; None when there is no such id."""
        return self.strings.find(id)

    def now_called(self, id: str) -> str | None:
        """The id of the model that cards mean which name a parent by this one; None where they name none, or several.
        It had that id once, as the Hub's own word on parents tells."""
        number = self._renamed(id) if ID.fullmatch(id) else None
        return None if number is None else self[number]

    def number(self, id: str) -> int:
        """The number of a model. Raises UnknownModel, naming the one that is meant, or similar ids."""
        number = self.find(id)
        if number is None:
            now = self.now_called(id)
            twin = self._search.beginnings.twin(id) or now
            similar = self.take(self._search.similar(id)) if now is None else [now]
            hint = did_you_mean(similar, "search for a part of its name")
            raise UnknownModel(f"no model {id!r} in this snapshot", hint, similar, twin, id)
        return number
