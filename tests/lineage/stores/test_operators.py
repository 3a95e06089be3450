"""A Neo4j plan's steps: each of them is looked at, however deep the plan is, and what does more than read is named."""

from typing import Any

import pytest

from lineage.errors import BadStatement
from lineage.stores.neo4j.operators import name, refuse_more_than_reading, steps

DEEP = 5000


def step(operator: str, *children: dict[str, Any]) -> dict[str, Any]:
    return {"operatorType": f"{operator}@neo4j", "args": {}, "children": list(children)}


def deep(last: str) -> dict[str, Any]:
    """A plan such as that of many UNIONs: every step is the child of another."""
    plan = step(last)
    for _ in range(DEEP):
        plan = step("Union", plan, step("Projection"))
    return plan


def test_a_step_comes_before_its_children_the_first_of_them_with_all_that_is_below_it() -> None:
    plan = step("ProduceResults", step("Apply", step("NodeIndexSeek"), step("Argument")), step("Limit"))
    assert [name(s) for s in steps(plan)] == ["ProduceResults", "Apply", "NodeIndexSeek", "Argument", "Limit"]


def test_a_plan_of_thousands_of_steps_is_looked_at_to_its_end() -> None:
    assert sum(1 for _ in steps(deep("AllNodesScan"))) == 2 * DEEP + 1
    refuse_more_than_reading(deep("AllNodesScan"))
    with pytest.raises(BadStatement, match="LoadCSV"):
        refuse_more_than_reading(deep("LoadCSV"))
