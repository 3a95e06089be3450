"""An item of the Hub's API becomes a row; what cannot be read is unknown and counted, and costs nobody else."""

import json
from datetime import UTC, date, datetime, timedelta

import polars as pl
import pytest

from ingest.rows.json_values import parse
from ingest.rows.readers import OTHER_SPELLINGS, is_other_spelling
from ingest.rows.rejections import Rejections
from ingest.rows.remarks import ABSURD_DATE, FLOOR_DATE, SEVERAL_LICENSES, Remark
from ingest.rows.table import HISTORY, ROW
from ingest.rows.tolerant import rows
from ingest.sources import hub_columns

RECORDED = parse(
    """{"_id": "6695c1b2e5f3d9a1c4b7e8f0", "id": "someone/Qwen2.5-7B-Instruct-mine", "author": "someone",
    "createdAt": "2026-08-18T06:09:20.000Z", "lastModified": "2026-08-19T12:23:00.000Z", "downloads": 430,
    "downloadsAllTime": 512, "likes": 0, "gated": "auto", "pipeline_tag": "text-generation", "library_name": "peft",
    "tags": ["peft", "base_model:Qwen/Qwen2.5-7B-Instruct", "base_model:adapter:Qwen/Qwen2.5-7B-Instruct",
    "license:mit"], "cardData": {"license": "apache-2.0", "base_model": ["Qwen/Qwen2.5-7B-Instruct"],
    "base_model_relation": "adapter"}, "safetensors": {"parameters": {"BF16": 7615616512}, "total": 7615616512},
    "baseModels": {"relation": "adapter",
    "models": [{"_id": "66e6d032d5a06c8b1eb30d3b", "id": "Qwen/Qwen2.5-7B-Instruct"}]}}"""
)


def read(**fields: object) -> tuple[dict[str, object], Rejections]:
    rejections = Rejections()
    return row({"id": "someone/model", **fields}, rejections), rejections


def row(item: object, rejections: Rejections) -> dict[str, object]:
    """The item's row without the columns that no source states."""
    (made,) = rows([item], rejections).drop(HISTORY.names()).to_dicts()
    return made


def test_a_recorded_item_fills_every_column_it_has() -> None:
    rejections = Rejections()
    assert row(RECORDED, rejections) == {
        "hub_id": "6695c1b2e5f3d9a1c4b7e8f0",
        "id": "someone/Qwen2.5-7B-Instruct-mine",
        "author": "someone",
        "created_at": datetime(2026, 8, 18, 6, 9, 20, tzinfo=UTC),
        "last_modified": datetime(2026, 8, 19, 12, 23, tzinfo=UTC),
        "downloads": 430,
        "downloads_all_time": 512,
        "likes": 0,
        "license": "apache-2.0",
        "license_name": None,
        "license_link": None,
        "card_licenses": None,
        "new_version": None,
        "pipeline_tag": "text-generation",
        "library": "peft",
        "parameters": 7615616512,
        "gated": "auto",
        "tags": RECORDED["tags"],  # type: ignore[index, call-overload]
        "card_base_model": '["Qwen/Qwen2.5-7B-Instruct"]',
        "card_other_bases": None,
        "card_relation": '"adapter"',
        "config_base_model": None,
        "hub_relation": "adapter",
        "hub_parents": [{"hub_id": "66e6d032d5a06c8b1eb30d3b", "id": "Qwen/Qwen2.5-7B-Instruct"}],
        "removed_at": None,
    }
    assert not rejections.odd_fields


def test_a_row_has_exactly_the_columns_of_a_snapshot() -> None:
    assert [*read()[0], *HISTORY] == ROW.names()


@pytest.mark.parametrize(
    ("field", "value", "column"),
    [
        ("downloads", "many", "downloads"),
        ("downloads", True, "downloads"),
        ("downloads", -1, "downloads"),
        ("downloads", 2**70, "downloads"),
        ("downloads", 2**53, "downloads"),
        ("likes", 2**63 - 1, "likes"),
        ("safetensors", {"total": 2**62}, "parameters"),
        ("createdAt", "yesterday", "created_at"),
        ("createdAt", 5, "created_at"),
        ("tags", 5, "tags"),
        ("cardData", [1], "card_base_model"),
        ("safetensors", {"parameters": 5}, "parameters"),
        ("gated", "perhaps", "gated"),
        ("baseModels", ["a/b"], "hub_parents"),
        ("pipeline_tag", {"a": 1}, "pipeline_tag"),
        ("_id", 7, "hub_id"),
    ],
)
def test_a_field_of_a_wrong_type_is_unknown_and_counted(field: str, value: object, column: str) -> None:
    made, rejections = read(**{field: value})
    assert made[column] is None
    assert rejections.odd_fields == {field: 1}


def test_the_highest_count_that_can_be_is_kept() -> None:
    made, rejections = read(downloads=2**53 - 1, safetensors={"total": 2**53 - 1})
    assert (made["downloads"], made["parameters"]) == (2**53 - 1, 2**53 - 1)
    assert not rejections.odd_fields


def test_what_is_absent_or_null_is_unknown_without_a_count() -> None:
    made, rejections = read(downloads=None, tags=None, cardData=None, safetensors=None, baseModels=None, gated=None)
    assert {name for name, value in made.items() if value is not None} == {"id", "author"}
    assert not rejections.odd_fields


@pytest.mark.parametrize(
    ("text", "remark"),
    [
        ("2022-03-02T23:29:03.999Z", None),
        ("2022-03-02T23:29:04.000Z", FLOOR_DATE),
        ("2022-03-02T23:29:05.000Z", FLOOR_DATE),
        ("2022-03-02T23:29:06.000Z", None),
        ("2014-12-31T23:59:59.000Z", ABSURD_DATE),
        ("1970-01-01T00:00:00.000Z", ABSURD_DATE),
        ("9999-12-31T00:00:00.000Z", ABSURD_DATE),
        pytest.param(f"{datetime.now(UTC) + timedelta(days=1):%FT%TZ}", None, id="tomorrow"),
        pytest.param(f"{datetime.now(UTC) + timedelta(days=3):%FT%TZ}", ABSURD_DATE, id="in three days"),
    ],
)
def test_the_hubs_floor_and_dates_that_cannot_be_are_unknown_and_counted(text: str, remark: Remark | None) -> None:
    row, rejections = read(createdAt=text)
    assert (row["created_at"] is None) == (remark is not None)
    assert rejections.irregular == ({remark.name: 1} if remark else {})
    assert not remark or rejections.examples[remark.name][0][1].startswith(f"createdAt: {text[:10]}")


def test_the_floor_is_one_of_dates_of_creation_alone() -> None:
    assert read(lastModified="2022-03-02T23:29:05.000Z")[0]["last_modified"] is not None
    assert read(lastModified="1970-01-01T00:00:00.000Z")[0]["last_modified"] is None


def test_many_odd_dates_are_counted_each_with_its_model() -> None:
    rejections = Rejections()
    rows([{"id": f"a/{n}", "createdAt": "1970-01-01T00:00:00Z"} for n in range(9)], rejections)
    assert rejections.irregular == {ABSURD_DATE.name: 9}
    assert [id for id, _ in rejections.examples[ABSURD_DATE.name]] == [f"a/{n}" for n in range(9)]


def test_several_licences_are_kept_and_counted() -> None:
    row, rejections = read(cardData={"license": ["apache-2.0", " cc-by-nc-4.0", None, "apache-2.0"]})
    assert (row["license"], row["card_licenses"]) == ("apache-2.0", '["apache-2.0","cc-by-nc-4.0"]')
    assert rejections.irregular == {SEVERAL_LICENSES.name: 1}
    row, rejections = read(cardData={"license": ["mit", "mit"], "new_version": "a/next"})
    assert (row["license"], row["card_licenses"], row["new_version"]) == ("mit", None, "a/next")
    assert not rejections.irregular


@pytest.mark.parametrize(
    ("names", "kept"),
    [(["mit", " qwen-research ", None, "mit", ["x"]], "mit, qwen-research"), (["qwen"], "qwen"), ([5, " "], None)],
)
def test_of_several_names_of_licences_none_is_left_out(names: list[object], kept: str | None) -> None:
    row, _ = read(cardData={"license": "other", "license_name": names})
    assert row["license_name"] == kept


@pytest.mark.parametrize(
    ("config", "base", "odd"),
    [
        ({"peft": {"base_model_name_or_path": "a/b", "task_type": "CAUSAL_LM"}}, "a/b", {}),
        ('{"peft": {"base_model_name_or_path": "a/b"}}', "a/b", {}),
        ({"model_type": "qwen3"}, None, {}),
        ({"peft": {"base_model_name_or_path": 5}}, None, {}),
        ({"peft": None}, None, {}),
        (7, None, {"config": 1}),
    ],
)
def test_an_adapters_configuration_names_its_base(config: object, base: str | None, odd: dict[str, int]) -> None:
    row, rejections = read(config=config)
    assert (row["config_base_model"], rejections.odd_fields) == (base, odd)


def test_the_licence_is_the_cards_then_the_tags() -> None:
    assert read(cardData={"license": "mit"}, tags=["license:gemma"])[0]["license"] == "mit"
    assert read(cardData={"license": ["mit", "gemma"]})[0]["license"] == "mit"
    assert read(cardData={"license": 3}, tags=["license:gemma"])[0]["license"] == "gemma"
    assert read()[0]["license"] is None


def test_the_licences_name_and_link_are_the_cards() -> None:
    card = {"license": "other", "license_name": " qwen-research\n", "license_link": "LICENSE"}
    row, rejections = read(cardData=card, tags=["license:other"])
    assert [row[name] for name in card] == ["other", "qwen-research", "LICENSE"]
    assert read(cardData={"license_name": ["qwen", "mit"]})[0]["license_name"] == "qwen, mit"
    row, rejections = read(cardData={"license_name": 5, "license_link": {"a": 1}})
    assert (row["license_name"], row["license_link"]) == (None, None)
    assert not rejections.odd_fields


def test_parameters_are_the_total_else_the_sum() -> None:
    assert read(safetensors={"total": 7, "parameters": {"F16": 9}})[0]["parameters"] == 7
    assert read(safetensors={"parameters": {"F16": 9, "I8": 1}})[0]["parameters"] == 10
    assert read(safetensors={"total": 0})[0]["parameters"] is None


def test_gated_false_is_known_and_not_the_same_as_unknown() -> None:
    assert read(gated=False)[0]["gated"] == "false"


@pytest.mark.parametrize("value", ["Qwen/Qwen3-8B", ["a/b", None, 7], {"a": [1.5]}, [], "", "[]", False])
def test_the_cards_value_is_kept_as_its_json_text(value: object) -> None:
    text = read(cardData={"base_model": value})[0]["card_base_model"]
    assert isinstance(text, str)
    assert json.loads(text) == value


def test_what_json_does_not_know_is_kept_as_text() -> None:
    card = {"base_model": [date(2026, 1, 2), float("nan"), b"\xff", {(1, 2): "a/b"}, "\ud800", {1}]}
    text = read(cardData=card)[0]["card_base_model"]
    assert isinstance(text, str)
    found = parse(text)
    assert isinstance(found, list)
    assert len(found) == 6
    assert found[0] == "2026-01-02"
    assert found[3] == {"(1, 2)": "a/b"}


def test_a_value_that_contains_itself_is_kept_as_unreadable() -> None:
    endless: list[object] = []
    endless.append(endless)
    assert read(cardData={"base_model": endless})[0]["card_base_model"] == '"unreadable list"'


def test_other_spellings_of_the_key_are_kept_apart() -> None:
    made, _ = read(
        cardData={"Base_model": "a/b", "base-models": ["c/d"], "base_model_relation": "merge", "basement": 1}
    )
    assert made["card_base_model"] is None
    assert made["card_other_bases"] == '{"Base_model":"a/b","base-models":["c/d"]}'


@pytest.mark.parametrize("word", sorted(OTHER_SPELLINGS))
def test_every_other_spelling_is_one_in_any_case_and_with_signs_anywhere(word: str) -> None:
    spelt = [word, word.upper(), "-".join(word), f"_{word}", f"{word[:4].title()} {word[4:]}-"]
    assert list(filter(is_other_spelling, [*spelt, "base_model", "base", f"{word}_x", "x_" + word, ""])) == spelt
    cards = [json.dumps({key: "c/d"}, separators=(",", ":")) for key in spelt]
    table = pl.DataFrame({"id": [f"a/{n}" for n in range(len(cards))], "cardData": cards})
    assert hub_columns.rows(table, Rejections(), 0)["card_other_bases"].to_list() == cards


@pytest.mark.parametrize("bad", [None, 5, "text", [], {}, {"id": None}, {"id": 5}, {"id": "  "}])
def test_an_item_without_an_id_is_refused(bad: object) -> None:
    rejections = Rejections()
    assert rows([bad], rejections).is_empty()
    assert rejections.total == rejections.read == 1


def test_a_bad_item_is_lost_alone_and_its_text_and_place_are_kept() -> None:
    rejections = Rejections()
    frame = rows([{"id": "a/b"}, {"likes": 5}, {"id": "c/d"}], rejections, iter(["line 1", "line 2", "line 3"]))
    assert frame["id"].to_list() == ["a/b", "c/d"]
    assert frame.schema == ROW
    assert [(r.reason, r.place, r.raw) for r in rejections.kept] == [("no id", "line 2", '{"likes":5}')]
    assert rejections.read == 3


def test_no_items_are_no_rows_of_the_right_schema() -> None:
    assert rows([], Rejections()).equals(pl.DataFrame(schema=ROW))


def test_lone_surrogates_do_not_stop_a_page() -> None:
    frame = rows([parse('{"id": "a/b", "tags": ["\\ud800"], "cardData": {"license": "\\udfff"}}')], Rejections())
    assert frame["tags"].to_list() == [["?"]]
    assert frame["license"].to_list() == ["?"]
