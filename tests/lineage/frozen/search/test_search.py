"""Search: what is found, in which order, and what is offered for an id that does not exist."""

import random
import re
from pathlib import Path

import pytest

from lineage.errors import UnknownModel
from lineage.filters.filtered_models import MATCH, FilteredModels
from lineage.filters.model_filter import ModelFilter
from lineage.frozen import FrozenGraph
from lineage.frozen.search.folding import folded
from lineage.frozen.search.index import How, SearchMatch
from tests.lineage.frozen.graphs import frozen
from tests.lineage.frozen.search.held import holds

PAIRS = [
    ("u/Qwen3-0.6B-GGUF", "Qwen/Qwen3-0.6B"),
    ("u/tune", "Qwen/Qwen3-0.6B"),
    ("u/tune2", "u/tune"),
    ("v/my-qwen3-0.6b", "Qwen/Qwen3-0.6B"),
    ("w/a", "Qwen/Qwen3-8B"),
    ("w/qwen3-0.6b-lora", "w/a"),
]
MODELS = {
    "v/my-qwen3-0.6b": {"downloads": 9},
    "z/qwen": {"downloads": 1},
    "y/qwen": {},
    "z/named-alone": {},
    "a/named-only": {"status": "missing"},
    "s/coder-9b": {"library": "gguf", "license": "apache-2.0", "pipeline_tag": "text-generation"},
    "s/coder-9b-gguf": {"license": "other", "license_name": "apache-like"},
}


@pytest.fixture
def graph(tmp_path: Path) -> FrozenGraph:
    return frozen(tmp_path / "g", PAIRS, models=MODELS, alone=["qwen3-0.6b", "é/ÜBER-model"])


def found(graph: FrozenGraph, text: str, **more: int) -> list[str]:
    return graph.ids.take(graph.search.find(text, **more))


def test_the_id_itself_comes_first_then_beginnings_by_family_size_then_the_rest(graph: FrozenGraph) -> None:
    assert found(graph, "QWEN3-0.6b") == [
        "qwen3-0.6b",
        "Qwen/Qwen3-0.6B",
        "u/Qwen3-0.6B-GGUF",
        "w/qwen3-0.6b-lora",
        "v/my-qwen3-0.6b",
    ]
    assert found(graph, "Qwen/Qwen3-0.6B")[0] == "Qwen/Qwen3-0.6B"
    assert found(graph, "qwen/qwen3-") == ["Qwen/Qwen3-0.6B", "Qwen/Qwen3-8B"]


def test_equals_come_by_downloads_then_by_descendants_then_by_id_and_those_that_are_only_named_last(
    graph: FrozenGraph,
) -> None:
    assert found(graph, "qwen3")[:4] == ["Qwen/Qwen3-0.6B", "Qwen/Qwen3-8B", "qwen3-0.6b", "u/Qwen3-0.6B-GGUF"]
    assert found(graph, "qwen")[:2] == ["z/qwen", "Qwen/Qwen3-0.6B"]
    assert found(graph, "named") == ["z/named-alone", "a/named-only"]


def test_a_version_without_its_point_is_the_version_and_the_most_downloaded_comes_first(tmp_path: Path) -> None:
    downloads = {
        "u/qwen36-sae": 0,
        "Qwen/Qwen3.6-27B": 9,
        "v/my-qwen36": 1,
        "v/my-Qwen3.6": 5,
        "w/phi-2.7b": 8,
        "w/a-27b": 1,
    }
    models = {id: {"downloads": of} for id, of in downloads.items()}
    graph = frozen(tmp_path / "g", [("x/child", "w/Qwen3.6-named-only")], models=models, alone=list(models))
    expected = ["Qwen/Qwen3.6-27B", "u/qwen36-sae", "w/Qwen3.6-named-only", "v/my-Qwen3.6", "v/my-qwen36"]
    assert found(graph, "qwen36") == expected
    table = FilteredModels(graph, ModelFilter(q="qwen36")).page(MATCH)
    assert graph.ids.take(table.numbers) == expected
    assert found(graph, "qwen36-27") == ["Qwen/Qwen3.6-27B"]
    assert found(graph, "27b") == ["Qwen/Qwen3.6-27B", "w/a-27b", "w/phi-2.7b"]


def test_a_name_that_is_the_word_goes_before_where_others_were_made_from_its_model(tmp_path: Path) -> None:
    downloads = {"u/qwen": 12, "v/qwen": 0, "Qwen/Qwen3-0.6B": 99, "gpt/gpt2": 50, "u/gpt2": 3, "u/gpt2-large": 60}
    models = {id: {"downloads": of} for id, of in downloads.items()}
    merged = [("w/merge", "Qwen/Qwen3-0.6B"), ("w/merge", "m/bert")]  # a bert that is drawn elsewhere in the forest
    pairs = [("w/a", "gpt/gpt2"), ("w/b", "Qwen/Qwen3-0.6B"), *merged]
    graph = frozen(tmp_path / "g", pairs, models=models, alone=[*models, "u/bert-large", "u/bert"])
    for text, expected in (
        ("qwen", ["Qwen/Qwen3-0.6B", "u/qwen", "v/qwen"]),
        ("gpt2", ["gpt/gpt2", "u/gpt2-large", "u/gpt2"]),
        ("bert", ["m/bert", "u/bert", "u/bert-large"]),
    ):
        assert found(graph, text) == expected
        table = FilteredModels(graph, ModelFilter(q=text)).page(MATCH)
        assert graph.ids.take(table.numbers) == expected


def test_a_number_is_held_where_no_digit_stands_before_it(tmp_path: Path) -> None:
    downloads = {"u/warm-qwen3-08b-gguf": 9, "u/Qwen3-18B-gguf": 7, "u/Qwen3-8B-GGUF": 2, "u/Qwen3-0.8B-GGUF": 1}
    graph = frozen(tmp_path / "g", [], models={id: {"downloads": of} for id, of in downloads.items()})
    assert found(graph, "qwen3 8b gguf") == [*list(downloads)[2:], *list(downloads)[:2]]
    assert found(graph, "0.8b") == ["u/Qwen3-0.8B-GGUF", "u/warm-qwen3-08b-gguf"]


def test_case_is_ignored_beyond_ascii_too(graph: FrozenGraph) -> None:
    assert found(graph, "über") == ["é/ÜBER-model"]
    assert found(graph, "É/ü") == ["é/ÜBER-model"]


def test_several_words_must_all_be_there_in_any_order(graph: FrozenGraph) -> None:
    assert found(graph, "lora qwen3") == ["w/qwen3-0.6b-lora"]
    assert found(graph, "tune u/") == ["u/tune", "u/tune2"]


def test_within_a_model_only_it_and_its_descendants_are_found(graph: FrozenGraph) -> None:
    base = graph.ids.number("Qwen/Qwen3-8B")
    assert found(graph, "qwen3", within=base) == ["Qwen/Qwen3-8B", "w/qwen3-0.6b-lora"]
    assert found(graph, "zzz", within=base) == []


@pytest.mark.parametrize(
    ("text", "first", "how"),
    [
        ("qwen/QWEN3-8b", "Qwen/Qwen3-8B", "exact"),
        ("coder-9B", "s/coder-9b", "prefix"),
        ("a", "w/a", "exact"),
        ("qwen3-8", "Qwen/Qwen3-8B", "prefix"),
        ("my-qwen3", "v/my-qwen3-0.6b", "prefix"),
        ("06b my", "v/my-qwen3-0.6b", "words"),
        ("qwen306b", "v/my-qwen3-0.6b", "words"),
        ("lora_qwen3.0", "w/qwen3-0.6b-lora", "words"),
        ("coder 9b gguf apache", "s/coder-9b", "words"),
        ("gguf apache text", "s/coder-9b", "words"),
        ("gguf apache-like", "s/coder-9b-gguf", "words"),
        ("codre 9b", "s/coder-9b", "typo"),
        ("qwne3-8b", "Qwen/Qwen3-8B", "typo"),
        ("lora nothing", "w/qwen3-0.6b-lora", "typo"),
    ],
)
def test_words_are_found_as_people_type_them(graph: FrozenGraph, text: str, first: str, how: str) -> None:
    match = graph.search.matches(text)[0]
    assert (graph.ids[match.number], match.how) == (first, how)


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("Qwen3-8B-Q4_K_M.gguf", "Qwen/Qwen3-8B"),
        ("/models/qwen3-8b.Q5_K_S.gguf", "Qwen/Qwen3-8B"),
        (r"C:\models\Qwen3-8B-UD-IQ3_XXS-00001-of-00002.gguf", "Qwen/Qwen3-8B"),
        ("llama-cli -m ./Qwen3-8B-bf16.gguf -p hello", "Qwen/Qwen3-8B"),
        ("qwen3:8b-q4_K_M", "Qwen/Qwen3-8B"),
        ("ollama run qwen3:8b", "Qwen/Qwen3-8B"),
        ("coder-9b:latest", "s/coder-9b"),
        ("w_qwen3-0.6b-lora-Q8_0.gguf", "w/qwen3-0.6b-lora"),
        ("w--qwen3-0.6b-lora", "w/qwen3-0.6b-lora"),
        ("hf download Qwen/Qwen3-8B", "Qwen/Qwen3-8B"),
        ("git clone https://huggingface.co/s/coder-9b", "s/coder-9b"),
        ("ollama run hf.co/u/Qwen3-0.6B-GGUF:Q4_K_M", "u/Qwen3-0.6B-GGUF"),
        ('AutoModel.from_pretrained("qwen/qwen3-8b", torch_dtype="auto")', "Qwen/Qwen3-8B"),
        ("/data/s/coder-9b/model-00001-of-00002.safetensors", "s/coder-9b"),
        ("base_model:quantized:Qwen/Qwen3-8B", "Qwen/Qwen3-8B"),
        ("https://huggingface.co/models?other=base_model:finetune:Qwen/Qwen3-8B", "Qwen/Qwen3-8B"),
        ("Qwen3-8B-Q4_K_M", "Qwen/Qwen3-8B"),
        ("my-qwen3-0.6b-awq", "v/my-qwen3-0.6b"),
        ("Qwen/Qwen3-0.6B-GGUF", "u/Qwen3-0.6B-GGUF"),
    ],
)
def test_what_names_a_model_among_other_things_finds_it(graph: FrozenGraph, text: str, first: str) -> None:
    match = graph.search.matches(text)[0]
    assert (graph.ids[match.number], match.how) == (first, How.TYPO)


def test_another_version_is_not_what_a_file_was_made_from(tmp_path: Path) -> None:
    """The words of `Qwen3.6-27B-Q4_K_M`, taken apart, all stand in the second name."""
    alone = ["Qwen/Qwen3.6-27B", "u/Qwen3.8-27B-W6A16-Q4_K_M-GGUF"]
    graph = frozen(tmp_path / "g", [], alone=alone)
    for text in ("Qwen3.6-27B-Q4_K_M.gguf", "Qwen3.6-27B-Q4_K_M"):
        assert found(graph, text) == ["Qwen/Qwen3.6-27B"]


@pytest.mark.parametrize("text", ["qwen3.8 27b", "Qwen 3.8 27B", "qwen3.8:27b", "qwen3.8-27b"])
def test_the_model_that_is_called_so_comes_before_those_that_are_used_more(tmp_path: Path, text: str) -> None:
    models = {"Qwen/Qwen3.8-27B": {"downloads": 2}, "u/Qwen3.8-27B-GGUF": {"downloads": 9}}
    graph = frozen(tmp_path / "g", [("u/Qwen3.8-27B-GGUF", "Qwen/Qwen3.8-27B")], models=models)
    assert found(graph, text) == ["Qwen/Qwen3.8-27B", "u/Qwen3.8-27B-GGUF"]
    listed = FilteredModels(graph, ModelFilter(q=text)).page(MATCH, 0, 9).numbers
    assert graph.ids.take(listed) == found(graph, text)


def test_what_is_like_no_id_at_all_finds_nothing(graph: FrozenGraph) -> None:
    assert found(graph, "zzzzzz") == []
    assert found(graph, "...") == []


def test_the_twin_of_an_id_differs_by_its_capitals_alone(graph: FrozenGraph) -> None:
    assert graph.search.beginnings.twin("qwen/qwen3-8b") == "Qwen/Qwen3-8B"
    assert graph.search.beginnings.twin("qwen/qwen3-8") is None


ODD = ["", "   ", "\n", "\x00", "no such thing at all", "/", "é" * 300, "a" * 5000, "-" * 5000]
NAMES_OF_NOTHING = ["qwen b/-q4", "qwen hf.co/ x-q4", "b/-q4_k_m", "/ /-q4"]


@pytest.mark.parametrize("text", [*ODD, *NAMES_OF_NOTHING])
def test_any_text_is_answered(graph: FrozenGraph, text: str) -> None:
    assert isinstance(graph.search.find(text), list)
    assert graph.search.find("qwen", limit=0) == []


WAYS = {
    "as it comes": {},
    "every family is large": {"search.lines.SPARSE": 10**9},
    "every family is small": {"search.lines.SPARSE": 0},
    "beginnings are gone through": {"search.beginnings.SHORT": 1},
    "beginnings are looked for": {"search.beginnings.SHORT": 10**9},
    "every line is gone through by rank": {
        "search.lines.FEW": 10**9,
        "search.lines.SPARSE": 10**9,
        "search.lines.RARE": 1,
        "search.index.RARE": 1,
        "search.lines.SOON": 0,
    },
    "what the first lines do not hold is rare": {
        "search.lines.FEW": 10**9,
        "search.lines.RARE": 10**9,
        "search.index.RARE": 10**9,
        "search.growing.FIRST_READ": 2,
    },
    "every word is rare": {
        "search.lines.FEW": 10**9,
        "search.lines.RARE": 1,
        "search.index.RARE": 1,
        "search.lines.SOON": 10**9,
        "search.index.READ": 8,
        "search.growing.FIRST_READ": 2,
    },
    "no line is": {"search.lines.FEW": 1, "search.lines.SPARSE": 10**9},
    "all ids are looked through for typed words": {
        "search.index.READ": 1,
        "search.growing.FIRST_READ": 2,
        "search.small_letters.STRETCH": 50,
    },
    "step by step": {"search.growing.FIRST_LINES": 30, "search.growing.GROWTH": 1, "search.beginnings.SHORT": 10**9},
}


@pytest.mark.parametrize("way", WAYS)
def test_random_queries_find_what_a_plain_scan_finds(way: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in WAYS[way].items():
        monkeypatch.setattr(f"lineage.frozen.{name}", value)
    dice = random.Random(4)
    ids = {
        f"{''.join(dice.choices('ab', k=3))}/{''.join(dice.choices('abcA-.1', k=dice.randint(1, 9)))}"
        for _ in range(1000)
    }
    ordered = sorted(ids)
    pairs = [(child, ordered[dice.randrange(max(place // 9, 1))]) for place, child in enumerate(ordered) if place > 20]
    pairs += [(child, ordered[dice.randrange(20)]) for child in dice.sample(ordered[21:], 60)]  # of several parents
    graph = frozen(tmp_path / "g", pairs, alone=ids)
    ranked = sorted(range(graph.size), key=lambda n: (-graph.reach.descendant_count[n], n))  # nobody states downloads
    root = graph.lists.families(limit=1).numbers[0]
    inside = {root, *graph.lineage.descendants(root).tolist()}
    lines = [id.lower() for id in graph.ids.take(range(graph.size))]
    is_parent = (graph.reach.descendant_count > 0).tolist()
    for _ in range(100):
        word = "".join(dice.choices("abc-./A1", k=dice.randint(1, 6)))
        words = [word, "".join(dice.choices("abc", k=2))][: dice.randint(1, 2)]
        if dice.random() < 0.2:
            words = re.split(r"-+|(?<=^[abc])(?=1)", dice.choice(ordered).partition("/")[2].strip("-"))[:3]
        tiers = [tier(id, words, one) for id, one in zip(lines, is_parent, strict=True)]
        holding = sorted(ranked, key=tiers.__getitem__)
        for family, among in ((None, holding), (root, [n for n in holding if n in inside])):
            expected = [n for n in among if tiers[n] < NOT_HELD][:30]
            matches = graph.search.matches(" ".join(words), limit=30, within=family)
            assert [match.number for match in matches] == expected or (not expected and untyped(matches))


NOT_HELD = 5


def tier(id: str, words: list[str], is_parent: bool) -> int:
    """0 for the id itself, 1 for a name that is the word, or the words with signs between them, where others were made
    from the model, 2 for one that starts so, as a version is written too, 3 for one that holds the words, separators
    aside where a word is a name that has none, 4 once separators are left out."""
    words = [word.lower() for word in words if folded(word)] or [words[0].lower()]
    names = {"-".join(words), words[0] + "-".join(words[1:]) if is_version(words) else "-".join(words)}
    if id in names or (id.partition("/")[2] in names and is_parent):
        return 0 if id in names else 1
    begun = (words[0], re.sub(r"^([^\W\d_]+\d)(?=\d)", r"\1.", words[0]))
    if len(words) == 1 and (id.startswith(begun) or id.partition("/")[2].startswith(begun)):
        return 2
    if not folded(words[0]):
        return NOT_HELD
    if all(holds(id, word) or (is_name(word) and word in folded(id)) for word in words):
        return 3
    return 4 if all(folded(word) in folded(id) for word in words) else NOT_HELD


def is_version(words: list[str]) -> bool:
    """Whether the second of several words may stand at the first without a sign: qwen, 3.8."""
    return len(words) > 1 and words[0].isalpha() and words[1][0].isdigit()


def is_name(word: str) -> bool:
    """Whether separators do not matter: it begins with a letter and has none."""
    return folded(word) == word and not word[0].isdigit()


def untyped(matches: list[SearchMatch]) -> bool:
    """Whether all were found by other words than were typed."""
    return all(match.how in (How.WORDS, How.TYPO) for match in matches)


def test_a_large_subtree_is_searched_like_a_small_one(graph: FrozenGraph, monkeypatch: pytest.MonkeyPatch) -> None:
    base = graph.ids.number("Qwen/Qwen3-0.6B")
    expected = found(graph, "un", within=base)
    monkeypatch.setattr("lineage.frozen.search.lines.SPARSE", 10**9)
    assert found(graph, "un", within=base) == expected == ["u/tune", "u/tune2"]


@pytest.mark.parametrize(
    ("asked", "offered"),
    [
        ("qwen/qwen3-0.6b", "Qwen/Qwen3-0.6B"),
        ("someone/tune2", "u/tune2"),
        ("Qwen/Qwen3-0.5B", "Qwen/Qwen3-0.6B"),
        ("Qwen3-8B-UD-Q4_K_XL-00001-of-00002.gguf", "Qwen/Qwen3-8B"),
    ],
)
def test_an_unknown_id_names_similar_ones(graph: FrozenGraph, asked: str, offered: str) -> None:
    with pytest.raises(UnknownModel) as caught:
        graph.ids.number(asked)
    assert offered in caught.value.hint


@pytest.mark.parametrize(
    ("asked", "offered"),
    [
        ("Qwen/Qwen3-8C", ("Qwen/Qwen3-8B",)),
        ("qwen/qwen3-b8", ("Qwen/Qwen3-8B",)),
        ("Qwen/Qwen3-8", ("Qwen/Qwen3-8B",)),
        ("Qwen/Qwen3-88B", ("Qwen/Qwen3-8B",)),
        ("Qwen/wen3-8B", ("Qwen/Qwen3-8B",)),
        ("Qwen/Qwen3-4B", ("Qwen/Qwen3-8B", "Qwen/Qwen3-1B")),
    ],
)
def test_a_letter_off_under_the_same_owner_comes_before_what_holds_its_words(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, asked: str, offered: tuple[str, ...]
) -> None:
    downloads = {"D/Qwen3.8-Cold-Fusion": 99, "Qwen/Qwen3-8B": 5, "Qwen/Qwen3-1B": 4, "m/Qwen3-8b": 9, "m/Qwen3-4b": 8}
    others = {f"Qwen/Qwen{number}": {"downloads": number} for number in range(20)}
    models = {id: {"downloads": of} for id, of in downloads.items()}
    graph = frozen(tmp_path / "g", [], models={**models, **others})
    for near in (200, 6) if asked != "Qwen/wen3-8B" else (200,):  # its slip is where more than 6 begin alike
        monkeypatch.setattr("lineage.frozen.search.index.NEAR", near)
        with pytest.raises(UnknownModel) as caught:
            graph.ids.number(asked)
        assert caught.value.similar == offered


@pytest.mark.parametrize("asked", ["\x7f\x7f", "no/such", "Qwerty/plugh", "u/zzz"])
def test_an_id_like_no_other_says_what_to_do_and_offers_nothing(graph: FrozenGraph, asked: str) -> None:
    with pytest.raises(UnknownModel) as caught:
        graph.ids.number(asked)
    assert caught.value.hint == "search for a part of its name"
    assert not caught.value.similar
