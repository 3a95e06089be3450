"""Which stored queries have an answer about a model, an owner or an organisation: told by the frozen graph alone."""

from bisect import bisect_left
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property, partial, reduce

import numpy as np

from lineage.coverage import source_fields
from lineage.frozen import FrozenGraph
from lineage.frozen.results import relation_code
from lineage.frozen.storage.arrays import Bools, Ints
from lineage.frozen.storage.columns import NO_CODE
from lineage.frozen.storage.csr import ranges
from lineage.licences import LicenseClass
from lineage.licences.rules import LicenseVerdict
from lineage.owners.owners import OwnerSummary
from lineage.questions.stored_queries import QUESTIONS
from lineage.questions.stored_query import Question, Requirement, Role
from lineage.values import Relation, Status

HIGHEST_ROOT = 20
"""Derivations up to a root at most, as in the statement that looks for ways to one."""


@dataclass(frozen=True)
class _ModelSubject:
    """A model that questions are tried on; its descendants are looked up once."""

    graph: FrozenGraph
    number: int

    @cached_property
    def below(self) -> Ints:
        return self.graph.lineage.descendants(self.number)


ModelFit = Callable[[_ModelSubject, Question], bool]


@dataclass(frozen=True)
class _OwnerSubject:
    """An owner or an organisation that questions are tried on."""

    graph: FrozenGraph
    owner: OwnerSummary
    role: Role

    @cached_property
    def is_its_own(self) -> Bools:
        """For each model whether it is one of its own."""
        owners = self.owner.owners if self.role is Role.ORGANISATION else (self.owner.name,)
        author = self.graph.models.words("author")
        codes = [code for name in owners if (code := author.code(name)) is not None]
        none = np.zeros(len(author.codes), np.bool_)
        return reduce(np.logical_or, (author.codes == code for code in codes), none)  # a tenth of what `isin` takes

    @cached_property
    def listed(self) -> Ints:
        """Its own models that are listed."""
        own, status = np.flatnonzero(self.is_its_own).astype(np.int32), self.graph.models.words("status")
        return np.asarray(own[status.codes[own] == status.code(Status.LISTED)])


OwnerFit = Callable[[_OwnerSubject], bool]


def about_model(graph: FrozenGraph, number: int) -> list[Question]:
    """The stored queries that have an answer about a model, in their order."""
    subject = _ModelSubject(graph, number)
    return [
        question
        for question in QUESTIONS
        if question.subject is Role.MODEL
        and question.requires in MODEL_FITS
        and MODEL_FITS[question.requires](subject, question)
        and source_fields.cannot_tell(graph, question) is None
    ]


def about_owner(graph: FrozenGraph, owner: OwnerSummary, role: Role) -> list[Question]:
    """The stored queries that have an answer about an owner, or as `role` has it an organisation, in their order."""
    subject = _OwnerSubject(graph, owner, role)
    return [
        question
        for question in QUESTIONS
        if question.subject is role
        and question.requires in OWNER_FITS
        and OWNER_FITS[question.requires](subject)
        and source_fields.cannot_tell(graph, question) is None
    ]


def _has_descendants(subject: _ModelSubject, question: Question) -> bool:
    return bool(subject.graph.reach.descendant_count[subject.number])


def _has_grandchildren(subject: _ModelSubject, question: Question) -> bool:
    return bool(subject.graph.reach.depth[subject.number] > 1)


def _has_mass_uploads(subject: _ModelSubject, question: Question) -> bool:
    return bool(
        subject.graph.reach.descendant_count[subject.number] != subject.graph.reach.without_mass[subject.number]
    )


def _has_dated(subject: _ModelSubject, question: Question) -> bool:
    return _has_since(subject, "")


def _has_recent(subject: _ModelSubject, question: Question) -> bool:
    return _has_since(subject, question.parameters["since"])


def _has_since(subject: _ModelSubject, month: str) -> bool:
    """Whether a descendant was made in that month or later."""
    months = subject.graph.models.words("created_month")
    return bool(months.codes[subject.below].max(initial=NO_CODE) >= bisect_left(months.vocabulary, month))


def _has_children_by(relation: Relation, subject: _ModelSubject, question: Question) -> bool:
    return subject.graph.lists.relation_counts(subject.number)[relation] > 0


def _has_quantized_finetunes(subject: _ModelSubject, question: Question) -> bool:
    graph, number = subject.graph, subject.number
    row = graph.children.row(number)
    tuned = graph.children.indices[row][graph.children.relation[row] == relation_code(Relation.FINETUNE)]
    return any(
        (graph.children.relation[graph.children.row(child)] == relation_code(Relation.QUANTIZED)).any()
        for child in tuned[np.flatnonzero(graph.children.counts(tuned))].tolist()
    )


def _has_free(subject: _ModelSubject, question: Question) -> bool:
    graph, below = subject.graph, subject.below
    licences, gated = graph.models.words("license"), graph.models.words("gated")
    granting = [licences.code(word) for word in question.parameters["licences"]]
    open_to_all = gated.code("false")
    codes = [code for code in granting if code is not None]
    if open_to_all is None or not codes or not len(below):
        return False
    classes = graph.models.words("effective_class")
    free = np.isin(licences.codes[below], codes) & (gated.codes[below] == open_to_all)
    free &= classes.codes[below] == classes.code(LicenseClass.PERMISSIVE)
    return bool((free & ~graph.models.are_mass_uploads(below)).any())


def _has_loosened(subject: _ModelSubject, question: Question) -> bool:
    graph, below = subject.graph, subject.below
    if not len(below):
        return False
    verdicts = graph.models.words("license_verdict")
    loosened = verdicts.code(LicenseVerdict.LOOSENED)
    return loosened is not None and bool((verdicts.codes[below] == loosened).any())


def _has_ancestors(subject: _ModelSubject, question: Question) -> bool:
    return subject.graph.parents.degree(subject.number) > 0


def _has_relatives(subject: _ModelSubject, question: Question) -> bool:
    return subject.graph.parents.degree(subject.number) + subject.graph.children.degree(subject.number) > 0


def _has_roots_above(subject: _ModelSubject, question: Question) -> bool:
    """Whether a model without any parent but itself is near enough; the first of a cycle has one."""
    graph, number = subject.graph, subject.number
    if graph.reach.generation[number] > HIGHEST_ROOT:
        return False
    return any(root != number and graph.parents.degree(root) == 0 for root in graph.lineage.roots_of(number).tolist())


MODEL_FITS: Mapping[Requirement | None, ModelFit] = {
    Requirement.DESCENDANTS: _has_descendants,
    Requirement.GRANDCHILDREN: _has_grandchildren,
    Requirement.DATED_DESCENDANTS: _has_dated,
    Requirement.RECENT_DESCENDANTS: _has_recent,
    Requirement.QUANTIZED_CHILDREN: partial(_has_children_by, Relation.QUANTIZED),
    Requirement.FINETUNED_CHILDREN: partial(_has_children_by, Relation.FINETUNE),
    Requirement.MERGED_CHILDREN: partial(_has_children_by, Relation.MERGE),
    Requirement.QUANTIZED_FINETUNES: _has_quantized_finetunes,
    Requirement.FREE_DESCENDANTS: _has_free,
    Requirement.LOOSENED_DESCENDANTS: _has_loosened,
    Requirement.MASS_UPLOADS: _has_mass_uploads,
    Requirement.ANCESTORS: _has_ancestors,
    Requirement.ROOTS_ABOVE: _has_roots_above,
    Requirement.RELATIVES: _has_relatives,
}


def _is_named_otherwise(subject: _OwnerSubject) -> bool:
    return subject.graph.edges.name_otherwise(subject.is_its_own)


def _has_builders_with_something_to_mend(subject: _OwnerSubject) -> bool:
    graph = subject.graph
    status, verdict = (graph.models.words(name) for name in ("status", "license_verdict"))
    own, children = np.flatnonzero(subject.is_its_own), graph.children
    below, relation = children.gather(own), children.relation[ranges(children.indptr[own], children.counts(own))]
    codes = [verdict.code(word) for word in (LicenseVerdict.OMITTED, LicenseVerdict.LOOSENED)]
    to_mend = np.isin(verdict.codes[below], [code for code in codes if code is not None])
    to_mend |= relation == relation_code(Relation.UNKNOWN)
    is_others = (graph.models.words("author").codes[below] != NO_CODE) & ~subject.is_its_own[below]
    return bool((to_mend & is_others & (status.codes[below] == status.code(Status.LISTED))).any())


def _has_models_not_built_on(subject: _OwnerSubject) -> bool:
    children = subject.graph.children
    return subject.owner.roll_up.union.others.value > 0 and any(
        subject.is_its_own[children.of(number)].all() for number in subject.listed.tolist()
    )


OWNER_FITS: Mapping[Requirement | None, OwnerFit] = {
    Requirement.CHILDREN: lambda subject: subject.owner.roll_up.union.value > 0,
    Requirement.CHILDREN_NOT_QUANTIZED: lambda subject: subject.owner.roll_up.union.without_quantisations > 0,
    Requirement.CHILDREN_NOT_MASS_UPLOADED: lambda subject: subject.owner.roll_up.union.without_mass_uploads > 0,
    Requirement.BUILDERS: lambda subject: subject.owner.roll_up.union.others.value > 0,
    Requirement.OTHERS: lambda subject: subject.owner.roll_up.union.others.value > 0,
    Requirement.NAMED_OTHERWISE: _is_named_otherwise,
    Requirement.LISTED: lambda subject: len(subject.listed) > 0,
    Requirement.BUILDERS_TO_MEND: _has_builders_with_something_to_mend,
    Requirement.NOT_BUILT_ON: _has_models_not_built_on,
}
