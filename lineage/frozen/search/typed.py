"""What people type into a search, as words."""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from lineage.frozen.search.folding import folded, tokens
from lineage.text.hub_addresses import id_in
from lineage.weight_formats.names import how_stored_apart

WORDS = 8  # a query has at most so many; the rest is ignored
SHORTEST = 3  # letters of a piece of a word that is taken for it
PASTED = 400  # letters of a pasted command, path or line of code in which a model's name is looked for

_AROUND = re.compile(r"[\s\"'`()\[\]{}<>=,;]+")
_FILE_OF_WEIGHTS = re.compile(
    r"(.+?)(?:-\d{5}-of-\d{5})?\.(?:gguf|ggml|safetensors|bin|pt|pth|ckpt|onnx|llamafile)", re.DOTALL
)
_FOR_SLASHES = ("--", "_")
_COLON = re.compile(r"(?<=[\w.]):(?=\w)")
_HALF_TYPED = re.compile(r"\s*[\w.-]+/[\w.-]*[.-]\s*", re.ASCII)
"""An id whose name may go on after a mark at which none ends."""
_TAGGED = re.compile(r"([\w.-]+):([\w.-]+)")


def words_in(text: str) -> list[str]:
    """The words of a text that say anything, or that of an id or an address. No id has a colon: ollama's `qwen3:8b` is
    `qwen3-8b`."""
    id = text if _HALF_TYPED.fullmatch(text) else id_in(text)
    words = _COLON.sub("-", id.lower()).split()[:WORDS]
    return [word for word in words if folded(word)] or words[:1]


def joined(words: Sequence[str]) -> list[str]:
    """The names that several words are the parts of: `qwen-3.8-27b` and `qwen3.8-27b` of qwen, 3.8, 27b."""
    if len(words) > 1 and words[0].isalpha() and words[1][0].isdigit():
        return ["-".join(words), words[0] + "-".join(words[1:])]
    return ["-".join(words)]


def ids_pasted(text: str) -> Iterator[str]:
    """What may be the id of a model in a command, a line of code, the path or the name of a file, in small letters:
    `ollama run hf.co/o/m:Q4_K_M`, `from_pretrained("o/m")`, `/models/o/m/m-Q4_K_M.gguf`, `o--m`, `o_m-Q4_K_M.gguf`;
    in a tag, `base_model:quantized:o/m`."""
    for part in (part.replace("\\", "/") for part in _parts(text)):
        if "/" in part or part.startswith("models--"):
            yield id_in(part)
            pairs = reversed([*pairwise(part.split("/"))])
            yield from (f"{owner.rpartition(':')[2]}/{name}" for owner, name in pairs)
        else:
            yield from (part.replace(sign, "/", 1) for sign in _FOR_SLASHES if sign in part)
    yield from (name.replace(sign, "/", 1) for name in names_pasted(text) for sign in _FOR_SLASHES if sign in name)


def names_pasted(text: str) -> Iterator[str]:
    """The models' names that names of files of weights, and ollama's, begin with: `qwen3-8b` of `Qwen3-8B-Q4_K_M.gguf`,
    of `Qwen3-8B-bf16-00001-of-00003.safetensors` and of `qwen3:8b-q4_K_M`. In small letters."""
    for part in _parts(text):
        last = part.replace("\\", "/").rpartition("/")[2]
        if file := _FILE_OF_WEIGHTS.fullmatch(last):
            yield how_stored_apart(file[1])[0]
        elif tagged := _TAGGED.fullmatch(last):
            yield tagged[1] if tagged[2] == "latest" else how_stored_apart(f"{tagged[1]}-{tagged[2]}")[0]


def how_stored_taken_off(words: Sequence[str]) -> tuple[list[str], list[str]]:
    """The words without what says at their ends how weights are stored, and that: `qwen3.6-27b`; q4, k, m."""
    apart = [how_stored_apart(word) for word in words]
    return [name for name, _ in apart], [token for _, stored in apart for token in tokens(stored)]


def _parts(text: str) -> list[str]:
    """What stands between spaces, quotes and brackets."""
    return [part for part in _AROUND.split(text[:PASTED].lower()) if part]


def taken_apart(words: Sequence[str]) -> list[str]:
    """The words that some words are made of, at their separators."""
    return [token for word in words for token in tokens(word)][:WORDS]


def pieces(word: str) -> Iterator[str]:
    """Beginnings and endings of a word, the longer ones first, while they say something."""
    for length in (len(word) * 3 // 4, len(word) // 2):
        if length >= SHORTEST:
            yield from (word[:length], word[-length:])


def as_typed(word: str) -> bytes:
    """A word as ids in small letters hold it."""
    return word.encode(errors="surrogatepass")


def as_folded(word: str) -> bytes:
    """A word as folded ids hold it; empty where it is separators alone."""
    return folded(word).encode(errors="surrogatepass")
