"""A filter as people write it means what the address of the table means."""

from datetime import UTC, date, datetime
from urllib.parse import parse_qsl

import pytest
from werkzeug.datastructures import MultiDict

from lineage.errors import BadInput
from lineage.filters.filter_fields import FILTER_FIELDS
from lineage.filters.filter_text import FilterLike, model_filter
from lineage.filters.model_filter import EVERYTHING, MassUploads, ModelFilter
from lineage.values import Relation
from web.parameters.lists import TABLE

SAME: list[tuple[FilterLike, str]] = [
    ("", ""),
    ("license=mit license=apache-2.0", "license=mit&license=apache-2.0"),
    ('q="qwen3 gguf" mass_uploads=only', "q=qwen3+gguf&mass_uploads=only"),
    ("parameters<8B parameters>=1.5b", "parameters_from=1500000000&parameters_below=8000000000"),
    ("parameters<=8B downloads>1k", "parameters_below=8000000001&downloads_from=1001"),
    ("parameters_below=8B", "parameters_below=8B"),
    ("parameters<0.5b downloads>=1.5K", "parameters_below=500000000&downloads_from=1500"),
    ({"parameters_below": "8B"}, "parameters_below=8000000000"),
    ("created>=2025-01-01 created<2025-02-01", "created_from=2025-01-01&created_to=2025-01-31"),
    ("created>2024-12-31 created<=2025-01-31", "created_from=2025-01-01&created_to=2025-01-31"),
    ("descends_from=owner:Qwen generation=1 exclusive=1", "descends_from=owner:Qwen&generation=1&exclusive=1"),
    ("http://127.0.0.1:8765/table?license=mit&bits=4&sort=likes#at", "license=mit&bits=4"),
    ("license=mit&bits=4", "license=mit&bits=4"),
    ("q=a&b", "q=a%26b"),
    ('q="a&b=c"', "q=a%26b%3Dc"),
    ("/qwen/table/Qwen/Qwen3%2D8B?relation=adapter", "relation=adapter&descends_from=model:Qwen/Qwen3-8B"),
    ("http://127.0.0.1:8765/table/Qwen/Qwen3-8B", "descends_from=model:Qwen/Qwen3-8B"),
    ("?q=a+b&columns=license&limit=20&offset=40", "q=a+b"),
    ({"license": ["mit", "apache-2.0"], "parameters_below": 8}, "license=mit&license=apache-2.0&parameters_below=8"),
    ({"mass_uploads": False, "bits": 4, "relation": Relation.MERGE}, "mass_uploads=0&bits=4&relation=merge"),
    ({"created_from": date(2025, 1, 2), "created_to": datetime(2025, 1, 3, 4, tzinfo=UTC)},
     "created_from=2025-01-02&created_to=2025-01-03"),
    ({}, ""),
]  # fmt: skip
WRONG: list[tuple[object, str, str]] = [
    ("licence=mit", "no field 'licence'", "did you mean license"),
    ("colour<8B", "no field 'colour'", "there are q, relation"),
    ("size<8B", "no field 'size'", "did you mean parameters?"),
    ("lisence=mit", "no field 'lisence'", "did you mean license, "),
    ("likes>100", "no field 'likes'", "models().filter(pl.col('likes') ...)"),
    ("q=qwen3 8b", "'8b' is no condition", 'in quotes: q="qwen3 8b"'),
    ("license", "'license' is no condition", "license=mit"),
    ("license=", "license has no value", "give license=VALUE"),
    ("parameters=8B", "parameters cannot be compared by =", "parameters>=... or parameters<..."),
    ("license<3", "license cannot be compared by <", "license=..., or one of parameters"),
    ("parameters<x", "parameters cannot be 'x'", "a whole number"),
    ("parameters<1.0001K", "parameters cannot be '1.0001K'", "as 8000, 250K, 1.5M or 8B"),
    ("parameters_below=8X", "parameters_below cannot be '8X'", "as 8000, 250K, 1.5M or 8B"),
    ("parameters_below=0K", "parameters_below cannot be '0K'", "a whole number from 1"),
    ("parameters_below=1.5", "parameters_below cannot be '1.5'", "a whole number"),
    ("parameters_below=200000B", "parameters_below cannot be '200000B'", "to 100000000000000"),
    ("generation=1K", "generation cannot be '1K'", "a whole number"),
    ("created>=2025", "created cannot be '2025'", "2025-01-31"),
    ("created<0001-01-01", "beyond the calendar", "2025-01-31"),
    ("relation=copy", "unknown relation 'copy'", "finetune, adapter"),
    ("generation=1 generation=2", "generation is given 2 times", "1 times"),
    ("q='x", "a quote that is not closed", "close it"),
    ("?license=mit&lense=mit", "no field 'lense'", "license"),
    ("http://127.0.0.1:8765/models/Qwen/Qwen3-8B?relation=adapter", "is no table of models", "/table?"),
    ({"parameters": 8}, "parameters has two bounds", "parameters_from or parameters_below"),
    ({"lic": "mit"}, "no field 'lic'", "license"),
    ({"license": b"mit"}, "license cannot be b'mit'", "as a text"),
    ({3: "mit"}, "a field of a filter cannot be 3", "as a text"),
    (5, "a filter cannot be 5", "by name"),
    ([], "a filter cannot be []", "by name"),
]


@pytest.mark.parametrize(("given", "address"), SAME, ids=str)
def test_it_means_what_the_address_of_the_table_means(given: FilterLike, address: str) -> None:
    assert model_filter(given) == TABLE.strict(MultiDict(parse_qsl(address))).filter


@pytest.mark.parametrize(("given", "message", "hint"), WRONG, ids=str)
def test_what_is_none_is_refused_by_name(given: FilterLike, message: str, hint: str) -> None:
    with pytest.raises(BadInput) as caught:
        model_filter(given)
    assert message in str(caught.value)
    assert hint in caught.value.hint


def test_a_filter_of_nothing_is_everything_and_one_that_is_made_stays() -> None:
    made = ModelFilter(mass_uploads=MassUploads.ONLY)
    assert model_filter(made) is made
    assert model_filter("") == EVERYTHING


def test_every_field_of_a_filter_can_be_written() -> None:
    assert set(FILTER_FIELDS) == set(ModelFilter.__dataclass_fields__)
