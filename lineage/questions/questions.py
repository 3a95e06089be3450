"""The stored queries of a graph by name, each to be run with parameters of one's own."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from difflib import get_close_matches
from html import escape
from typing import Any, Literal

from lineage.errors import BadInput
from lineage.frozen import FrozenGraph
from lineage.questions.question_values import found_example, is_constant, known_values
from lineage.questions.stored_queries import QUESTIONS, question
from lineage.questions.stored_query import Question
from lineage.stores import Reader
from lineage.text.did_you_mean import did_you_mean

Form = Literal["polars", "pandas", "rows"]
Execute = Callable[..., Any]
"""`Lineage.cypher` of a graph."""
Warn = Callable[[Iterable[str]], None]
"""Warns of each of some notes, where the package was called."""


MOST_SUGGESTED = 5
"""Names that may have been meant, at most."""


class StoredQuery:
    """A stored query of one graph: its `title`, what it lists in plain words (`about`), its `statement` and its
    `parameters`."""

    def __init__(self, question: Question, graph: FrozenGraph, reader: Reader, execute: Execute, warn: Warn) -> None:
        self.name = question.slug
        self.title = question.title
        self.about = question.about
        self.statement = question.statement
        self._question, self._graph, self._reader = question, graph, reader
        self._execute, self._warn = execute, warn

    def __repr__(self) -> str:
        return f"<{self.name}({', '.join(self._question.parameters)}): {self.title} {self.about}>"

    @property
    def parameters(self) -> Mapping[str, Any]:
        """The values that `run` takes for what it is not given: the usual ones, or, where those have no answer in this
        graph, others that have one. One that no value was found for is not among them."""
        return dict(found_example(self._graph, self._reader, self._question))

    def run(
        self, *, limit: int | None = None, timeout: float | None = None, as_: Form = "polars", **parameters: Any
    ) -> Any:
        """The answer, as `Lineage.cypher` gives it. Parameters that are not given are as in `parameters`; where one of
        several models, owners or words is given, the others warn, with their values. Raises BadInput for a parameter
        that is none, or that there is no value for, UnknownModel and UnknownOwner."""
        names = self._question.parameters
        unknown = sorted(parameters.keys() - names.keys())
        if unknown:
            known = f"there are {', '.join(names)}" if names else "it has none"
            raise BadInput(f"{self.name} has no parameter {unknown[0]!r}", known)
        given = known_values(self._graph, self._question, parameters)
        values = given if len(given) == len(names) else self._completed(given)
        return self._execute(self.statement, values, limit=limit, timeout=timeout, as_=as_)

    def _completed(self, given: Mapping[str, Any]) -> Mapping[str, Any]:
        """The values that are given, and the others of `parameters`."""
        usual = self.parameters
        missing = [name for name in self._question.parameters if name not in given]
        without = [name for name in missing if name not in usual]
        if without:
            raise BadInput(f"{self.name} needs {without[0]}", "no value of it has an answer in this graph: give one")
        if given:
            self._warn(
                f"{name} is not given: {self.name} is asked with {name}={usual[name]!r}"
                for name in missing
                if not is_constant(self._question, name)
            )
        return {**usual, **given}


class StoredQueries(Mapping[str, StoredQuery]):
    """The stored queries of one graph, by name, in the order of reading."""

    def __init__(self, graph: FrozenGraph, reader: Reader, execute: Execute, warn: Warn) -> None:
        self._graph, self._reader, self._execute, self._warn = graph, reader, execute, warn

    def __getitem__(self, name: str) -> StoredQuery:
        """Raises BadInput, naming similar ones."""
        found = question(name) if isinstance(name, str) else None
        if found is None:
            raise BadInput(f"no stored query {name!r}", did_you_mean(_similar(str(name)), "`g.questions` shows all"))
        return StoredQuery(found, self._graph, self._reader, self._execute, self._warn)

    def __contains__(self, name: object) -> bool:
        return isinstance(name, str) and question(name) is not None

    def __iter__(self) -> Iterator[str]:
        return iter([one.slug for one in QUESTIONS])

    def __len__(self) -> int:
        return len(QUESTIONS)

    def __repr__(self) -> str:
        return "\n".join(f"{one.slug}: {one.title}" for one in QUESTIONS)

    def _repr_html_(self) -> str:
        """For notebooks: each by name, with what it asks and lists."""
        rows = (
            f"<tr><td><code>{escape(one.slug)}</code></td>"
            f"<td style='text-align:left'>{escape(one.title)}<br><small>{escape(one.about)}</small></td></tr>"
            for one in QUESTIONS
        )
        return f"<table>{''.join(rows)}</table>"


def _similar(name: str) -> list[str]:
    """Names that hold every word of this one, else those that are spelt like it, else those of queries whose texts hold
    every word."""
    words = re.findall(r"\w+", name.lower())
    holding = [one.slug for one in QUESTIONS if _holds(one.slug, words)]
    near = holding or get_close_matches(name, [one.slug for one in QUESTIONS])
    return (near or [one.slug for one in QUESTIONS if _holds(f"{one.title} {one.about}".lower(), words)])[
        :MOST_SUGGESTED
    ]


def _holds(text: str, words: Sequence[str]) -> bool:
    return bool(words) and all(word in text for word in words)
