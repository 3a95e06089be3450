"""Questions that a page answers better than a list can: what each asks for, and the address of its answer."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from flask import url_for

from lineage.questions.stored_queries import (
    BUILDING,
    CHOOSING,
    CLAIMS,
    LICENCES,
    MEASURES,
    METADATA,
    ORGANISATIONS,
    ORIGINS,
)
from lineage.questions.stored_query import FIELDS_BY_NAME, QueryField, Role

SUBJECTS = (Role.MODEL, Role.OWNER, Role.ORGANISATION)
"""Roles of what a question is about; a field of another may be left empty."""


@dataclass(frozen=True, slots=True)
class LinkedQuestion:
    """A question that a page answers. `address` makes the page's from values of the parameters; `further_than` is a
    stored question that asks for a part of it, and leads here."""

    slug: str
    group: str
    title: str
    about: str
    address: Callable[[Mapping[str, Any]], str]
    parameters: tuple[str, ...] = ()
    needs: tuple[str, ...] = field(default=())
    further_than: str | None = None

    def field_of(self, name: str) -> QueryField:
        """The field of one of its parameters."""
        return FIELDS_BY_NAME[name]

    def is_open(self, values: Iterable[str]) -> bool:
        """Whether something is not among `values` without which there is nothing to ask."""
        return any(name not in values for name in self.parameters if self.field_of(name).role in SUBJECTS)


def _page(endpoint: str, anchor: str = "", **fixed: str) -> Callable[[Mapping[str, Any]], str]:
    """The page of an endpoint, whose parameters are called as those of the question; `fixed` ones are always so."""
    return lambda values: url_for(endpoint, **{**values, **fixed}, _anchor=anchor or None)


def _organisation(anchor: str = "") -> Callable[[Mapping[str, Any]], str]:
    return lambda values: url_for("owners.organisation", name=values["organisation"], _anchor=anchor or None)


def _fitting_derivatives(values: Mapping[str, Any]) -> str:
    wanted = {"license": values.get("license"), "task": values.get("task"), "created_from": values.get("day")}
    return url_for("table.page", id=values["id"], sort="downloads", **wanted)


def _new_models_below(values: Mapping[str, Any]) -> str:
    below = {"descends_from": values["organisation"], "made_by": "others", "created_from": values.get("day")}
    return url_for("table.everything", sort="created_at", **below)


def _most_used_below(values: Mapping[str, Any]) -> str:
    since = {"created_from": f"{values['since']}-01"} if "since" in values else {}
    below = {"descends_from": values["organisation"], "made_by": "others", **since}
    return url_for("table.everything", sort="downloads", **below)


LINKED_QUESTIONS = (
    LinkedQuestion(
        "what-was-built-on-an-organisation",
        BUILDING,
        "What was built on an organisation's models, by whom, and how much of it?",
        "Its page: distinct descendants in three ways of counting, by relation, generation, month, licence and task; "
        "who builds most; its bases.",
        _organisation(),
        ("organisation",),
    ),
    LinkedQuestion(
        "most-influential-intermediates",
        BUILDING,
        "Which derivatives does most hang on?",
        "Others' models below an organisation's without which most would not be there, trained and re-packaged.",
        _organisation("trainers"),
        ("organisation",),
    ),
    LinkedQuestion(
        "new-models-below-an-organisation",
        BUILDING,
        "Which models of others were made from an organisation's since a day?",
        "The table of all models that descend from its models, the newest first.",
        _new_models_below,
        ("organisation", "day"),
        ("created_at",),
    ),
    LinkedQuestion(
        "most-used-models-below-an-organisation",
        BUILDING,
        "Which new models of others, made from an organisation's, are used most?",
        "The table of all that were made in that month or later, by downloads. One snapshot tells the downloads of 30 "
        "days, and so not which of them rise.",
        _most_used_below,
        ("organisation", "since"),
        ("created_at", "downloads"),
    ),
    LinkedQuestion(
        "derivatives-that-fit",
        CHOOSING,
        "Which derivatives of a model fit what I need?",
        "The table of all that descends from it, by licence, task and date, the most downloaded first.",
        _fitting_derivatives,
        ("id", "license", "task", "day"),
    ),
    LinkedQuestion(
        "quantisation-to-take",
        CHOOSING,
        "Which quantisation of this model should I take?",
        "Its quantisations by format and bits: about how large each is, how many there are, and the most downloaded.",
        _page("variants.page"),
        ("id",),
        ("relation",),
    ),
    LinkedQuestion(
        "models-side-by-side",
        CHOOSING,
        "How do two models differ, and is one a mirror of the other?",
        "Both side by side: fields, licences, common ancestors, the ways between them, and what speaks for a mirror.",
        lambda values: url_for("compare.page", ids=f"{values['a']},{values['b']}"),
        ("a", "b"),
    ),
    LinkedQuestion(
        "the-subtree-of-a-model",
        ORIGINS,
        "What does the family below a model look like?",
        "Its derivatives and theirs as a tree, to be opened step by step.",
        _page("subtree.page"),
        ("id",),
    ),
    LinkedQuestion(
        "what-may-be-done-with-a-model",
        LICENCES,
        "May I use this model, and which licences above it hold?",
        "The model's page: what holds after all that it was made from, who imposes it, and by which way.",
        _page("model.page", "licence"),
        ("id",),
    ),
    LinkedQuestion(
        "if-a-model-goes",
        LICENCES,
        "What if a model is withdrawn or relicensed?",
        "Who hangs on it alone, who has another way, where users can go, and whose verdict another licence changes.",
        _page("impact.page"),
        ("id",),
        further_than="if-a-base-is-withdrawn",
    ),
    LinkedQuestion(
        "what-licence-rules-find",
        LICENCES,
        "How often is a licence looser than those above it?",
        "Every rule on licences with how many models it finds, and the list of these.",
        _page("licences.page"),
        (),
        ("license",),
    ),
    LinkedQuestion(
        "bill-of-materials-of-a-model",
        LICENCES,
        "Can I have it on paper?",
        "A bill of materials of a model and all that it was made from, as CycloneDX or SPDX.",
        _page("bom.page"),
        ("id",),
    ),
    LinkedQuestion(
        "what-to-mend-in-an-owners-cards",
        METADATA,
        "What is wrong in an owner's own cards?",
        "Every card that leaves out or misspells a parent, a relation or a licence, with the lines to put there.",
        _page("fixes.page"),
        ("owner",),
    ),
    LinkedQuestion(
        "what-was-irregular",
        METADATA,
        "What was irregular in what was read, and what was done about it?",
        "Every kind of irregularity with its count.",
        _page("quality.page"),
    ),
    LinkedQuestion(
        "growth-by-month",
        MEASURES,
        "How fast do families grow, and which share of new models is built on whom?",
        "New models by month and by organisation, relation, licence or task, as a chart and as a table.",
        _page("growth.page", by="base", show="share"),
        (),
        ("created_at",),
    ),
    LinkedQuestion(
        "all-owners-ranked",
        ORGANISATIONS,
        "On whom is most built?",
        "All organisations by how many models descend from theirs.",
        _page("owners.everybody"),
    ),
    LinkedQuestion(
        "organisations-side-by-side",
        ORGANISATIONS,
        "How do two organisations compare?",
        "Their descendants by every way of counting side by side, what descends from both, and growth.",
        lambda values: url_for("compare.page", of=[values["organisation"], values["other"]]),
        ("organisation", "other"),
    ),
    LinkedQuestion(
        "published-claims",
        CLAIMS,
        "Do published figures hold in this snapshot?",
        "Each claim by every definition that could be meant, with its value here.",
        _page("claims.page"),
    ),
)


def linked_question(slug: str) -> LinkedQuestion | None:
    """The linked question with this permalink; None when there is none."""
    return next((question for question in LINKED_QUESTIONS if question.slug == slug), None)


def further_question(slug: str) -> LinkedQuestion | None:
    """The linked question that goes further than a stored one; None where there is none."""
    return next((question for question in LINKED_QUESTIONS if question.further_than == slug), None)
