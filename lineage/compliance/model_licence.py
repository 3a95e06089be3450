"""What licences come to for one model, and why: the terms that apply, and the way up to whoever imposes each."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

from lineage.coverage.source_fields import lacking
from lineage.frozen import FrozenGraph
from lineage.frozen.lists.conditions import Which
from lineage.licences import AXES, NOT_STATED, Licence, LicenseClass, TermAxis, licence_of
from lineage.licences.names import begins_as
from lineage.licences.rules import BY_NAME, NO_ADVICE, LicenseVerdict, rules_in
from lineage.licences.stated import OTHER
from lineage.licences.table import NOTHING, for_task, parts_of
from lineage.licences.terms import CLASSES, Terms
from lineage.licences.verdicts import binds, groups_of, is_other_version
from lineage.values import Evidence, Relation, Status

MOST_WAYS = 8
STATES_NONE = "states no licence"
NAMES_UNFOUND = "names a base that was not found"
NUMBERS = ("", "one step", "two steps", "three steps", "four steps", "five steps", "six steps", "seven steps")


@dataclass(frozen=True, slots=True)
class LicenceStep:
    """A model on a way up, what it states, and how it was made from the next one, by whose word; null at the end.

    `licence` is null where none is known, and `words` say why: it states none, it is not in the snapshot, or the
    source has no licences. Else `words` are the licence, and whether it names a base that was not found."""

    id: str
    status: Status
    licence: str | None
    words: str
    license_class: LicenseClass
    relation: Relation | None
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True, slots=True)
class LicenceDuty:
    """What one licence asks for on an axis, in words, and the nearest model that states it, so many steps up."""

    licence: str
    word: str
    text: str
    model: str
    steps: int

    @property
    def in_words(self) -> str:
        """`"Built with Llama" is shown (llama3.1 of acme/a)`."""
        return f"{self.text} ({self.licence} of {self.model})"


@dataclass(frozen=True, slots=True)
class EffectiveTerm:
    """What holds on one axis: its word, a sentence, what the licence that imposes it asks for in words, and the
    shortest way from the model to whoever states that licence. `own` is the word of the model's own licence. Nothing
    imposes the least restrictive word. `duties`: what each known licence that applies asks for here, the strictest
    first, then the nearest; all of them hold together."""

    axis: str
    title: str
    word: str
    sentence: str
    own: str
    detail: str | None
    licence: str | None
    way: tuple[LicenceStep, ...]
    duties: tuple[LicenceDuty, ...]

    @property
    def strictest(self) -> LicenceDuty | None:
        """The duty whose word holds; None where nothing is asked for, or it is not known what."""
        return self.duties[0] if self.duties and self.duties[0].word == self.word else None

    @property
    def others(self) -> tuple[LicenceDuty, ...]:
        """What holds beside the strictest duty, or beside what is not known."""
        return self.duties[1:] if self.strictest else self.duties


@dataclass(frozen=True, slots=True)
class LicenceFinding:
    """A rule that a model meets, and the ways up to the models because of which it does. `detail`: what the nearest of
    their licences asks for where the rule looks, in words, if the table has some. `duties`: what each licence above
    because of which the rule is met asks for there."""

    rule: str
    verdict: LicenseVerdict | None
    sentence: str
    detail: str | None
    source: str
    ways: tuple[tuple[LicenceStep, ...], ...]
    duties: tuple[LicenceDuty, ...]


@dataclass(frozen=True, slots=True)
class ModelLicence:
    """What licences come to for a model. `sentence` says what applies and why, and of what it is not known.
    `license_class` is that of its own licence `licence`, `spdx` an id of SPDX or ScanCode's reference. `applies` are
    the known licences that hold for it, `has_unknown` whether others do that are not known; `inherits`: it states
    nothing and takes over what holds above it. `own_files`: of an adapter, what holds for its own files alone.
    `descendants` are counted by effective class.
    """

    id: str
    sentence: str
    license: str | None
    license_name: str | None
    licence: str | None
    spdx: str | None
    source: str | None
    license_class: LicenseClass
    effective_class: LicenseClass
    license_verdict: LicenseVerdict | None
    inherits: bool
    applies: tuple[str, ...]
    has_unknown: bool
    own_files: str | None
    terms: tuple[EffectiveTerm, ...]
    findings: tuple[LicenceFinding, ...]
    descendants: Mapping[str, int]
    snapshot: str
    notice: str = NO_ADVICE

    def __repr__(self) -> str:
        return f"<ModelLicence of {self.id}: {self.sentence}>"

    @property
    def duties(self) -> tuple[str, ...]:
        """All that the known licences ask for, in words: `notice: a copy of the terms goes along (gemma of acme/a)`."""
        return tuple(f"{term.title}: {duty.in_words}" for term in self.terms for duty in term.duties)

    @property
    def terms_are_told(self) -> bool:
        """Whether any axis has a word."""
        return any(term.word != NOT_STATED for term in self.terms)

    @property
    def terms_are_all_known(self) -> bool:
        """Whether all licences that hold are known, and every axis has a word."""
        return not self.has_unknown and all(term.word != NOT_STATED for term in self.terms)


def licence_of_model(graph: FrozenGraph, number: int, below: Sequence[Which] | None = None) -> ModelLicence:
    """What licences come to for the model of that number; `below` are the places of its descendants, where somebody
    has them already."""
    below = graph.lists.parts(graph.subtree.descendants_of(number)) if below is None else below
    return _Explained(graph, number).whole(below)


def licence_findings(graph: FrozenGraph, number: int, rules: Collection[str]) -> list[LicenceFinding]:
    """Which of some licence rules the model of that number meets, and because of whom."""
    return list(_Explained(graph, number).findings(rules))


class _Explained:
    """One model with all that stands above it, nearest first."""

    def __init__(self, graph: FrozenGraph, number: int) -> None:
        self._graph, self._number = graph, number
        self._up = graph.lineage.ways_up(number)
        above = list(self._up)
        ids, names = (graph.models.column(name).take(above) for name in ("license", "license_name"))
        task = graph.models.column("pipeline_tag").get(number)
        licences = (licence_of(*pair) for pair in zip(ids, names, strict=True))
        self._licences = {at: for_task(licence, task) for at, licence in zip(above, licences, strict=True)}
        unfound = graph.models.column("base_not_found").take(above)
        self._unfound = {at for at, why in zip(above, unfound, strict=True) if why is not None}
        self._effective = graph.terms.terms_of(number).for_task(task)
        self._own = self._licences[number]
        self._each = _of_each_part(self._stating)

    def whole(self, below: Sequence[Which]) -> ModelLicence:
        graph, number = self._graph, self._number
        license, license_name, verdict = (
            graph.models.column(name).get(number) for name in ("license", "license_name", "license_verdict")
        )
        return ModelLicence(
            graph.ids[number],
            self._sentence(),
            license,
            license_name,
            self._own.name,
            self._own.spdx,
            self._own.source or None,
            self._own.license_class,
            self._effective.license_class,
            None if verdict is None else LicenseVerdict(verdict),
            bool(graph.terms.inherits[number]),
            tuple(str(licence.name) for licence in graph.terms.licences_of(number)),
            graph.terms.has_unknown(number),
            self._own_files(),
            tuple(self._term(axis) for axis in AXES),
            tuple(self.findings()),
            classes_below(graph, below),
            graph.facts.id,
        )

    def _sentence(self) -> str:
        """`May not be used commercially: Qwen/Qwen2.5-3B (qwen-research), two steps up; not known: territory`."""
        if self._effective.license_class == LicenseClass.UNKNOWN:
            return f"What applies cannot be told: {self._not_known()}{self._so_far()}"
        unstated = self._effective.not_stated
        return f"{self._told()}; not known: {', '.join(unstated)}" if unstated else self._told()

    def _told(self) -> str:
        """What applies as far as it is known, and why."""
        if self._effective.license_class == LicenseClass.NON_COMMERCIAL:
            return f"May not be used commercially: {self._because('commercial')}"
        first = AXES[0].sentence(self._effective.commercial)
        asked = [first, *(axis.sentence(getattr(self._effective, axis.name)) for axis in self._conditions())]
        reasons = dict.fromkeys(self._because(axis.name) for axis in self._conditions())
        text = f"{first[0].upper()}{first[1:]}" + "".join(f"; {one}" for one in asked[1:])
        if reasons:
            return f"{text}: {'; '.join(reasons)}"
        if len(self._licences) == 1:
            return f"{text}: its own licence is permissive ({self._own.name})"
        return f"{text}: every licence of its lineage is permissive ({self._named()})"

    def _named(self) -> str:
        return ", ".join(str(licence.name) for licence in self._graph.terms.licences_of(self._number))

    def _so_far(self) -> str:
        """What is known to hold all the same."""
        return f"; known to apply: {self._named()}" if self._named() else ""

    def _conditions(self) -> list[TermAxis]:
        """The axes but for commercial use and notices on which something is asked for."""
        words = (
            (axis, getattr(self._effective, axis.name)) for axis in AXES if axis.name not in ("notice", "commercial")
        )
        return [axis for axis, word in words if word not in (NOT_STATED, axis.words[0])]

    def _because(self, axis: str) -> str:
        model = self._imposing(next(one for one in AXES if one.name == axis))
        return "its licence" if model is None else self._placed(model, str(self._licences[model].name))

    def _not_known(self) -> str:
        unknown = {at for at, licence in self._stating if not licence.terms_are_known}
        model = next((at for at in self._licences if at in unknown or at in self._unfound), self._number)
        names_unfound = model in self._unfound and model not in unknown
        what = NAMES_UNFOUND if names_unfound else self._says_nothing(model)
        return f"it {what}" if model == self._number else f"{self._graph.ids[model]}, {self._steps(model)}, {what}"

    def _says_nothing(self, model: int) -> str:
        name = self._licences[model].name
        if name in OTHER:
            return f"states {name!r}, which says nothing of its terms"
        if name is not None:
            return f"states {name!r}, whose terms are in no table"
        return self._why_none(Status(str(self._graph.models.column("status").get(model))))[1]

    def _placed(self, model: int, licence: str) -> str:
        if model == self._number:
            return f"its own licence ({licence})"
        return f"{self._graph.ids[model]} ({licence}), {self._steps(model)}"

    def _steps(self, model: int) -> str:
        steps = self._up.distance[model]
        return f"{NUMBERS[steps] if steps < len(NUMBERS) else f'{steps} steps'} up"

    @cached_property
    def _stating(self) -> Sequence[tuple[int, Licence]]:
        """The models whose own licence counts, nearest first: all but those that take over what holds above them.
        Above the model itself, of those that state the same the nearest alone."""
        inherits = self._graph.terms.inherits
        nearest: dict[tuple[str | None, bool, bool], tuple[int, Licence]] = {}
        for at, licence in self._licences.items():
            if not inherits[at]:
                nearest.setdefault((licence.name, at in self._unfound, at == self._number), (at, licence))
        return tuple(nearest.values())

    @property
    def _above(self) -> Sequence[tuple[int, Licence]]:
        return [(at, licence) for at, licence in self._stating if at != self._number]

    def _imposing(self, axis: TermAxis) -> int | None:
        """The nearest model whose licence has the word that holds on an axis, or because of which nothing is known
        there; None where that asks for nothing."""
        word = getattr(self._effective, axis.name)
        if word == axis.words[0]:
            return None
        unfound = self._unfound if word == NOT_STATED else ()
        imposing = (at for at, licence in self._stating if getattr(licence.terms, axis.name) == word or at in unfound)
        return next(imposing, None)

    def _term(self, axis: TermAxis) -> EffectiveTerm:
        word, model = getattr(self._effective, axis.name), self._imposing(axis)
        licence = NOTHING if model is None else self._licences[model]
        if getattr(licence.terms, axis.name) != word:
            licence = NOTHING  # which says nothing here is what it names
        return EffectiveTerm(
            axis.name,
            axis.title,
            word,
            axis.sentence(word),
            getattr(self._own.terms, axis.name),
            licence.details.get(axis.name),
            licence.name,
            () if model is None else self._steps_to(model),
            self._duties(axis, self._each),
        )

    def _duties(self, axis: TermAxis, licences: Mapping[Licence, int]) -> tuple[LicenceDuty, ...]:
        """What some licences ask for on an axis, those that ask for something; the strictest first."""
        words = {licence: getattr(licence.terms, axis.name) for licence in licences}
        asking = [licence for licence, word in words.items() if word not in (axis.words[0], NOT_STATED)]
        return tuple(
            LicenceDuty(
                str(licence.name),
                words[licence],
                licence.asks(axis),
                self._graph.ids[licences[licence]],
                self._up.distance[licences[licence]],
            )
            for licence in sorted(asking, key=lambda one: -axis.level(words[one]))
        )

    def _own_files(self) -> str | None:
        """Of an adapter, what its own files may be used for."""
        relations = {edge.relation for edge in self._graph.edges.parents_of(self._number)}
        if Relation.ADAPTER not in relations or relations - {Relation.ADAPTER, Relation.UNKNOWN}:
            return None
        if not self._own.terms_are_known:
            return "What holds for the adapter's own files cannot be told: it states no licence whose terms are known"
        words = AXES[0].sentence(self._own.terms.commercial)
        return f"The adapter's own files {words} ({self._own.name}); adapter and base together follow the base"

    def findings(self, rules: Collection[str] = tuple(BY_NAME)) -> Iterator[LicenceFinding]:
        for rule in rules_in(int(self._graph.terms.rules[self._number])):
            if rule.name not in rules:
                continue
            reasons = self._reasons(rule.name, rule.axis)
            ways = tuple(self._steps_to(model) for model in reasons)
            detail = self._licences[reasons[0]].details.get(rule.axis) if reasons and rule.axis else None
            duties = self._duties_behind(rule.name, rule.axis) if rule.axis else ()
            yield LicenceFinding(rule.name, rule.verdict, rule.sentence, detail, rule.source, ways, duties)

    def _duties_behind(self, rule: str, name: str) -> tuple[LicenceDuty, ...]:
        """What the licences above because of which a rule is met ask for on the axis that it looks at."""
        is_reason = self._reason(rule, name)
        reasons = {licence: at for licence, at in _of_each_part(self._above).items() if is_reason(licence)}
        return self._duties(next(one for one in AXES if one.name == name), reasons)

    def _reasons(self, rule: str, axis: str | None) -> Sequence[int]:
        """The nearest models above because of which a rule is met: of a merge one for each group of terms."""
        above = self._above
        if rule in ("unknown_above", "omitted_unknown"):
            return [at for at, licence in above if not licence.terms_are_known or at in self._unfound][:1]
        if rule == "no_common_licence":
            groups: dict[str, int] = {}
            for at, licence in above:
                for group in groups_of(licence) if binds(licence) else ():
                    groups.setdefault(group, at)
            return list(groups.values())[:MOST_WAYS]
        is_reason = self._reason(rule, axis)
        reasons = [at for at, licence in above if is_reason(licence)]
        if rule == "adapter_files":
            reasons += [at for at, _ in above]  # of permissive ones the nearest
        return reasons[:1]

    def _reason(self, rule: str, axis: str | None) -> Callable[[Licence], bool]:
        if rule == "naming":
            id = self._graph.ids[self._number]
            return lambda licence: bool(licence.name_begins) and not begins_as(id, licence.name_begins)
        if rule == "other_version":
            return lambda licence: is_other_version(self._own, licence)
        if rule in ("omitted", "added_over_terms", "adapter_files"):
            return lambda licence: licence.terms_are_known and licence.license_class != LicenseClass.PERMISSIVE
        if axis is None:
            return lambda licence: licence.terms_are_known
        return self._asks_on(next(one for one in AXES if one.name == axis), rule)

    def _asks_on(self, axis: TermAxis, rule: str) -> Callable[[Licence], bool]:
        """Of rules that look at one axis: whether a licence asks there for what the rule is about."""
        if rule == "loosened_licence":
            own = groups_of(self._own)
            return lambda licence: licence.terms.same_terms == "same_licence" and not groups_of(licence) <= own
        if rule in ("line_to_show", "adapted_version"):
            return lambda licence: getattr(licence.terms, axis.name) not in (axis.words[0], NOT_STATED)
        words = [word for word in axis.words[_level(axis, self._own.terms) + 1 :] if word != NOT_STATED]
        return lambda licence: getattr(licence.terms, axis.name) in words and not is_other_version(self._own, licence)

    def _steps_to(self, model: int) -> tuple[LicenceStep, ...]:
        way = self._up.to(model)
        edges = [*(self._graph.edges.between(child, parent) for child, parent in pairwise(way)), None]
        status = [Status(str(word)) for word in self._graph.models.column("status").take(way)]
        return tuple(
            LicenceStep(
                self._graph.ids[at],
                status[place],
                self._licences[at].name,
                self._words(at, status[place]),
                self._licences[at].license_class,
                edge.relation if edge else None,
                edge.evidence if edge else (),
            )
            for place, (at, edge) in enumerate(zip(way, edges, strict=True))
        )

    def _words(self, model: int, status: Status) -> str:
        """What a model states, in words."""
        words = self._licences[model].name or self._why_none(status)[0]
        return f"{words}, {NAMES_UNFOUND}" if model in self._unfound else words

    def _why_none(self, status: Status) -> tuple[str, str]:
        """Why no licence is known of a model of that status: in words of their own, and behind its name."""
        if status is Status.MISSING:
            return "not in this snapshot, licence not known", "is not in this snapshot"
        if "license" in lacking(self._graph):
            return "licence not in this source", "is of a source that has no licences"
        return STATES_NONE, STATES_NONE


def _of_each_part(stating: Iterable[tuple[int, Licence]]) -> Mapping[Licence, int]:
    """The licences that some models state, nearest first, taken apart where a card states several; each with the first
    model that states it."""
    found: dict[Licence, int] = {}
    for at, licence in stating:
        for part in parts_of(licence):
            found.setdefault(part, at)
    return found


def classes_below(graph: FrozenGraph, below: Sequence[Which]) -> dict[str, int]:
    """How many models at some places of the preorder are of each effective class, zeros left out."""
    each = [graph.terms.placed_classes.counted(part).tolist() for part in below]
    counts = map(sum, zip(*each, strict=True))
    return {str(word): count for word, count in zip(CLASSES, counts, strict=True) if count}


def _level(axis: TermAxis, terms: Terms) -> int:
    word = getattr(terms, axis.name)
    return 0 if word == NOT_STATED else axis.level(word)
