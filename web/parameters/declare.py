"""A parameter as it is declared, and the parameters that a route takes."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, fields
from typing import Any, Generic, TypeVar

from werkzeug.datastructures import MultiDict

from lineage.errors import BadInput
from lineage.filters.parameter_kinds import ParameterKind

Made = TypeVar("Made")
Arguments = MultiDict[str, str]


def chosen(query: Any, *names: str) -> dict[str, Any]:
    """Of some fields of a query, a dataclass, those that are not as they are by default."""
    defaults = {field.name: field.default for field in fields(query)}
    return {name: value for name in names if (value := getattr(query, name)) != defaults[name]}


@dataclass(frozen=True, slots=True)
class QueryParameter:
    """One parameter of a query string: its name, how its text is read, and what it asks for.

    `default` is the text that it is taken to be where it is not given. A `repeated` one may be given `most` times.
    """

    name: str
    kind: ParameterKind
    meaning: str
    default: str | None = None
    required: bool = False
    most: int = 1
    example: str | None = None

    @property
    def repeated(self) -> bool:
        return self.most > 1

    @property
    def absent(self) -> Any:
        """The value where it is not given."""
        return None if self.default is None else self.kind.read(self.name, self.default)

    def read(self, args: Arguments) -> Any:
        """Its value. Raises BadInput, which tells the valid values. An empty field of a form was not given."""
        texts = args.getlist(self.name)
        given = [text for text in (texts if self.repeated else texts[:1]) if text.strip()]
        if self.required and not given:
            raise BadInput(f"{self.name} is missing", f"give {self.name}=...")
        if len(given) > self.most:
            raise BadInput(f"{self.name} is given {len(given)} times", f"give it {self.most} times at most")
        values = tuple(map(self._value, given))
        return values if self.repeated else next(iter(values), self.absent)

    def _value(self, text: str) -> Any:
        try:
            return self.kind.read(self.name, text)
        except BadInput as error:
            error.parameter, error.text = self.name, text
            raise


@dataclass(frozen=True, slots=True)
class RequestQuery(Generic[Made]):
    """The parameters that a route takes, and what is made of their values: a function of keywords of their names."""

    make: Callable[..., Made]
    parameters: tuple[QueryParameter, ...] = ()

    def __iter__(self) -> Iterator[QueryParameter]:
        return iter(self.parameters)

    def strict(self, args: Arguments) -> Made:
        """The query of an API route. BadInput names the valid parameters when there is another one."""
        for name in self.unknown(args):
            names = ", ".join(parameter.name for parameter in self.parameters)
            raise BadInput(f"unknown parameter {name!r}", f"valid parameters here: {names or 'none'}")
        return self.lenient(args)

    def unknown(self, args: Arguments) -> list[str]:
        """Names that are given and are none of the parameters'."""
        names = {parameter.name for parameter in self.parameters}
        return [name for name in args if name not in names]

    def lenient(self, args: Arguments) -> Made:
        """The query of a page, which says itself that other names ask for nothing."""
        return self.make(**{parameter.name: parameter.read(args) for parameter in self.parameters})


NOTHING: RequestQuery[None] = RequestQuery(lambda: None)
"""A route without parameters."""
