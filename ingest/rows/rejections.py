"""What a reader could not use: rejected items with their text and place, and odd fields counted by kind."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Self

import orjson

KEPT = 10_000
"""Rejected items whose text is kept; beyond that they are only counted, so that a hopeless source fills no disk."""

RAW_LENGTH = 2_000
"""Characters kept of each, so that all of them together fit into 20 MB."""


EXAMPLES = 3
"""Of each kind of odd field and of each irregularity, in the manifest; all that are kept are in a file beside it."""


class Unusable(ValueError):
    """An item that cannot become a row; the text says why, in a few words that group well."""


@dataclass(frozen=True, slots=True)
class Rejection:
    """One item left out: why, where it stood (`line 12`, `page 3 item 7`) and its text as it was."""

    reason: str
    place: str
    raw: str


@dataclass(slots=True)
class Rejections:
    """What one reading could not use, counted while its rows stream by.

    Of the items `read`, some were left out (`by_reason`, `kept`); of the others some fields could not be used
    (`odd_fields`, by the key they stand under), and some were used though they are not as they should be
    (`irregular`). `examples` has KEPT of each of both: pairs of a model's id and what was written. `left_out` are
    columns that were not read. `files` says of each of several files what it holds (`models`, `newest_change`).
    """

    read: int = 0
    by_reason: Counter[str] = field(default_factory=Counter)
    odd_fields: Counter[str] = field(default_factory=Counter)
    irregular: Counter[str] = field(default_factory=Counter)
    examples: dict[str, list[tuple[str, str]]] = field(default_factory=dict)
    left_out: list[str] = field(default_factory=list)
    kept: list[Rejection] = field(default_factory=list)
    files: dict[str, dict[str, Any]] = field(default_factory=dict)

    @property
    def total(self) -> int:
        """How many items were left out."""
        return self.by_reason.total()

    def reject(self, reason: str, place: str, raw: object) -> None:
        """Count an item left out, and keep its text."""
        self.by_reason[reason] += 1
        if len(self.kept) < KEPT:
            self.kept.append(Rejection(reason, place, _text(raw)[:RAW_LENGTH]))

    def count_odd(self, name: str, id: str, raw: object, count: int = 1) -> None:
        """Count a field whose value was not understood."""
        self.odd_fields[name] += count
        self._exemplify(name, id, raw)

    def count_irregular(self, kind: str, id: str, raw: object, count: int = 1) -> None:
        """Count what was understood though it is not as it should be."""
        self.irregular[kind] += count
        self._exemplify(kind, id, raw)

    def leave_out(self, columns: Iterable[str]) -> None:
        """Note columns that are not read, each once."""
        self.left_out += [column for column in columns if column not in self.left_out]

    def exemplify(self, kind: str, ids: Iterable[str]) -> None:
        """Keep models as examples of what is counted elsewhere."""
        for id in ids:
            self._exemplify(kind, id, "")

    def _exemplify(self, name: str, id: str, raw: object) -> None:
        known = self.examples.setdefault(name, [])
        if len(known) < KEPT:
            known.append((_text(id)[:200], _text(raw)[:200]))

    def add(self, other: "Rejections") -> None:
        """Count what another reading counted, behind one's own."""
        self.read += other.read
        self.by_reason.update(other.by_reason)
        self.odd_fields.update(other.odd_fields)
        self.irregular.update(other.irregular)
        self.leave_out(other.left_out)
        for name, examples in other.examples.items():
            known = self.examples.setdefault(name, [])
            known += examples[: KEPT - len(known)]
        self.kept += other.kept[: KEPT - len(self.kept)]

    def as_json(self) -> dict[str, Any]:
        """All of it, for `of_json`."""
        return {
            "seen": self.read,
            "reasons": self.by_reason,
            "odd": self.odd_fields,
            "irregular": self.irregular,
            "examples": self.examples,
            "left_out": self.left_out,
            "rejections": self.kept,
        }

    @classmethod
    def of_json(cls, values: Mapping[str, Any]) -> Self:
        """The same as it was before it became JSON."""
        kept = [Rejection(**rejection) for rejection in values["rejections"]]
        examples = {name: [(id, raw) for id, raw in pairs] for name, pairs in values.get("examples", {}).items()}
        return cls(
            values["seen"],
            Counter(values["reasons"]),
            Counter(values["odd"]),
            Counter(values.get("irregular", {})),
            examples,
            list(values.get("left_out", ())),
            kept,
        )

    def counts(self) -> dict[str, Any]:
        """For the manifest: items seen, rejected by reason, odd fields by kind, and the first rejections."""
        first = [{"reason": one.reason, "place": one.place, "raw": one.raw[:200]} for one in self.kept[:3]]
        return {
            "seen": self.read,
            "rejected": dict(sorted(self.by_reason.items())),
            "odd_fields": dict(sorted(self.odd_fields.items())),
            "first_rejected": first,
        }

    def details(self) -> dict[str, Any]:
        """For the manifest beside the counts, where there are any: irregularities, columns left out, examples."""
        details = {
            "irregular": dict(sorted(self.irregular.items())),
            "left_out": sorted(self.left_out),
            "files": self.files,
            "examples": {name: list(map(list, pairs[:EXAMPLES])) for name, pairs in sorted(self.examples.items())},
        }
        return {name: value for name, value in details.items() if value}

    def lines(self) -> Iterator[bytes]:
        """Every kept rejection as a line of JSON."""
        for rejection in self.kept:
            yield orjson.dumps(rejection, option=orjson.OPT_APPEND_NEWLINE)

    def irregular_lines(self) -> Iterator[bytes]:
        """Every kept example of an odd field or an irregularity as a line of JSON."""
        for name, pairs in sorted(self.examples.items()):
            for id, raw in pairs:
                yield orjson.dumps({"what": name, "id": id, "raw": raw}, option=orjson.OPT_APPEND_NEWLINE)


def _text(raw: object) -> str:
    """The item as text that any encoder takes."""
    if isinstance(raw, bytes):
        return raw.decode("utf-8", "replace")
    if not isinstance(raw, str):
        try:
            raw = orjson.dumps(raw, default=repr, option=orjson.OPT_NON_STR_KEYS).decode()
        except (TypeError, ValueError, RecursionError):
            raw = repr(type(raw))
    return str(raw).encode("utf-8", "replace").decode()
