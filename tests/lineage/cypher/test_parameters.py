"""Parameters that no engine could be sent are the sender's fault, by name."""

from typing import Any

import pandas as pd
import polars as pl
import pytest

from lineage.cypher.lexer import DEEPEST
from lineage.cypher.parameters import check_given, check_parameters
from lineage.cypher.validate import validate
from lineage.errors import BadStatement


def _nested(deep: int) -> Any:
    value: Any = 1
    for _ in range(deep):
        value = [value]
    return value


@pytest.mark.parametrize(
    ("value", "named"),
    [
        (2**63, "64 bits"),
        (-(2**63) - 1, "64 bits"),
        ([{"a": 10**40}], "64 bits"),
        ("\ud800", "half of a surrogate pair"),
        ({"\udfff": 1}, "half of a surrogate pair"),
        (_nested(DEEPEST), "nested deeper"),
        (_nested(100_000), "nested deeper"),
        (pl.Series(["a"]), "holds a Series"),
        ([pd.Series([1])], "holds a Series"),
        ({"a"}, "holds a set"),
    ],
)
def test_a_value_that_cannot_be_sent_is_refused_by_the_name_of_its_parameter(value: Any, named: str) -> None:
    with pytest.raises(BadStatement, match=named) as caught:
        check_parameters({"fine": 1, "odd": value})
    assert "'odd'" in caught.value.message
    assert caught.value.hint


def test_everything_else_passes() -> None:
    check_parameters({"a": [2**63 - 1, -(2**63), True, None, 1.5, "😀"], "b": {"c": _nested(DEEPEST - 3)}, "": b"x"})


def test_a_parameter_that_nobody_gives_is_named() -> None:
    tree = validate("MATCH (m:Model {id: $id}) WHERE m.likes > $`least` RETURN m.id").tree
    check_given(tree, {"id": None, "least": 1, "unused": 2})
    with pytest.raises(BadStatement, match=r"no value for \$least") as caught:
        check_given(tree, {"id": "a/b"})
    assert "-p least=..." in caught.value.hint
