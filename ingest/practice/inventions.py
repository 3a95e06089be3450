"""Invented owners and model names, of the kinds people and programs give."""

from collections.abc import Callable, Iterator
from functools import cache

import numpy as np
from numpy.typing import NDArray

from ingest.practice import shape
from ingest.practice.genealogy.columns import KINDS, Genealogy, Mass, Undeclared
from ingest.practice.random_streams import RandomStreams
from ingest.practice.word_lists import Words, word_lists

_IMAGE, _ENCODER, _AUDIO = KINDS.index("image"), KINDS.index("encoder"), KINDS.index("audio")


def owner(number: int) -> str:
    """The invented account with this number; two numbers never share a name, not even in another case."""
    words = word_lists()
    pairs = len(words.first) * len(words.second)
    round_, place = divmod(number, pairs)
    mixed = place * 7919 % pairs
    a, b = words.first[mixed % len(words.first)], words.second[mixed // len(words.first)]
    style = number % len(words.owner_styles)
    name = words.owner_styles[style].format(a=a, b=b, A=a.title(), B=b.title())
    return name if round_ == 0 and style != 3 else f"{name}{number}"


def ids(genealogy: Genealogy, streams: RandomStreams) -> list[str]:
    """An id for every model, `owner/name`, all different without regard to case."""
    named = _Namer(genealogy, streams).names()
    return _distinct(named)


class _Namer:
    """Names are made from the top down: a child's repeats its parent's more often than not."""

    def __init__(self, genealogy: Genealogy, streams: RandomStreams) -> None:
        self.genealogy = genealogy
        self.words = word_lists()
        random = streams("names")
        size = genealogy.size
        self.made: list[str] = [base.id for base in genealogy.bases] + [""] * (size - len(genealogy.bases))
        self.owners = _owners(genealogy, random)
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
        return _MASS_NAMES[mass](base, code, self.created[i], i)


def _timestamped(base: str, code: int, created: int, i: int) -> str:
    return f"{base.replace('/', '-') or 'run'}-{created}"


def _uuid(base: str, code: int, created: int, i: int) -> str:
    return (
        f"{code:08x}-{i & 0xFFFF:04x}-4{code & 0xFFF:03x}-a{i >> 16 & 0xFFF:03x}-{code * 40503 & 0xFFFFFFFFFFFF:012x}"
    )


def _swarm(base: str, code: int, created: int, i: int) -> str:
    return f"Qwen2.5-0.5B-Instruct-Gensyn-Swarm-{_animal(code)}"


def _tournament(base: str, code: int, created: int, i: int) -> str:
    return f"tournament-tourn_{code:08x}_{created // 86_400}-{i:08x}"


def _blockassist(base: str, code: int, created: int, i: int) -> str:
    return f"blockassist-bc-{_animal(code)}_{created}"


def _omega(base: str, code: int, created: int, i: int) -> str:
    return f"omega_{_letters(code)}{_letters(i)}"


def _cuid(base: str, code: int, created: int, i: int) -> str:
    return f"cm{_letters(created)}{_letters(code)}{_letters(i)}"


_MASS_NAMES: dict[int, Callable[[str, int, int, int], str]] = {
    Mass.TIMESTAMP: _timestamped,
    Mass.UUID: _uuid,
    Mass.SWARM: _swarm,
    Mass.TOURNAMENT: _tournament,
    Mass.BLOCKASSIST: _blockassist,
    Mass.OMEGA: _omega,
    Mass.CUID: _cuid,
}


def _letters(number: int) -> str:
    digits = "0123456789abcdefghijklmnopqrstuvwxyz"
    text = ""
    for _ in range(6):
        number, digit = divmod(number, 36)
        text += digits[digit]
    return text


def _animal(code: int) -> str:
    words = word_lists()
    adjectives, beasts = words.swarm_adjectives, words.swarm_beasts
    first, second = adjectives[code % len(adjectives)], adjectives[(code >> 4) % len(adjectives)]
    return f"{first}_{second}_{beasts[(code >> 8) % len(beasts)]}"


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


def _owners(genealogy: Genealogy, random: np.random.Generator) -> list[str]:
    """An account for each model: a few are prolific, a mass upload by timestamp belongs to very few."""
    accounts = max(12, round(genealogy.size / 4.5))
    hands = (accounts * random.random(genealogy.size) ** 2.2).astype(np.int64)
    packer = np.isin(genealogy.undeclared, [Undeclared.REUPLOAD])
    hands[packer] = accounts
    for mass, together in (
        (Mass.TIMESTAMP, 8000),
        (Mass.UUID, 3000),
        (Mass.OMEGA, 6000),
        (Mass.CUID, 3000),
        (Mass.TOURNAMENT, 2000),
    ):
        _gather(hands, genealogy, mass, together, accounts, random)
    table = [owner(k) for k in range(int(hands.max()) + 1)] if len(hands) else []
    return [table[k] for k in hands.tolist()]


def _gather(
    hands: NDArray[np.int64],
    genealogy: Genealogy,
    mass: Mass,
    together: int,
    accounts: int,
    random: np.random.Generator,
) -> None:
    """Put the mass uploads of one pattern and one parent into one account for each `together` of them."""
    ours = np.flatnonzero(genealogy.mass == mass)
    for place, parent in enumerate(np.unique(genealogy.parent[ours]) if mass == Mass.TIMESTAMP else [None]):
        part = ours if parent is None else ours[genealogy.parent[ours] == parent]
        few = 1 + len(part) // together
        hands[part] = accounts + 1 + 1000 * mass + 50 * place + random.integers(0, few, len(part))


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
