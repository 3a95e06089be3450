"""Figures that published claims are computed by: functions from a subject and a reading of a claim."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

import numpy as np

from lineage.coverage.source_fields import FIELDS
from lineage.frozen.rollups.rollups import CountVariants
from lineage.frozen.storage.arrays import Ints
from lineage.frozen.storage.distinct import are_among, distinct_numbers
from lineage.published_claims import tags
from lineage.published_claims.subject import Chosen, DatedSum, Subject
from lineage.published_claims.values import ClaimReading
from lineage.values import LANGUAGE_TASKS, Status

CONVERSION = re.compile(r"gguf|awq|gptq|mlx|onnx|nvfp4|fp8|int[48]\b|[48]-?bit|bnb", re.IGNORECASE)
"""Names of the same weights in another form."""

NOT_TRACKED = re.compile(rf"{CONVERSION.pattern}|guard|embedding|rerank|reward|\bp?rm\b", re.IGNORECASE)
"""Names that trackers of language models leave out."""

SIZE = re.compile(r"(?<![\d.])\d+(?:\.\d+)?[bm](?:-a\d+(?:\.\d+)?b)?\b", re.IGNORECASE)
"""The parameters that a name states, and those of them that are active: `8B`, `30B-A3B`."""

GENERATION = re.compile(r"\d+(?:\.\d+)?")
"""The first number before the size: `2.5` of `Qwen2.5-7B`."""

NO_TAGS = "tags are not in the frozen graph, and this home has no resolved tables of its snapshot"

Compute = Callable[[Subject, ClaimReading], "Figure"]


@dataclass(frozen=True, slots=True)
class Figure:
    """What a definition comes to; `value` is None where it cannot be computed, for the `reason`.

    `compared_with` is the other side of a comparison; `beside` are figures that belong with it. `between`: the
    days of the two snapshots between which something happened. `is_share`: a part of the Hub has another one than the
    whole, so that it is no bound; `parts` says of how many it is how many. `is_bound`, `other_is_bound`: some of what
    is counted is not known, so that there is at least so much. `of_asked`: it is of the days that the claim is about,
    whenever the snapshot is from. `lacks_expected`: why the model that was found is not known to be ahead of the one
    that the claim expects.
    """

    value: float | str | None
    reason: str = ""
    compared_with: float | None = None
    beside: Mapping[str, float] = field(default_factory=dict)
    between: tuple[date, date] | None = None
    is_share: bool = False
    parts: str = ""
    is_bound: bool = False
    other_is_bound: bool = False
    of_asked: bool = False
    lacks_expected: str = ""


def everything(subject: Subject, numbers: Ints) -> Ints:
    return numbers


def language(subject: Subject, numbers: Ints) -> Ints:
    return subject.with_tasks(numbers, LANGUAGE_TASKS)


def tracked(subject: Subject, numbers: Ints) -> Ints:
    return subject.named(language(subject, numbers), NOT_TRACKED, matching=False)


def with_descendants(subject: Subject, numbers: Ints) -> Ints:
    subtree = subject.graph.subtree
    return subtree.numbers(subtree.family(numbers))


def _sum(subject: Subject, column: str, numbers: Ints, of: str) -> Figure:
    """The sum over the models that state it; not stated, and never 0, where none does."""
    if not len(numbers):
        return Figure(None, f"this snapshot lists no such model of {of}")
    values = subject.known(column, numbers)
    if not len(values):
        return Figure(None, f"not stated: the snapshot has no {FIELDS[column]} of these models")
    counted = {"models": len(numbers), "of which state it": len(values)}
    return Figure(int(values.sum()), beside=counted, is_bound=len(values) < len(numbers))


def downloads(column: str, chosen: Chosen = everything) -> Compute:
    """The sum of a column over those chosen of an owner's listed models."""

    def compute(subject: Subject, reading: ClaimReading) -> Figure:
        return _sum(subject, column, subject.listed([reading.of], chosen), reading.of)

    return compute


def more_downloads(column: str, chosen: Chosen = everything, *, organisations: bool = False) -> Compute:
    """That sum of one owner beside the sum of several others together."""

    def compute(subject: Subject, reading: ClaimReading) -> Figure:
        sides = ([reading.of], reading.against)
        one, others = (subject.listed(side, chosen, organisations=organisations) for side in sides)
        mine, theirs = _sum(subject, column, one, reading.of), _sum(subject, column, others, ", ".join(reading.against))
        if not isinstance(mine.value, int) or not isinstance(theirs.value, int):
            return Figure(None, mine.reason or theirs.reason)
        counted = {"models": len(one), "models of the others": len(others)}
        return replace(mine, compared_with=theirs.value, beside=counted, other_is_bound=theirs.is_bound)

    return compute


def direct_derivatives(subject: Subject, reading: ClaimReading) -> Figure:
    """Distinct models with a declared parent of the owner."""
    numbers = subject.models(reading.of)
    children = distinct_numbers(subject.graph.children.gather(numbers))
    return _of_descendants(subject, len(children), children[~are_among(children, numbers)])


def union(subject: Subject, reading: ClaimReading) -> Figure:
    """The union of the owner, and of whom and of which status its models are."""
    return _of_descendants(subject, int(subject.roll_up(reading.of).union.value), subject.descendants(reading.of))


def part_of_union(choose: Callable[[CountVariants], float]) -> Compute:
    """A variant of the union of the owner, beside it those of other owners in it."""

    def compute(subject: Subject, reading: ClaimReading) -> Figure:
        union = subject.roll_up(reading.of).union
        return Figure(int(choose(union)), beside={"of other owners": int(choose(union.others))})

    return compute


def descendants_with_inferred(subject: Subject, reading: ClaimReading) -> Figure:
    """The union, and what inferred parents would add to it."""
    roll_up = subject.roll_up(reading.of)
    if roll_up.inferred is None:
        return Figure(None, "an earlier version froze this graph: `qwen-lineage freeze`")
    declared, inferred = int(roll_up.union.value), int(roll_up.inferred.value)
    return Figure(declared + inferred, beside={"declared": declared, "inferred": inferred})


def _of_descendants(subject: Subject, value: int, others: Ints) -> Figure:
    listed = int(np.count_nonzero(subject.is_listed[others]))
    return Figure(value, beside={"of other owners, listed": listed, "of other owners, removed": len(others) - listed})


def named_after(subject: Subject, reading: ClaimReading) -> Figure:
    """Listed and removed models whose id or tag holds the owner's name, whatever the case."""
    counts = subject.tagged(tags.named_after(reading.of))
    if counts is not None:
        return _by_status(counts)
    is_missing = subject.graph.models.with_word("status", Status.MISSING)
    value = np.count_nonzero(~is_missing[subject.named_after(reading.of)])
    return Figure(int(value), f"by ids alone: {NO_TAGS}", is_bound=True)


def architecture_tag(subject: Subject, reading: ClaimReading) -> Figure:
    """Listed and removed models with a tag that is an architecture named after the owner, such as `qwen2`."""
    counts = subject.tagged(tags.architecture_tags(reading.of))
    if counts is None:
        return Figure(None, NO_TAGS)
    return _by_status(counts) if any(counts.values()) else Figure(None, "no tag of the snapshot is named so")


def _by_status(counts: Mapping[Status, int]) -> Figure:
    return Figure(sum(counts.values()), beside={str(status): count for status, count in counts.items()})


def repositories(subject: Subject, reading: ClaimReading) -> Figure:
    """Listed repositories of the owner."""
    return _number(subject.listed([reading.of]), reading)


def repositories_without_conversions(subject: Subject, reading: ClaimReading) -> Figure:
    """Those that are no quantisation of another of them, by a derivation or by their name."""
    numbers, graph = subject.listed([reading.of]), subject.graph
    quantized = np.array([_is_own_quantisation(subject, n, numbers) for n in numbers.tolist()], np.bool_)
    kept = subject.named(numbers[~quantized], CONVERSION, matching=False)
    return _number(kept, reading) if graph.size else Figure(None, "the snapshot is empty")


def checkpoints(subject: Subject, reading: ClaimReading) -> Figure:
    """Distinct generations, sizes and tasks in the names of the owner's repositories."""
    numbers = subject.listed([reading.of])
    names = [id.rpartition("/")[2] for id in subject.graph.ids.take(numbers)]
    tasks = subject.graph.models.column("pipeline_tag").take(numbers)
    found = [(_generation_and_size(name), task) for name, task in zip(names, tasks, strict=True)]
    distinct = {(*said, task) for said, task in found if said}
    if not distinct:
        return Figure(None, f"no name of a model of {reading.of} holds a size")
    return Figure(len(distinct), beside={"repositories that name no size": sum(said is None for said, _ in found)})


def _generation_and_size(name: str) -> tuple[str | None, str] | None:
    """What a name says, whatever the maker calls its models; None where it names no size."""
    size = SIZE.search(name)
    if size is None:
        return None
    generation = GENERATION.search(name, 0, size.start())
    return generation and generation[0], size[0].lower()


def _is_own_quantisation(subject: Subject, number: int, own: Ints) -> bool:
    edges = subject.graph.edges.parents_of(number)
    return any(edge.relation == "quantized" and edge.parent in own for edge in edges)


def _number(numbers: Ints, reading: ClaimReading) -> Figure:
    return Figure(len(numbers)) if len(numbers) else Figure(None, f"this snapshot lists no model of {reading.of}")


def most_downloaded(column: str, *, within_a_task: bool = False) -> Compute:
    """The model with most downloads, of the owner or of all text generation."""

    def compute(subject: Subject, reading: ClaimReading) -> Figure:
        numbers = subject.text_generation if within_a_task else subject.listed([reading.of])
        first = subject.most(column, numbers)
        if first is None:
            return Figure(None, f"not stated: the snapshot has no {FIELDS[column]} of such models")
        most = int(subject.known(column, np.array([first]))[0])
        return Figure(
            subject.graph.ids[first],
            beside={FIELDS[column]: most},
            is_bound=len(subject.known(column, numbers)) < len(numbers),
            lacks_expected=_lacking(subject, column, numbers, str(reading.expected), most),
        )

    return compute


def _lacking(subject: Subject, column: str, numbers: Ints, id: str, most: int) -> str:
    """Why nothing that has `most` is known to be ahead of a model; empty where it is."""
    number = subject.graph.ids.find(id)
    if number is None:
        return f"this snapshot has no model {id}"
    if not subject.is_listed[number]:
        return f"{id} is {subject.graph.models.column('status').get(number)} in this snapshot"
    stated = subject.known(column, np.array([number]))
    if not len(stated):
        return f"this snapshot has no {FIELDS[column]} of {id}"
    if number not in numbers:
        return f"{id} is none of the models that are compared here"
    return f"{id} has as many" if stated[0] == most else ""


def share_of_a_region(subject: Subject, reading: ClaimReading) -> Figure:
    """Downloads by where they come from."""
    return Figure(None, "no field of the Hub says where a download comes from: it cannot be checked from metadata")


def all_time_downloads_crossing(subject: Subject, reading: ClaimReading) -> Figure:
    """Between which two snapshots the owner's downloads of all time came to the number."""
    expected = reading.expected if isinstance(reading.expected, int | float) else 0
    return _bracket([(one, one.value >= expected) for one in subject.series(reading.of)])


def more_downloads_all_time_crossing(subject: Subject, reading: ClaimReading) -> Figure:
    """Between which two snapshots the owner's downloads of all time passed those of another."""
    theirs = {one.at: one for one in subject.series(reading.against[0])}
    mine = [one for one in subject.series(reading.of) if one.at in theirs and one.whole]
    return _bracket([(one, one.value > theirs[one.at].value) for one in mine])


def _bracket(series: Sequence[tuple[DatedSum, bool]]) -> Figure:
    """The last whole snapshot before which it was not so, and the first in which it is."""
    first = next((at for at, (_, reached) in enumerate(series) if reached), None)
    before = [one for one, _ in series[:first] if one.whole]
    if first is None or not before:
        have = f"this home has {len(series)} that state it" if series else "this home has none that states it"
        return Figure(None, f"when it was passed takes two snapshots, a whole one before it and one after: {have}")
    last, after = before[-1], series[first][0]
    days = last.at.date(), after.at.date()
    return Figure(f"{days[0]} to {days[1]}", between=days, beside={"before": last.value, "after": after.value})
