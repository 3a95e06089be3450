"""The models' ids: numbered by the byte order of their UTF-8, found by bisection."""

from collections.abc import Iterable

from lineage.did_you_mean import did_you_mean
from lineage.errors import UnknownModel
from lineage.frozen.search.index import SearchIndex
from lineage.frozen.storage.strings import Strings


class ModelIds:
    """Ids by number and numbers by id; `search` names similar ids where there is none. `strings` are all, in order."""

    def __init__(self, strings: Strings, search: SearchIndex) -> None:
        self.strings = strings
        self._search = search

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

    def number(self, id: str) -> int:
        """The number of a model. Raises UnknownModel, naming similar ids."""
        number = self.find(id)
        if number is None:
            similar, twin = self.take(self._search.similar(id)), self._search.beginnings.twin(id)
            hint = did_you_mean(similar, "search for a part of its name")
            raise UnknownModel(f"no model {id!r} in this snapshot", hint, similar, twin, id)
        return number
