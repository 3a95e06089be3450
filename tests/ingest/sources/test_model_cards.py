"""A model card's front matter is read as the Hub reads it, whatever its line ends, its YAML and its types."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import polars as pl
import pytest
import yaml
from huggingface_hub.repocard import REGEX_YAML_BLOCK
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.snapshots.snapshot import Snapshot
from ingest.sources import import_file
from ingest.sources.front_matter import BadYAML, front_matter
from lineage.home.home import Home

CARD = "---\nlicense: mit\nbase_model: Qwen/Qwen3-8B\n---\n# Mine\n"


def read(card: str) -> dict[str, Any]:
    return front_matter(card).values


@pytest.mark.parametrize(
    "card",
    [
        CARD,
        CARD.replace("\n", "\r\n"),
        "\ufeff" + CARD,
        "\n\n" + CARD,
        CARD.removesuffix("\n# Mine\n"),
        CARD.replace("---\n", "---  \n"),
        CARD + "\n---\nbase_model: another/one\n---\n",
    ],
    ids=["plain", "crlf", "bom", "blank lines", "nothing after", "trailing blanks", "a rule further down"],
)
def test_a_front_matter_is_found(card: str) -> None:
    assert read(card) == {"license": "mit", "base_model": "Qwen/Qwen3-8B"}


@pytest.mark.parametrize(
    "card", ["", "# Title\n", "----\nbase_model: a/b\n----\n", "---\nbase_model: a/b\n", "---\n---\n"]
)
def test_a_card_without_one_says_nothing(card: str) -> None:
    assert read(card) == {}


@pytest.mark.parametrize(
    ("yaml", "value"),
    [
        ("[a/b, c/d]", ["a/b", "c/d"]),
        ("\n- a/b\n-  c/d", ["a/b", "c/d"]),
        ("\n  name: a/b", {"name": "a/b"}),
        ("2026-01-02", "2026-01-02"),
        ("2026-01-02 03:04:05", "2026-01-02 03:04:05"),
        ("7", 7),
        ("false", False),
        ("", None),
        ("[]", []),
        ("'Qwen/Qwen3-8B: mine'", "Qwen/Qwen3-8B: mine"),
    ],
)
def test_base_model_is_kept_under_any_type(yaml: str, value: object) -> None:
    assert read(f"---\nbase_model: {yaml}\n---\n")["base_model"] == value


@pytest.mark.parametrize(
    "yaml",
    [
        "base_model: a/b: c",
        "base_model: [a/b",
        "\tbase_model: a/b",
        "- just\n- a list",
        "base_model: !!python/object:os.system a",
        "base_model: \x00",
        "base_model: *nowhere",
        "base_model: " + "[" * 2000,
        "base_model: &a [*a]",
        "x: &a [y, y]\n"
        + "".join(f"x{i}: &a{i} [{', '.join([f'*a{i - 1 if i else str()}'] * 9)}]\n" for i in range(9))
        + "base_model: *a8",
    ],
    ids=["colon", "open list", "tab", "list", "python", "nul", "alias", "deep", "endless", "billion laughs"],
)
def test_bad_yaml_is_refused(yaml: str) -> None:
    with pytest.raises(BadYAML):
        front_matter(f"---\n{yaml}\n---\n")


def test_of_a_key_written_twice_the_last_counts_but_no_claim_is_lost() -> None:
    found = front_matter("---\nlicense: mit\nlicense: gemma\nbase_model: a/b\nbase_model: [c/d, e/f]\n---\n")
    assert found.values == {"license": "gemma", "base_model": ["a/b", ["c/d", "e/f"]]}
    assert found.repeated == {"license", "base_model"}


def test_an_empty_first_block_is_the_beginning_of_the_next() -> None:
    assert read("---\n---\nbase_model: a/b\nlicense: mit\n---\n") == {"base_model": "a/b", "license": "mit"}


def test_merge_keys_bring_in_what_the_card_does_not_say_itself() -> None:
    card = "---\ndefaults: &d {license: mit, base_model: a/b}\n<<: *d\nlicense: gemma\n---\n"
    found = front_matter(card)
    assert (found.values, found.repeated) == ({"license": "gemma", "base_model": "a/b"}, frozenset())


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_a_card_in_a_folder_is_read_in_its_encoding(encoding: str, tmp_path: Path) -> None:
    (tmp_path / "cards" / "a").mkdir(parents=True)
    (tmp_path / "cards" / "a" / "b.md").write_text(CARD, encoding)
    rows = Snapshot.open(import_file(tmp_path / "cards", Home(tmp_path))).rows().collect()
    assert rows.select("id", "license", "card_base_model").rows() == [("a/b", "mit", '"Qwen/Qwen3-8B"')]


def test_bad_yaml_is_counted_with_its_model_and_line(tmp_path: Path) -> None:
    cards = {"a/b": '---\nlicense: mit\nbase_model: "C:\\models"\n---\n', "c/d": "---\nlicense: a\nlicense: b\n---\n"}
    (tmp_path / "x").write_text("\n".join(json.dumps({"modelId": id, "card": card}) for id, card in cards.items()))
    counts = imported(tmp_path / "x", tmp_path)[0].manifest["counts"]
    assert counts["odd_fields"] == {"card (bad YAML)": 1}
    ((id, why),) = counts["examples"]["card (bad YAML)"]
    assert id == "a/b" and why.startswith("line 3: ")
    assert counts["irregular"] == {"a card's key twice: the last counts": 1}


def test_a_front_matter_that_is_never_closed_is_counted_and_a_line_is_none(tmp_path: Path) -> None:
    cards = {
        "a/b": "---\n# about\nbase_model: c/d\nlicense: mit\n\n# Title\n",
        "e/f": "---\nA line, and prose: no keys.\n",
        "g/h": "---\nbase_model: c/d\nbase_model: i/j\n---\n",
    }
    (tmp_path / "x").write_text("\n".join(json.dumps({"modelId": id, "card": card}) for id, card in cards.items()))
    counts = imported(tmp_path / "x", tmp_path)[0].manifest["counts"]
    assert counts["odd_fields"] == {"card (front matter that is never closed)": 1}
    assert counts["examples"]["card (front matter that is never closed)"] == [["a/b", "base_model: c/d"]]
    assert counts["irregular"] == {"a card's key for parents twice: each is read": 1}


def test_keys_we_do_not_read_may_hold_anything() -> None:
    card = "---\nwidget: !custom {a: [1, *x]}\nbase_model: a/b\n---\n".replace(", *x", "")
    assert read(card) == {"base_model": "a/b"}


def imported(path: Path, home: Path) -> tuple[Snapshot, list[dict[str, Any]]]:
    opened = Snapshot.open(import_file(path, Home(home)))
    return opened, opened.rows().collect().to_dicts()


def test_the_published_parquet_of_cards(tmp_path: Path) -> None:
    pl.DataFrame(
        {
            "modelId": ["a/b", "c/d", "e/f"],
            "author": ["a", "c", "e"],
            "last_modified": [datetime(2026, 1, 2, tzinfo=UTC)] * 3,
            "downloads": [5, 6, 7],
            "likes": [1, 2, 3],
            "library_name": ["peft", None, None],
            "tags": [["region:us"], None, None],
            "pipeline_tag": [None, None, None],
            "createdAt": [datetime(2025, 1, 2, tzinfo=UTC)] * 3,
            "card": [CARD, "---\n- bad\n---\n", None],
        }
    ).write_parquet(tmp_path / "x")
    opened, (first, second, third) = imported(tmp_path / "x", tmp_path)
    assert opened.facts.source == "x (model cards)"
    assert (first["id"], first["license"], first["card_base_model"]) == ("a/b", "mit", '"Qwen/Qwen3-8B"')
    assert (first["downloads"], first["library"], first["tags"]) == (5, "peft", ["region:us"])
    assert first["last_modified"] == datetime(2026, 1, 2, tzinfo=UTC)
    assert second["card_base_model"] is None
    assert third["created_at"] == datetime(2025, 1, 2, tzinfo=UTC)
    assert opened.manifest["counts"]["odd_fields"] == {"card (bad YAML)": 1}


@pytest.mark.parametrize(("id", "text"), [("id", "readme"), ("modelId", "card"), ("id", "card")])
def test_json_lines_of_cards(id: str, text: str, tmp_path: Path) -> None:
    card = "---\ntags: [merge]\nlibrary_name: peft\nBase_Model: a/b\nbase_model_relation: merge\n---\n"
    lines = [
        json.dumps({id: "c/d", text: card}),
        "{broken",
        json.dumps({id: "e/f", text: "no card"}),
        json.dumps({text: "x"}),
    ]
    (tmp_path / "x").write_text("\n".join(lines))
    opened, (first, second) = imported(tmp_path / "x", tmp_path)
    assert (first["id"], first["author"], first["tags"], first["library"]) == ("c/d", "c", ["merge"], "peft")
    assert (first["card_other_bases"], first["card_relation"]) == ('{"Base_Model":"a/b"}', '"merge"')
    assert second["id"] == "e/f"
    assert [(r["reason"], r["place"]) for r in opened.manifest["counts"]["first_rejected"]] == [
        ("not JSON", "line 2"),
        ("no id", "line 4"),
    ]


def test_a_licence_is_read_with_its_name_and_link(tmp_path: Path) -> None:
    card = "---\nlicense: other\nlicense_name: qwen-research\nlicense_link: LICENSE\nlicense_link: LICENSE.md\n---\n"
    pl.DataFrame({"modelId": ["a/b"], "card": [card]}).write_parquet(tmp_path / "x")
    (row,) = Snapshot.open(import_file(tmp_path / "x", Home(tmp_path))).rows().collect().to_dicts()
    stated = (row["license"], row["license_name"], row["license_link"])
    assert stated == ("other", "qwen-research", "LICENSE.md")


FENCES = st.sampled_from(["---\n", "---\r\n", "---\r", "--- \n", "----\n", " ---\n", "\n---\n", "---"])
LINES = st.sampled_from(
    [
        "license: mit",
        "license: [mit, gemma]",
        "license_name: qwen-research",
        "base_model: a/b",
        "base_model:\n- a/b\n- c/d",
        'base_model: "a/b"',
        "base_model_relation: merge",
        "tags: [x, y]",
        "new_version: a/next",
        "d: &d {license: gemma, new_version: a/b}",
        "<<: *d",
        "# a note",
        "",
        "license: 5",
        "license: ~",
        "library_name: 'peft'",
        "base_model: *d",
        "model-index: [{name: x}]",
        "\tlicense: mit",
        "license: a: b",
        "- a list",
        "---",
        "text",
    ]
)
READ = {"license", "license_name", "base_model", "base_model_relation", "tags", "new_version", "library_name"}


def of_the_client(card: str) -> dict[str, Any] | None:
    """What `huggingface_hub` reads; None where it refuses the card."""
    block = REGEX_YAML_BLOCK.search(card)
    if block is None:
        return {}
    try:
        data = yaml.safe_load(block[2])
    except yaml.YAMLError:
        return None
    return {} if data is None else data if isinstance(data, dict) else None


@settings(deadline=None, max_examples=300)
@given(FENCES, st.lists(LINES, max_size=5, unique_by=lambda line: line.partition(":")[0]), FENCES, FENCES)
def test_a_card_is_read_as_the_hubs_client_reads_it(first: str, lines: list[str], end: str, more: str) -> None:
    card = f"{first}{chr(10).join(lines)}\n{end}text\n{more}"
    wanted = of_the_client(card)
    if wanted is None:
        with pytest.raises(BadYAML):
            front_matter(card)
    elif wanted or REGEX_YAML_BLOCK.search(card):
        ours = front_matter(card).values
        assert {key: value for key, value in ours.items() if key in READ} == {
            key: value for key, value in wanted.items() if key in READ
        }
