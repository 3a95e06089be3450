"""All that stands above one model, nearest first, with a shortest way up to each."""

from collections.abc import Iterator

from lineage.frozen.storage.csr import Csr


class WaysUp:
    """A model and its ancestors, nearest first; where there are more than `most`, the nearest ones, and `truncated`.

    `distance` is the fewest derivations up to each, 0 for the model itself.
    """

    def __init__(self, parents: Csr, number: int, most: int | None = None) -> None:
        self.distance = {number: 0}
        self.truncated = False
        self._below: dict[int, int | None] = {number: None}  # the next one down, on a shortest way
        for model in (waiting := [number]):
            if most is not None and len(waiting) > most:
                self.truncated = True
                break
            for parent in parents.of(model).tolist():
                if parent not in self._below:
                    self._below[parent] = model
                    self.distance[parent] = self.distance[model] + 1
                    waiting.append(parent)

    def __iter__(self) -> Iterator[int]:
        return iter(self._below)

    def __contains__(self, number: int) -> bool:
        return number in self._below

    def to(self, ancestor: int) -> list[int]:
        """A shortest way from the model up to one of these, both ends included."""
        way, at = [ancestor], self._below[ancestor]
        while at is not None:
            way.append(at)
            at = self._below[at]
        return way[::-1]
