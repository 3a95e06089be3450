"""The stored queries of a graph by name, each to be run with parameters of one's own."""

from collections.abc import Callable, Iterator, Mapping
from difflib import get_close_matches
from html import escape
from typing import Any, Literal

from lineage.errors import BadInput
from lineage.questions.stored_queries import QUESTIONS, fitting, question
from lineage.questions.stored_query import Question
from lineage.stores import Reader
from lineage.text.did_you_mean import did_you_mean

Form = Literal["polars", "pandas", "rows"]
Execute = Callable[..., Any]
"""`Lineage.cypher` of a graph."""


class StoredQuery:
    """A stored query of one graph: its `title`, its `statement` and its `parameters`, with their usual values."""

    def __init__(self, question: Question, reader: Reader, execute: Execute) -> None:
        self.name = question.slug
        self.title = question.title
        self.statement = question.statement
        self.parameters: Mapping[str, Any] = dict(question.parameters)
        self._question, self._reader, self._execute = question, reader, execute

    def __repr__(self) -> str:
        return f"<{self.name}({', '.join(self.parameters)}): {self.title}>"

    def run(
        self, *, limit: int | None = None, timeout: float | None = None, as_: Form = "polars", **parameters: Any
    ) -> Any:
        """The answer, as `Lineage.cypher` gives it. Parameters that are not given have their usual values, or, where
        those have no answer in this graph, values that have one. Raises BadInput for a parameter that is none."""
        unknown = sorted(parameters.keys() - self.parameters.keys())
        if unknown:
            known = f"there are {', '.join(self.parameters)}" if self.parameters else "it has none"
            raise BadInput(f"{self.name} has no parameter {unknown[0]!r}", known)
        missing = self.parameters.keys() - parameters.keys()
        usual = fitting(self._reader, self._question) if missing else {}
        return self._execute(self.statement, {**usual, **parameters}, limit=limit, timeout=timeout, as_=as_)


class StoredQueries(Mapping[str, StoredQuery]):
    """The stored queries of one graph, by name, in the order of reading."""

    def __init__(self, reader: Reader, execute: Execute) -> None:
        self._reader, self._execute = reader, execute

    def __getitem__(self, name: str) -> StoredQuery:
        """Raises BadInput, naming similar ones."""
        found = question(name) if isinstance(name, str) else None
        if found is None:
            near = get_close_matches(str(name), list(self))
            raise BadInput(f"no stored query {name!r}", did_you_mean(near or [next(iter(self))]))
        return StoredQuery(found, self._reader, self._execute)

    def __contains__(self, name: object) -> bool:
        return isinstance(name, str) and question(name) is not None

    def __iter__(self) -> Iterator[str]:
        return iter([one.slug for one in QUESTIONS])

    def __len__(self) -> int:
        return len(QUESTIONS)

    def __repr__(self) -> str:
        return "\n".join(f"{one.slug}: {one.title}" for one in QUESTIONS)

    def _repr_html_(self) -> str:
        """For notebooks: each by name, with what it asks."""
        rows = (f"<tr><td><code>{escape(one.slug)}</code></td><td>{escape(one.title)}</td></tr>" for one in QUESTIONS)
        return f"<table>{''.join(rows)}</table>"
