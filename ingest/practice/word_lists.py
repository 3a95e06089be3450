"""The words that names of invented owners and models are made of, read from `data/words.toml`."""

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

Words = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class WordLists:
    """One field a list of the file, which says what each is for."""

    first: Words
    second: Words
    owner_styles: Words
    quantized: Words
    tuned: Words
    adapted: Words
    painted: Words
    classified: Words
    blended: Words
    tasks: Words
    swarm_adjectives: Words
    swarm_beasts: Words


@cache
def word_lists() -> WordLists:
    """The lists, read once."""
    text = (files("ingest.practice") / "data" / "words.toml").read_text("utf-8")
    return WordLists(**{name: tuple(words) for name, words in tomllib.loads(text).items()})
