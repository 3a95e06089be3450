"""Names that programs give, in the pattern of each mass upload."""

from collections.abc import Callable

from ingest.practice.genealogy.columns import Mass
from ingest.practice.word_lists import word_lists


def mass_name(mass: int, base: str, code: int, created: int, i: int) -> str:
    """The name of model `i` in this pattern: `base` is its parent's id or empty, `code` a random number."""
    return _PATTERNS[mass](base, code, created, i)


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


_PATTERNS: dict[int, Callable[[str, int, int, int], str]] = {
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
