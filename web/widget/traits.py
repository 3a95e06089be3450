"""What a widget's traits are called in the address of its page, and how they are written there."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class AddressPart:
    """The parameter of an address that a trait stands in: `read` takes its values, `write` gives them.

    No values are the trait's default.
    """

    parameter: str
    read: Callable[[list[str]], Any]
    write: Callable[[Any], list[str]]


def text(parameter: str) -> AddressPart:
    return AddressPart(parameter, lambda values: values[0], lambda value: [value])


def words(parameter: str) -> AddressPart:
    """Several, with commas between."""
    return AddressPart(parameter, lambda values: values[0].split(","), lambda value: [",".join(value)])


def texts(parameter: str) -> AddressPart:
    """Several, the parameter repeated."""
    return AddressPart(parameter, list, list)


def number(parameter: str) -> AddressPart:
    return AddressPart(parameter, lambda values: int(values[0]), lambda value: [str(value)])


def switch(parameter: str) -> AddressPart:
    return AddressPart(parameter, lambda values: values[0] == "1", lambda value: [str(int(value))])
