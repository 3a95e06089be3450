"""Selections of models and the counts of their facets, held against a look at every model."""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from random import Random
from typing import Any

import pytest

from lineage.errors import BadInput
from lineage.filters.filter_fields import FILTER_FIELDS
from lineage.filters.filtered_models import FACETS, MATCH, FilteredModels
from lineage.filters.model_filter import MassUploads, ModelFilter
from lineage.frozen import FrozenGraph
from lineage.frozen.facets.files import facets_of
from lineage.frozen.lists import ranked
from lineage.frozen.lists.lists import SORTS
from lineage.frozen.rollups.files import rollups_of
from lineage.licences import LicenseClass
from lineage.licences.grants import LicenceGrant
from lineage.licences.unknown_reasons import UnknownReason
from lineage.values import Model, Relation, Status, goes_by_name
from tests.lineage.frozen.graphs import frozen

LICENCES = ("apache-2.0", "Apache-2.0", "mit", "other", None)
NAMES = ("qwen-research", "mit", None)
TASKS = ("text-generation", "image-text-to-text", None)
LIBRARIES = ("transformers", "gguf", None)
SIZES = (None, 0, 999_999_999, 1_000_000_000, 7_000_000_000, 9 * 10**11)
DATES = (
    None,
    datetime(2024, 12, 31, 23, tzinfo=UTC),
    datetime(2025, 1, 1, tzinfo=UTC),
    datetime(2026, 6, 5, tzinfo=UTC),
)
TAGS = (None, [], ["en", "sft"], ["pt", "por", "region:us"], ["pt", "en", "moe"], ["zh", "multilingual", "EN"])
LANGUAGES = {"en": "English", "pt": "Portuguese", "por": "Portuguese", "zh": "Chinese", "multilingual": "Multilingual"}
OWNERS = ("Qwen", "unsloth", "Unsloth", "alone")


@pytest.fixture(scope="module")
def graph(tmp_path_factory: pytest.TempPathFactory) -> FrozenGraph:
    """300 models of four owners, each derived from up to two before it."""
    random = Random(7)
    ids = [f"{random.choice(OWNERS)}/Qwen3.{n}-{random.choice(('Coder', 'GGUF', 'it'))}" for n in range(300)]
    pairs = {(ids[n], ids[random.randrange(n // 2 + 1)]) for n in range(1, 300) for _ in range(random.randrange(3))}
    models = {id: _model(random) | {"tags": tags_of(id)} for id in ids}
    relations = {pair: {"relation": random.choice(list(Relation))} for pair in pairs}
    return frozen(Path(tmp_path_factory.mktemp("g")), sorted(pairs), alone=ids, models=models, derivations=relations)


def tags_of(id: str) -> list[str] | None:
    return Random(id).choice(TAGS)


def _model(random: Random) -> dict[str, Any]:
    return {
        "license": random.choice(LICENCES),
        "license_name": random.choice(NAMES),
        "pipeline_tag": random.choice(TASKS),
        "library": random.choice(LIBRARIES),
        "parameters": random.choice(SIZES),
        "created_at": random.choice(DATES),
        "downloads": random.choice((None, 0, 5, 10, 123_456, 5_000_000)),
        "status": random.choice(list(Status)),
        "mass_upload": random.choice((None, "timestamp")),
    }


Meets = Callable[[FrozenGraph, int, Model], bool]


def languages(model: Model) -> set[str]:
    return {LANGUAGES[tag] for tag in tags_of(model.id) or () if tag in LANGUAGES}


def licences(model: Model) -> set[str]:
    named = (model.license_name,) if goes_by_name(model.license) else ()
    return {text for text in (model.license, *named) if text}


def relations(graph: FrozenGraph, number: int) -> set[str]:
    return {edge.relation for edge in graph.edges.parents_of(number) if edge.parent != number}


def owners_above(graph: FrozenGraph, number: int) -> set[str | None]:
    """The owners of the models that one descends from."""
    return set(graph.models.column("author").take(graph.lineage.ancestors(number)))


def unknown_reason(graph: FrozenGraph, number: int, model: Model) -> UnknownReason | None:
    """Told for one model at a time."""
    if model.status == "missing" or model.effective_class != "unknown":
        return None
    if states_unknown(graph, number):
        return UnknownReason.OWN
    above = graph.lineage.ancestors(number)
    read = [n for n in above if graph.models.column("status").get(n) != "missing"]
    return UnknownReason.ABOVE if any(states_unknown(graph, n) for n in read) else UnknownReason.MISSING


def states_unknown(graph: FrozenGraph, number: int) -> bool:
    """Whether a model makes unknown of itself: a copy that states nothing does not."""
    is_odd = graph.models.column("license_class").get(number) == "unknown" and not graph.terms.inherits[number]
    return is_odd or graph.models.column("base_not_found").get(number) is not None


CASES: list[tuple[ModelFilter, Meets]] = [
    (ModelFilter(), lambda graph, n, model: True),
    (ModelFilter(license=("mit",)), lambda graph, n, model: "mit" in licences(model)),
    (ModelFilter(license=("Apache 2.0",)), lambda graph, n, model: "apache-2.0" in (model.license or "").lower()),
    (ModelFilter(license=("no such",)), lambda graph, n, model: False),
    (ModelFilter(language=("Portuguese",)), lambda graph, n, model: "Portuguese" in languages(model)),
    (
        ModelFilter(language=("POR", "chinese")),
        lambda graph, n, model: bool(languages(model) & {"Portuguese", "Chinese"}),
    ),
    (
        ModelFilter(language=("en",), license=("mit",), q="coder"),
        lambda graph, n, model: (
            "English" in languages(model) and "mit" in licences(model) and "coder" in model.id.lower()
        ),
    ),
    (ModelFilter(language=("Klingon",)), lambda graph, n, model: False),
    (
        ModelFilter(relation=(Relation.MERGE, Relation.FINETUNE)),
        lambda graph, n, model: bool(relations(graph, n) & {"merge", "finetune"}),
    ),
    (ModelFilter(author=("unsloth", "Qwen")), lambda graph, n, model: model.author in ("unsloth", "Qwen")),
    (ModelFilter(author=("ALONE",)), lambda graph, n, model: model.author == "alone"),
    (
        ModelFilter(organisation=("Qwen",), task=TASKS[:1], status=(Status.LISTED, Status.REMOVED)),
        lambda graph, n, model: model.author == "Qwen" and model.pipeline_tag == TASKS[0] and model.status != "missing",
    ),
    (
        ModelFilter(effective_class=(LicenseClass.PERMISSIVE,), library=("gguf",)),
        lambda graph, n, model: model.effective_class == "permissive" and model.library == "gguf",
    ),
    (
        ModelFilter(parameters_from=10**9, parameters_below=10**10),
        lambda graph, n, model: 10**9 <= (model.parameters or 0) < 10**10,
    ),
    (
        ModelFilter(parameters_from=10**9 - 1, downloads_from=6),
        lambda graph, n, model: (model.parameters or 0) >= 10**9 - 1 and (model.downloads or 0) >= 6,
    ),
    (ModelFilter(downloads_from=10, downloads_below=10**6), lambda graph, n, model: model.downloads in (10, 123_456)),
    (
        ModelFilter(created_from=datetime(2025, 1, 1, tzinfo=UTC), created_to=datetime(2025, 12, 31, tzinfo=UTC)),
        lambda graph, n, model: model.created_at == DATES[2],
    ),
    (
        ModelFilter(created_from=datetime(2025, 1, 1, tzinfo=UTC), created_to=datetime(2026, 6, 5, tzinfo=UTC)),
        lambda graph, n, model: model.created_at in DATES[2:],
    ),
    (
        ModelFilter(created_from=datetime(2024, 12, 31, tzinfo=UTC), created_to=datetime(2025, 5, 1, tzinfo=UTC)),
        lambda graph, n, model: model.created_at in DATES[1:3],
    ),
    (
        ModelFilter(created_from=datetime(2024, 6, 1, tzinfo=UTC), downloads_from=3, q="coder"),
        lambda graph, n, model: model.created_at and (model.downloads or 0) >= 3 and "Coder" in model.id,
    ),
    (
        ModelFilter(downloads_from=3, downloads_below=500_000, parameters_below=8 * 10**9, license=("mit",)),
        lambda graph, n, model: (
            3 <= (model.downloads or 0) < 500_000
            and model.parameters is not None
            and model.parameters < 8 * 10**9
            and "mit" in licences(model)
        ),
    ),
    (ModelFilter(mass_uploads=MassUploads.WITHOUT), lambda graph, n, model: model.mass_upload is None),
    (ModelFilter(mass_uploads=MassUploads.ONLY), lambda graph, n, model: model.mass_upload is not None),
    (ModelFilter(q="qwen3 CODER"), lambda graph, n, model: "qwen3" in model.id.lower() and "coder" in model.id.lower()),
    (
        ModelFilter(q="coder mit", status=(Status.LISTED,)),
        lambda graph, n, model: (
            "Coder" in model.id and "mit" in {model.license, model.license_name} and model.status == "listed"
        ),
    ),
    (
        ModelFilter(q="qwen31", descends_from=("owner:Qwen",), terms=(LicenceGrant.COMMERCIAL, LicenceGrant.EU)),
        lambda graph, n, model: (
            "qwen31" in model.id.lower().replace(".", "")
            and "Qwen" in owners_above(graph, n)
            and graph.terms.terms_of(n).commercial in ("allowed", "limited")
            and graph.terms.terms_of(n).territory == "everywhere"
        ),
    ),
    (
        ModelFilter(descends_from=("owner:Qwen",), not_descends_from=("owner:alone",), downloads_from=1),
        lambda graph, n, model: (
            (model.downloads or 0) >= 1 and "Qwen" in owners_above(graph, n) and "alone" not in owners_above(graph, n)
        ),
    ),
    (ModelFilter(not_stated=("license",)), lambda graph, n, model: not licences(model)),
    (
        ModelFilter(not_stated=("license", "created"), license=("mit",), created_from=datetime(2025, 1, 2, tzinfo=UTC)),
        lambda graph, n, model: (
            (not licences(model) or "mit" in licences(model))
            and (model.created_at is None or model.created_at >= datetime(2025, 1, 2, tzinfo=UTC))
        ),
    ),
    (
        ModelFilter(not_stated=("downloads", "parameters"), downloads_from=3, parameters_below=2 * 10**9 + 1),
        lambda graph, n, model: (
            (model.downloads is None or model.downloads >= 3)
            and (model.parameters is None or model.parameters <= 2 * 10**9)
        ),
    ),
    (
        ModelFilter(not_stated=("relation", "language", "task"), q="qwen"),
        lambda graph, n, model: (
            not relations(graph, n)
            and not languages(model)
            and model.pipeline_tag is None
            and "qwen" in model.id.lower()
        ),
    ),
    (
        ModelFilter(not_stated=("library",), downloads_from=3, author=("Qwen",)),
        lambda graph, n, model: model.library is None and model.author == "Qwen" and (model.downloads or 0) >= 3,
    ),
    *(
        (ModelFilter(unknown_because=reason), lambda graph, n, model, r=reason: unknown_reason(graph, n, model) == r)
        for reason in UnknownReason
    ),
    (
        ModelFilter(not_descends_from=("owner:Qwen",), parameters_from=1),
        lambda graph, n, model: (model.parameters or 0) >= 1 and "Qwen" not in owners_above(graph, n),
    ),
]


def expected(graph: FrozenGraph, meets: Meets) -> list[int]:
    return [n for n in range(graph.size) if meets(graph, n, graph.models.summary(n))]


LOOKS = {
    "as it is": {},
    "at every place": {"SCATTERED": 10**9, "SPREAD": 10**9, "SPARSE": 10**9},
    "at some places": {"SCATTERED": 0, "SPREAD": 0, "SPARSE": 0},
}


NARROWING = {
    "q": "coder",
    "relation": "merge",
    "license": "mit",
    "terms": "commercial",
    "effective_class": "permissive",
    "license_verdict": "kept",
    "licence_rule": "kept",
    "unknown_because": "own",
    "author": "Qwen",
    "organisation": "Qwen",
    "base": "Qwen",
    "of": "declared",
    "task": "text-generation",
    "library": "gguf",
    "weight_format": "GGUF",
    "bits": "4",
    "language": "Portuguese",
    "not_stated": "license",
    "parameters_from": "1B",
    "parameters_below": "1B",
    "downloads_from": "10",
    "downloads_below": "10",
    "created_from": "2025-01-01",
    "created_to": "2025-01-01",
    "status": "listed",
    "mass_uploads": "only",
    "descends_from": "owner:Qwen",
    "not_descends_from": "owner:Qwen",
    "made_by": "own",
    "generation": "1",
    "exclusive": "1",
}
"""By each field of a filter a text that not all models of the graph meet."""
OF_ONE_ABOVE = ("made_by", "generation", "exclusive")


@pytest.mark.parametrize("name", FILTER_FIELDS)
def test_every_field_of_a_filter_narrows(graph: FrozenGraph, name: str) -> None:
    without = ModelFilter(descends_from=("owner:Qwen",)) if name in OF_ONE_ABOVE else ModelFilter()
    wanted = replace(without, **{name: FILTER_FIELDS[name].read([NARROWING[name]])})
    assert wanted != without
    assert FilteredModels(graph, wanted).total < FilteredModels(graph, without).total


@pytest.mark.parametrize("looks", LOOKS)
@pytest.mark.parametrize(("wanted", "meets"), CASES)
def test_a_selection_holds_exactly_the_models_that_meet_the_filter(
    graph: FrozenGraph, wanted: ModelFilter, meets: Meets, looks: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in LOOKS[looks].items():
        monkeypatch.setattr(f"lineage.filters.filtered_models.{name}", value)
    selection, models = FilteredModels(graph, wanted), expected(graph, meets)
    assert selection.total == len(models)
    for sort in ("id", "downloads", MATCH):
        assert sorted(selection.page(sort, limit=500).numbers) == models


@pytest.mark.parametrize(("guess", "farther"), [(1, 2), (1, 16), (4, 16)])
def test_a_page_is_the_same_by_low_ranks_alone(
    graph: FrozenGraph, guess: int, farther: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    windows = [(offset, limit) for offset in (0, 2, 9) for limit in (1, 3, 40)]
    pages = [(wanted, sort, *window) for wanted, _ in CASES for sort in SORTS for window in windows]
    monkeypatch.setattr(ranked, "SHALLOW", 10**9)  # no rank is low enough
    expected = [FilteredModels(graph, wanted).page(*page) for wanted, *page in pages]
    for name, value in {"SHALLOW": 1, "GUESS": guess, "FARTHER": farther}.items():
        monkeypatch.setattr(ranked, name, value)
    assert [FilteredModels(graph, wanted).page(*page) for wanted, *page in pages] == expected


WAYS = {
    "all are few": {"filters.filtered_models.SPARSE": 0, "filters.filter_narrowing.SPARSE": 0},
    "none are few": {"filters.filtered_models.SPARSE": 10**9, "filters.filter_narrowing.SPARSE": 10**9},
    "a few at a time": {
        "filters.filtered_models.SPARSE": 10**9,
        "filters.filter_narrowing.SPARSE": 10**9,
        "frozen.search.index.FIRST_LINES": 7,
        "frozen.search.growing.FIRST_LINES": 7,
        "frozen.lists.conditions.PART": 11,
    },
}


@pytest.mark.parametrize("way", WAYS)
def test_matches_stand_in_one_order_however_many_there_are(
    graph: FrozenGraph, way: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = [ModelFilter(q=text, **more) for text in ("qwen3.1", "q", "coder it", "gguf", "Qwen3") for more in MORE]
    expected = [_matches(graph, wanted) for wanted in asked]
    for name, value in WAYS[way].items():
        monkeypatch.setattr(f"lineage.{name}", value)
    for wanted, numbers in zip(asked, expected, strict=True):
        assert _matches(graph, wanted) == numbers
        assert FilteredModels(graph, wanted).page(MATCH, 3, 5).numbers == numbers[3:8]


MORE: list[dict[str, Any]] = [
    {},
    {"license": ("mit",)},
    {"downloads_from": 3, "author": ("unsloth", "Qwen")},
    {"descends_from": ("owner:Qwen",)},
]


def _matches(graph: FrozenGraph, wanted: ModelFilter) -> list[int]:
    """All of them, held against a search for the same words."""
    numbers = FilteredModels(graph, wanted).page(MATCH, 0, 500).numbers
    word = str(wanted.q).lower()
    if len(word.split()) == 1:
        lines = [id.lower() for id in graph.ids.take(numbers)]
        starts = [line.startswith(word) or line.partition("/")[2].startswith(word) for line in lines]
        assert starts == sorted(starts, reverse=True)
    return numbers


VALUES: dict[str, Callable[[FrozenGraph, int, Model], Iterable[str | None]]] = {
    "relation": lambda graph, n, model: relations(graph, n) or {None},
    "author": lambda graph, n, model: [model.author],
    "organisation": lambda graph, n, model: [rollups_of(graph).organisations[_organisation(graph, n)]],
    "license": lambda graph, n, model: licences(model) or {None},
    "effective_class": lambda graph, n, model: [model.effective_class],
    "task": lambda graph, n, model: [model.pipeline_tag],
    "library": lambda graph, n, model: [model.library],
    "language": lambda graph, n, model: languages(model) or {None},
    "status": lambda graph, n, model: [model.status],
    "mass_uploads": lambda graph, n, model: ["0" if model.mass_upload is None else "only"],
    "created": lambda graph, n, model: [model.created_at and str(model.created_at.year)],
    "downloads": lambda graph, n, model: [
        model.downloads and _power(model.downloads) if model.downloads else _zero(model)
    ],
}


def _organisation(graph: FrozenGraph, number: int) -> int:
    return int(rollups_of(graph).organisation_of_owner[graph.models.words("author").codes[number]])


def _power(downloads: int) -> str:
    least = 10 ** (len(str(downloads)) - 1)
    return f"{least}-" if least == 10**6 else f"{least}-{least * 10 - 1}"


def _zero(model: Model) -> str | None:
    return None if model.downloads is None else "0"


@pytest.mark.parametrize(("wanted", "meets"), CASES)
def test_facets_count_what_is_selected_but_for_the_facets_own_choice(
    graph: FrozenGraph, wanted: ModelFilter, meets: Meets
) -> None:
    selection = FilteredModels(graph, wanted)
    fields = {"created": ("created_from", "created_to"), "downloads": ("downloads_from", "downloads_below")}
    for name, values in VALUES.items():
        left = tuple(field for field in wanted.not_stated if field != name)
        others = replace(wanted.without(*fields.get(name, (name,))), not_stated=left)
        models = FilteredModels(graph, others).page("id", limit=500).numbers
        counted = Counter(value for n in models for value in values(graph, n, graph.models.summary(n)))
        facet = selection.facet(name)
        found = {facet.values[code]: int(count) for code, count in enumerate(facet.models.tolist()) if count}
        assert (found, facet.not_stated) == ({v: n for v, n in counted.items() if v is not None}, counted[None]), name


def test_a_grant_is_counted_among_those_that_have_the_others(graph: FrozenGraph) -> None:
    wanted = ModelFilter(terms=(LicenceGrant.COMMERCIAL,))
    facet = FilteredModels(graph, wanted).facet("terms")
    for grant, count in zip(LicenceGrant, facet.models.tolist(), strict=True):
        assert FilteredModels(graph, replace(wanted, terms=(LicenceGrant.COMMERCIAL, grant))).total == count


def test_matches_come_names_first_then_by_use(graph: FrozenGraph) -> None:
    for text in ("Qwen3.1-", "coder", "qwen"):
        page = FilteredModels(graph, ModelFilter(q=text)).page(MATCH, limit=10)
        found = graph.search.find(text, 300)
        assert page.total >= len(found)
        assert graph.models.column("downloads").take(page.numbers) == graph.models.column("downloads").take(found[:10])


def test_mistyped_words_select_what_a_search_finds_and_nothing_is_none(graph: FrozenGraph) -> None:
    mistyped = FilteredModels(graph, ModelFilter(q="codr"))
    assert (mistyped.how, list(mistyped.words)) == ("typo", ["coder"])
    assert FilteredModels(graph, ModelFilter(q="zzzzzz")).total == 0


def test_an_unknown_facet_is_refused(graph: FrozenGraph) -> None:
    with pytest.raises(BadInput, match="colour"):
        FilteredModels(graph, ModelFilter()).facet("colour")
    assert {*FACETS} >= {*VALUES}


def test_facets_that_nobody_froze_are_those_that_were(graph: FrozenGraph) -> None:
    frozen_ones = facets_of(graph)
    assert frozen_ones.models.sum() == graph.size
    assert frozen_ones.counted([slice(0, graph.size)]).tolist() == frozen_ones.models.tolist()
