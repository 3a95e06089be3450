"""Invented names of models, of the kinds people give, and those of programs."""

from collections.abc import Iterator
from functools import cache

import numpy as np

from ingest.practice import shape
from ingest.practice.genealogy.columns import KINDS, Genealogy, Undeclared
from ingest.practice.invented_owners import owners
from ingest.practice.mass_names import mass_name
from ingest.practice.random_streams import RandomStreams
from ingest.practice.word_lists import Words, word_lists

_IMAGE, _ENCODER, _AUDIO = KINDS.index("image"), KINDS.index("encoder"), KINDS.index("audio")


def ids(genealogy: Genealogy, streams: RandomStreams) -> list[str]:
    """An id for every model, `owner/name`, all different without regard to case."""
    return _distinct(_Namer(genealogy, streams).names())


class _Namer:
    """Names are made from the top down: a child's repeats its parent's more often than not."""

    def __init__(self, genealogy: Genealogy, streams: RandomStreams) -> None:
        self.genealogy = genealogy
        self.words = word_lists()
        random = streams("names")
        size = genealogy.size
        self.made: list[str] = [base.id for base in genealogy.bases] + [""] * (size - len(genealogy.bases))
        self.owners = owners(genealogy, random)
        self.codes: list[int] = random.integers(0, 2**31, size).tolist()
        stemmed = np.zeros(256)
        for relation, share in shape.STEMMED.items():
            stemmed[relation] = share
        self.stemmed = (random.random(size) < stemmed[genealogy.relation]).tolist()
        self.kind: list[int] = genealogy.kind.tolist()
        self.hidden: list[int] = genealogy.undeclared.tolist()
        self.mass: list[int] = genealogy.mass.tolist()
        self.parent: list[int] = genealogy.parent.tolist()
        self.relation: list[int] = genealogy.relation.tolist()
        self.created: list[int] = genealogy.created.tolist()

    def names(self) -> list[str]:
        first = len(self.genealogy.bases)
        level = self.genealogy.level[first:]
        for i in (np.argsort(level, kind="stable") + first).tolist():
            self.made[i] = f"{self.owners[i]}/{self._name(i)}"
        return self.made

    def _name(self, i: int) -> str:
        if self.mass[i]:
            return self._mass_name(i)
        if self.hidden[i]:
            return self._telling_name(i)
        if self.parent[i] < 0:
            return self._lone_name(i)
        endings = _endings(self.relation[i], self.kind[i])
        code = self.codes[i]
        ending = endings[code % len(endings)]
        return f"{self._stem(i) if self.stemmed[i] else _word(code >> 6)}{ending}"

    def _stem(self, i: int) -> str:
        name = self.made[self.parent[i]].rpartition("/")[2]
        if len(name) <= 48:
            return name
        return name[:48].rstrip("-._")

    def _lone_name(self, i: int) -> str:
        code = self.codes[i]
        if code % 3 == 0:
            return _word(code >> 4)
        tasks = self.words.tasks
        return f"{tasks[(code >> 4) % len(tasks)]}-{code >> 12 & 0xFFF}"

    def _telling_name(self, i: int) -> str:
        parent = self.made[self.parent[i]]
        author, _, name = parent.rpartition("/")
        how = self.hidden[i]
        if how == Undeclared.REUPLOAD:
            return f"{author}_-_{name}-gguf"
        if how == Undeclared.SUFFIX:
            return name + self.words.quantized[self.codes[i] % len(self.words.quantized)]
        if how == Undeclared.MIRROR:
            return name
        return _word(self.codes[i]) + self.words.tuned[self.codes[i] % len(self.words.tuned)]

    def _mass_name(self, i: int) -> str:
        mass, code, parent = self.mass[i], self.codes[i], self.parent[i]
        base = self.made[parent] if parent >= 0 else ""
        return mass_name(mass, base, code, self.created[i], i)


def _word(code: int) -> str:
    words = word_lists()
    first, second = words.first[code % len(words.first)], words.second[(code >> 7) % len(words.second)]
    return f"{first.title()}{second.title()}-{(code >> 14) % 30 + 1}B"


@cache
def _endings(relation: int, kind: int) -> Words:
    """What authors put behind the name of a root's descendant, by the code of their relation and of the root's kind."""
    words = word_lists()
    if kind == _IMAGE and relation in (shape.FINETUNE, shape.ADAPTER):
        return words.painted
    if kind in (_ENCODER, _AUDIO) and relation == shape.FINETUNE:
        return words.classified
    return (words.tuned, words.adapted, words.blended, words.quantized, words.tuned)[relation]


def _distinct(ids: list[str]) -> list[str]:
    """The same ids, a later repetition (without regard to case) told apart by a number."""
    seen: set[str] = set()
    for i, name in enumerate(ids):
        low = name.lower()
        if low in seen:
            ids[i] = next(another for another in _numbered(name) if another.lower() not in seen)
            low = ids[i].lower()
        seen.add(low)
    return ids


def _numbered(name: str) -> Iterator[str]:
    for number in range(2, 10_000_000):
        yield f"{name}-{number}"
