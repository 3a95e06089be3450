"""The definitions that published claims are computed by, each by a name: what it counts, and the list behind it."""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from urllib.parse import urlencode

from lineage.errors import UnknownOwner
from lineage.frozen.counts import DEFINITIONS as DEFINED
from lineage.published_claims import figures, measures
from lineage.published_claims.figures import Figure
from lineage.published_claims.subject import Subject
from lineage.published_claims.tags import architecture
from lineage.published_claims.values import ClaimReading
from lineage.questions import stored_queries
from lineage.statement_limits import MOST_STATEMENT_ROWS
from lineage.values import LANGUAGE_TASKS, Denominator, Relation, Status

NUMBER = (int, float)


@dataclass(frozen=True, slots=True)
class Definition:
    """A named function, what it counts, the list behind it, and what a claim may expect of it (None: it compares by
    itself).

    The list is an address of the web app, with as many rows as the figure counts, or as are beside it; or why there is
    none.
    """

    meaning: str
    compute: Callable[[Subject, ClaimReading], Figure]
    list: "Listing"
    expects: type | tuple[type, ...] | None = NUMBER


@dataclass(frozen=True, slots=True)
class NoList:
    """There is no list of what a figure counts; why, in one clause."""

    why: str


Listing = Callable[[Subject, ClaimReading], str | NoList]
Tasks = Sequence[str]


def _nothing(why: str) -> Listing:
    return lambda subject, reading: NoList(why)


def _models_of(*tasks: str) -> Listing:
    """The owner's listed models, of these tasks where some are named."""

    def link(subject: Subject, reading: ClaimReading) -> str:
        of = "organisation" if subject.is_organisation(reading.of) else "author"
        return _downloaded(**{of: reading.of}, **_tasks(subject, tasks))

    return link


def _models_of_organisation(*tasks: str) -> Listing:
    """The same of all owners of its organisation."""

    def link(subject: Subject, reading: ClaimReading) -> str:
        return _downloaded(organisation=subject.organisation_of(reading.of), **_tasks(subject, tasks))

    return link


def _tasks(subject: Subject, tasks: Tasks) -> dict[str, Tasks]:
    """What chooses these tasks in a table, those that no model has left out."""
    there = [task for task in tasks if subject.graph.models.words("pipeline_tag").code(task) is not None]
    return {"task": there or tasks} if tasks else {}


def _downloaded(**which: str | Tasks) -> str:
    return f"/table?{urlencode({**which, 'status': 'listed', 'sort': 'downloads'}, doseq=True)}"


def _models_by(statement: str) -> Listing:
    """The console with the models that a statement finds of an owner, or of an organisation."""

    def link(subject: Subject, reading: ClaimReading) -> str:
        if subject.is_organisation(reading.of):
            return _console(stored_queries.of_organisation(statement), organisation=reading.of)
        return _console(statement, owner=reading.of)

    return link


def _of_the_hub(statement: str, limit: int = MOST_STATEMENT_ROWS, **parameters: str | int) -> Listing:
    """The console with what a statement finds, whoever owns it."""
    return lambda subject, reading: _console(statement, limit, **parameters)


def _named_after(subject: Subject, reading: ClaimReading) -> str:
    return _console(stored_queries.NAMED_AFTER, name=reading.of.lower())


def _with_architecture(subject: Subject, reading: ClaimReading) -> str:
    return _console(stored_queries.OF_AN_ARCHITECTURE, tag=architecture(reading.of).strip("^$"))


def _console(statement: str, limit: int = MOST_STATEMENT_ROWS, **parameters: str | int) -> str:
    given = {"statement": statement, "parameters": json.dumps(parameters), "limit": limit}
    return f"/cypher?{urlencode(given)}"


def _table(**filters: str) -> Listing:
    return lambda subject, reading: f"/table?{urlencode(filters)}"


def _growth(of: Denominator) -> Listing:
    def link(subject: Subject, reading: ClaimReading) -> str | NoList:
        if subject.key_of_growth(reading.of) is None:
            return NoList("nothing new descends from it")
        return f"/growth?{urlencode({'by': 'base', 'of': of, 'show': 'share', 'key': reading.of})}"

    return link


ALL_TIME, LAST_30_DAYS = "downloads_all_time", "downloads"

_DOWNLOADS = "downloads of the owner's listed models"
_UNION = "Distinct models that descend from the owner's, at any distance"
_MORE = "the owner's listed models, beside those of the others together"
_TASK = "text-generation"
_OF_A_SERIES = "it is of two snapshots, and a list of one"
_BY_NAMES = "patterns of names say which models count, and no table chooses by them"
_IN_NO_FIELD = "no field of a model says it"
_TASKS = f"of the tasks {', '.join(LANGUAGE_TASKS)}"
_ORGANISATIONS = "with all owners of each organisation"

_SUMS = {
    "all_time_downloads": Definition(f"D1: all-time {_DOWNLOADS}.", figures.downloads(ALL_TIME), _models_of()),
    "all_time_downloads_language": Definition(
        f"D2: all-time {_DOWNLOADS}, {_TASKS}.",
        figures.downloads(ALL_TIME, figures.language),
        _models_of(*LANGUAGE_TASKS),
    ),
    "all_time_downloads_tracked": Definition(
        "D3: D2 without conversions, guards, embeddings and reward models, by name.",
        figures.downloads(ALL_TIME, figures.tracked),
        _nothing(_BY_NAMES),
    ),
    "all_time_downloads_family": Definition(
        "D4: D1 and those of all listed descendants.",
        figures.downloads(ALL_TIME, figures.with_descendants),
        _models_by(stored_queries.FAMILY_OF_OWNER.statement),
    ),
    "downloads_30_days": Definition(f"D5: {_DOWNLOADS} in 30 days.", figures.downloads(LAST_30_DAYS), _models_of()),
    "all_time_downloads_crossing": Definition(
        "Between which two snapshots D1 came to the number.",
        figures.all_time_downloads_crossing,
        _nothing(_OF_A_SERIES),
    ),
}

_DERIVATIVES = {
    "direct_derivatives": Definition(
        "V1: distinct models with a declared parent of the owner.",
        figures.direct_derivatives,
        _models_by(stored_queries.CHILDREN_OF_OWNER.statement),
    ),
    "descendants": Definition(
        f"V2: {_UNION.lower()}.",
        figures.union,
        _models_by(stored_queries.DESCENDANTS_OF_OWNER.statement),
    ),
    "descendants_without_quantisations": Definition(
        "V3: V2 without models that a derivation from another model calls quantized.",
        figures.part_of_union(lambda union: union.without_quantisations),
        _models_by(stored_queries.DESCENDANTS_NOT_QUANTIZED.statement),
    ),
    "descendants_without_mass_uploads": Definition(
        "V4: V2 without mass uploads.",
        figures.part_of_union(lambda union: union.without_mass_uploads),
        _models_by(stored_queries.DESCENDANTS_NOT_MASS_UPLOADED.statement),
    ),
    "named_after": Definition(
        "V5: models, listed and removed ones, whose id or tag holds the owner's name.",
        figures.named_after,
        _named_after,
    ),
    "architecture_tag": Definition(
        "V6: models, listed and removed ones, with a tag that is an architecture named after the owner, such as qwen2 "
        "or qwen3_moe.",
        figures.architecture_tag,
        _with_architecture,
    ),
    "descendants_with_inferred": Definition(
        "V7: V2 and those that inferred parents would add.",
        figures.descendants_with_inferred,
        _models_by(stored_queries.DESCENDANTS_WITH_INFERRED.statement),
    ),
}

_REPOSITORIES = {
    "repositories": Definition("N1: listed repositories of the owner.", figures.repositories, _models_of()),
    "repositories_without_conversions": Definition(
        "N2: N1 without the owner's own quantisations and conversions.",
        figures.repositories_without_conversions,
        _nothing(_BY_NAMES),
    ),
    "checkpoints": Definition(
        "N3: distinct generations, sizes and tasks, by name.",
        figures.checkpoints,
        _nothing("a generation, a size and a task are not one model"),
    ),
}


def _comparisons() -> Iterator[tuple[str, Definition]]:
    for column, word, named in ((LAST_30_DAYS, "30-day", "30_days"), (ALL_TIME, "all-time", "all_time")):
        for chosen, tasks, of_tasks in ((figures.everything, "", ""), (figures.language, f", {_TASKS}", "_language")):
            for organisations in (False, True):
                name = f"more_downloads_{named}{of_tasks}{'_by_organisation' if organisations else ''}"
                how = f", {_ORGANISATIONS}" if organisations else ""
                compute = figures.more_downloads(column, chosen, organisations=organisations)
                models = (_models_of_organisation if organisations else _models_of)(*(LANGUAGE_TASKS if tasks else ()))
                yield (
                    name,
                    Definition(f"{word.capitalize()} downloads of {_MORE}{tasks}{how}.", compute, models, None),
                )
    yield (
        "more_downloads_all_time_family",
        Definition(
            "All-time downloads of the owner's models and of all their descendants, beside the same of the others.",
            figures.more_downloads(ALL_TIME, figures.with_descendants),
            _models_by(stored_queries.FAMILY_OF_OWNER.statement),
            None,
        ),
    )
    yield (
        "more_downloads_all_time_crossing",
        Definition(
            "Between which two snapshots the owner's all-time downloads passed the other's.",
            figures.more_downloads_all_time_crossing,
            _nothing(_OF_A_SERIES),
            None,
        ),
    )


def _text_generation(subject: Subject, reading: ClaimReading) -> str:
    return _downloaded(task=_TASK)


def _rankings() -> Iterator[tuple[str, Definition]]:
    of_all_time = _models_by(stored_queries.MOST_DOWNLOADED_OF_ALL_TIME)
    of_the_task = _of_the_hub(stored_queries.MOST_DOWNLOADED_OF_A_TASK, task=_TASK)
    for column, word, named, of_owner, of_task in (
        (LAST_30_DAYS, "30 days", "30_days", _models_of(), _text_generation),
        (ALL_TIME, "all time", "all_time", of_all_time, of_the_task),
    ):
        yield (
            f"most_downloaded_{named}",
            Definition(f"The owner's most downloaded model, {word}.", figures.most_downloaded(column), of_owner, str),
        )
        yield (
            f"most_downloaded_{named}_text_generation",
            Definition(
                f"The most downloaded model of all text generation, {word}.",
                figures.most_downloaded(column, within_a_task=True),
                of_task,
                str,
            ),
        )


_NEW = {
    Denominator.ALL: "of all new models",
    Denominator.DECLARED: "of new models with a declared parent",
    Denominator.LANGUAGE: f"of new language models ({', '.join(LANGUAGE_TASKS)})",
    Denominator.TRACKED: "of new models of the organisations in the table",
}

_LISTED = "listed models"
_HUB = {
    "share_with_a_parent": Definition(
        "Per cent of listed models with a declared parent, self-references left out.",
        measures.share(measures.with_parent, measures.listed, _LISTED),
        _table(of=Denominator.DECLARED, status=Status.LISTED),
    ),
    "several_parents": Definition(
        DEFINED["several_parents"], measures.counted("several_parents"), _of_the_hub(stored_queries.SEVERAL_PARENTS)
    ),
    "self_references": Definition(
        DEFINED["self_references"], measures.counted("self_references"), _of_the_hub(stored_queries.SELF_REFERENCES)
    ),
    "cycles": Definition(DEFINED["cycles"], measures.counted("cycles"), _nothing("a cycle is a group of models")),
    "share_of_listed_parents": Definition(
        "Per cent of derivations, self-references left out, whose parent is listed.",
        measures.share(measures.of_listed_parents, measures.derivations, "derivation"),
        _of_the_hub(stored_queries.OF_LISTED_PARENTS),
    ),
    "share_of_older_parents": Definition(
        "Per cent of derivations with a known date at both ends whose parent is no younger.",
        measures.share(measures.of_older_parents, measures.datable, "derivation with two dates"),
        _of_the_hub(stored_queries.OF_OLDER_PARENTS),
    ),
    "share_of_quantised_leaves": Definition(
        "Per cent of listed models with a quantized derivation, self-references left out, that nothing derives from.",
        measures.share(measures.leaves, measures.quantized, "quantized model"),
        _table(relation=Relation.QUANTIZED, status=Status.LISTED),
    ),
    "share_with_a_license": Definition(
        "Per cent of listed models whose card states a licence.",
        measures.share(measures.with_license, measures.listed, _LISTED),
        _of_the_hub(stored_queries.WITH_A_LICENSE),
    ),
    "share_of_unnamed_other": Definition(
        "Per cent of listed models of the licence `other` that give it no name.",
        measures.share(measures.without_license_name, measures.with_other_license, "model of the licence `other`"),
        _table(license="other", status=Status.LISTED),
    ),
    "share_of_the_most_downloaded": Definition(
        f"Per cent of all-time downloads that the {measures.MOST_RANKED} most downloaded listed models have.",
        measures.share_of_the_most_downloaded,
        _of_the_hub(stored_queries.MOST_DOWNLOADED, limit=measures.MOST_RANKED),
    ),
    "share_of_the_rarely_downloaded": Definition(
        f"Per cent of listed models with fewer than {measures.FEW} all-time downloads, of those that state them.",
        measures.share_of_the_rarely_downloaded,
        _of_the_hub(stored_queries.RARELY_DOWNLOADED, few=measures.FEW),
    ),
    **{
        f"share_of_new_models_{denominator}": Definition(
            f"Per cent {words} of the month that descend from the organisation's.",
            measures.share_of_new_models(denominator),
            _growth(denominator),
        )
        for denominator, words in _NEW.items()
    },
    "share_of_a_country": Definition(
        "The share of downloads of one country's owners.", measures.share_of_a_country, _nothing(_IN_NO_FIELD), None
    ),
}

DEFINITIONS: Mapping[str, Definition] = MappingProxyType(
    {
        **_SUMS,
        **_DERIVATIVES,
        **_REPOSITORIES,
        **dict(_comparisons()),
        **dict(_rankings()),
        **_HUB,
        "share_of_a_region": Definition(
            "The share of downloads from a region.", figures.share_of_a_region, _nothing(_IN_NO_FIELD), None
        ),
    }
)
"""Every definition by its name."""


def figure(subject: Subject, reading: ClaimReading) -> Figure:
    """What a reading comes to; it cannot be computed where the snapshot has no model of the owner."""
    try:
        return DEFINITIONS[reading.definition].compute(subject, reading)
    except UnknownOwner as error:
        return Figure(None, error.message)
