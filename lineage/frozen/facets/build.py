"""The combinations of a graph's models, found while freezing, and the facets that are read from them."""

from collections.abc import Iterator, Sequence

import numpy as np

from lineage.frozen.facets.facet_table import DOWNLOADS, SIZES, Cells, Facet, FacetTable, States, range_name, ranges_of
from lineage.frozen.graph import FrozenGraph
from lineage.frozen.languages import FrozenLanguages
from lineage.frozen.results import RELATIONS
from lineage.frozen.storage.arrays import AnyArray, ArrayFile, Arrays, Ints
from lineage.frozen.storage.columns import Words, months_since_1970
from lineage.frozen.storage.csr import Csr, starts_of
from lineage.frozen.storage.distinct import TABLE, numbered, pair_keys
from lineage.frozen.storage.radix import radix_order
from lineage.languages import name_of
from lineage.licences import LicenseClass
from lineage.licences.grants import GRANTED, LicenceGrant
from lineage.licences.terms import MULTIMODAL_TASKS, TEXT_TASKS
from lineage.values import goes_by_name

WORDS = {"task": "pipeline_tag", "library": "library", "status": "status", "weight_format": "format", "bits": "bits"}
"""Facets that are one word of a column."""
NUMBERS = ("parameters", "downloads")
"""Counts that are laid out once more by place in the preorder."""
NAMES = ("relation", "license", "effective", "language", *WORDS, "mass_uploads", "parameters", "created", "downloads")
"""What models of one combination agree in."""
FIRST_YEAR = 1970


def facet_arrays(graph: FrozenGraph) -> Arrays:
    """The arrays of `facet_table`."""
    pairs, licence = _licence_pairs(graph)
    states: dict[str, AnyArray] = dict(_states(graph))
    states["license"] = licence
    combination, first = _combinations([states[name] for name in NAMES])
    models = np.bincount(combination, minlength=len(first))
    of_combination = {f"state.{name}": states[name][first].astype(np.int32) for name in NAMES}
    numbers = {f"placed.{name}": graph.models.numbers(name).values.take(graph.by_preorder) for name in NUMBERS}
    placed = combination.take(graph.by_preorder)
    return {
        **{"models": models.astype(np.int64), "license.pairs": pairs, "combination": placed},
        **numbers,
        **_cells(graph, placed),
        **of_combination,
    }


def _combinations(states: Sequence[AnyArray]) -> tuple[Ints, Ints]:
    """The combination of each model, numbered in the order of their states, the first kind of which counts first; and
    one model of each.

    Whenever they are too many for a table, those that occur are numbered anew: sorting a million models by all at once
    takes three times as long.
    """
    models = len(states[0])
    combination, many = np.zeros(models, np.int32), 1
    for state in states:
        size = int(state.max(initial=0)) + 1
        if many * size > TABLE * models:
            found, combination = numbered(combination, many)
            many = len(found)
        combination, many = pair_keys(combination, state, many, size), many * size
    found, combination = numbered(combination, many)
    many = len(found)
    first = np.zeros(many, np.int32)
    first[combination] = np.arange(len(combination), dtype=np.int32)
    return combination, first


def _cells(graph: FrozenGraph, combination: Ints) -> Arrays:
    """The arrays of `Cells`, and how many models each owner has, of the combination at each place."""
    month = months_since_1970(graph.models.moments("created_at").values).take(graph.by_preorder) + 1  # 0 where unknown
    months, of_month = numbered(month, int(month.max(initial=0)) + 1)
    many, size = int(combination.max(initial=0)) + 1, max(len(months), 1)
    cells, cell = numbered(pair_keys(combination, of_month, many, size), many * size)
    members = radix_order(cell).astype(np.int32)
    owners, nobody = graph.lists.owners, len(graph.models.words("author").vocabulary)
    codes = np.where(owners < 0, nobody, owners)
    return {
        "cell.combination": (cells // size).astype(np.int32),
        "cell.month": months[cells % size].astype(np.int32) - np.int32(1),
        "cell.starts": starts_of(np.bincount(cell, minlength=len(cells))),
        "cell.members": members,
        "cell.owners": codes.take(members).astype(np.int32),
        "of_owner": np.bincount(codes, minlength=nobody + 1),
    }


def _states(graph: FrozenGraph) -> Iterator[tuple[str, AnyArray]]:
    """The state of each model in regard to all but the licence it states, by number."""
    columns, number = graph.models, graph.subtree.preorder
    yield "relation", graph.lists.relations.take(number)
    yield "effective", graph.terms.effective
    yield "language", graph.languages.words.codes + 1
    for facet, name in WORDS.items():
        yield facet, columns.words(name).codes + 1
    yield "mass_uploads", columns.is_mass_upload + 0
    yield "parameters", np.searchsorted(SIZES, columns.numbers("parameters").values, side="right")
    yield "downloads", np.searchsorted(DOWNLOADS, columns.numbers("downloads").values, side="right")
    months = months_since_1970(columns.moments("created_at").values)
    yield "created", np.where(months < 0, 0, months // 12 + 1)


def _licence_pairs(graph: FrozenGraph) -> tuple[Ints, Ints]:
    """The pairs of the codes of `license` and `license_name` that models have, and which of these each model has."""
    one, other = graph.models.words("license"), graph.models.words("license_name")
    size = len(other.vocabulary) + 1
    many = len(one.vocabulary) + 1
    found, place = numbered(pair_keys(one.codes + 1, other.codes + 1, many, size), many * size)
    return np.stack(np.divmod(found, size)).astype(np.int32) - 1, place


def facet_table(graph: FrozenGraph, arrays: ArrayFile | Arrays) -> FacetTable:
    """The facets of a graph over the arrays of `facet_arrays`."""
    states = {name: arrays[f"state.{name}"] for name in NAMES}
    facets = {
        "relation": _relations(states["relation"]),
        "license": _licences(graph, arrays["license.pairs"], states["license"]),
        "effective_class": _classes(graph, states["effective"]),
        "terms": _grants(graph, states["effective"], states["task"]),
        "language": _languages(graph.languages, states["language"]),
        **{facet: _of_words(graph.models.words(name), states[facet]) for facet, name in WORDS.items()},
        "mass_uploads": Facet(States(states["mass_uploads"], 2, np.arange(2), np.arange(2)), ("0", "only")),
        "parameters": _of_ranges(SIZES, states["parameters"]),
        "created": _years(states["created"]),
        "downloads": _of_ranges(DOWNLOADS, states["downloads"]),
    }
    pairs = arrays["license.pairs"][:, states["license"]]
    codes = (states["task"] - 1, states["library"] - 1, *pairs)
    numbers = {name: arrays[f"placed.{name}"] for name in NUMBERS}
    by_cell = [Csr(arrays["cell.starts"], arrays[f"cell.{name}"]) for name in ("members", "owners")]
    cells = Cells(arrays["cell.combination"], arrays["cell.month"], *by_cell)
    return FacetTable(arrays["combination"], arrays["models"], facets, codes, numbers, cells, arrays["of_owner"])


def _relations(masks: Ints) -> Facet:
    state, value = np.nonzero(np.arange(1 << len(RELATIONS))[:, np.newaxis] >> np.arange(len(RELATIONS)) & 1)
    return Facet(States(masks, 1 << len(RELATIONS), state, value), [str(relation) for relation in RELATIONS])


def _licences(graph: FrozenGraph, pairs: Ints, of_combination: Ints) -> Facet:
    """By its id a model has a licence, and by its name where the id says nothing (`frozen.lists.conditions`)."""
    by_id, by_name = graph.models.words("license"), graph.models.words("license_name")
    names = sorted({*by_id.vocabulary, *by_name.vocabulary})
    code = {name: at for at, name in enumerate(names)}
    entries: set[tuple[int, int]] = set()
    for state, (id, name) in enumerate(zip(*(codes.tolist() for codes in pairs), strict=True)):
        licence, called = by_id.word(id), by_name.word(name)
        entries.update((state, code[text]) for text in (licence,) if text is not None)
        entries.update((state, code[text]) for text in (called,) if text is not None and goes_by_name(licence))
    state_of, value_of = np.array(sorted(entries), np.int64).reshape(-1, 2).T
    return Facet(States(of_combination, pairs.shape[1], state_of, value_of), names)


def _classes(graph: FrozenGraph, sets: Ints) -> Facet:
    words = list(LicenseClass)
    value = np.array([words.index(terms.license_class) for terms in graph.terms.terms], np.int64)
    return Facet(States(sets, len(value), np.arange(len(value)), value), [str(word) for word in words])


def _grants(graph: FrozenGraph, sets: Ints, tasks: Ints) -> Facet:
    """By the licences that hold and the task; of tasks those that tell something are told apart."""
    grants, terms = [GRANTED[grant] for grant in LicenceGrant], graph.terms.terms
    told = [None, next(iter(TEXT_TASKS)), next(iter(MULTIMODAL_TASKS))]
    words = graph.models.words(WORDS["task"]).vocabulary
    kind = np.array([0, *((word in TEXT_TASKS) + 2 * (word in MULTIMODAL_TASKS) for word in words)], np.int64)
    granted = np.array([[grant(one.for_task(task)) for grant in grants] for one in terms for task in told], np.bool_)
    state, value = np.nonzero(granted.reshape(-1, len(grants)))
    of_each = (sets.astype(np.int64) * len(told) + kind[tasks]).astype(np.int32)
    return Facet(States(of_each, len(granted), state, value), [str(grant) for grant in LicenceGrant], every=True)


def _languages(languages: FrozenLanguages, of_combination: Ints) -> Facet:
    """By their names; state 0 is that of models of none."""
    value = {name: place for place, name in enumerate(languages.names)}
    entries = [(state, value[name_of(code)]) for state, codes in enumerate(languages.codes, 1) for code in codes]
    state_of, value_of = np.array(entries, np.int64).reshape(-1, 2).T
    return Facet(States(of_combination, len(languages.codes) + 1, state_of, value_of), languages.names)


def _of_words(column: Words, of_combination: Ints) -> Facet:
    return Facet(States.single(of_combination, len(column.vocabulary)), list(column.vocabulary))


def _of_ranges(bounds: tuple[int, ...], of_combination: Ints) -> Facet:
    ranges = ranges_of(bounds)
    return Facet(States.single(of_combination, len(ranges)), [range_name(one) for one in ranges], ranges=ranges)


def _years(of_combination: Ints) -> Facet:
    """The years from the first there may be to the last of any model."""
    years = range(FIRST_YEAR, FIRST_YEAR + int(of_combination.max(initial=0)))
    ranges = [(year, year + 1) for year in years]
    return Facet(States.single(of_combination, len(ranges)), [str(year) for year in years], ranges=ranges)
