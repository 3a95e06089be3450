"""The one shape of every error."""

from typing import Annotated

from msgspec import Struct

from web.answers.types import meaning


class Problem(Struct, frozen=True):
    """What went wrong, for people and programs alike."""

    code: Annotated[str, meaning("names the kind of error, e.g. `unknown_model`")]
    message: Annotated[str, meaning("what is wrong, in a line")]
    hint: Annotated[str, meaning("what would fix it; empty where nothing is known to")]


class ErrorAnswer(Struct, frozen=True):
    """Every error of the API."""

    error: Problem
