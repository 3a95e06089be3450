"""What growth is counted by: each model's month and kind, and the keys it has on every axis."""

from collections.abc import Iterable, Mapping

import numpy as np

from lineage.frozen.graph import FrozenGraph
from lineage.frozen.growth import Axis, count_growth, kinds_of
from lineage.frozen.results import RELATIONS
from lineage.frozen.rollup_build import OwnerCodes
from lineage.frozen.storage.arrays import AnyArray, Arrays, Bools, Ints, Longs
from lineage.frozen.storage.columns import Moments
from lineage.frozen.storage.csr import Csr
from lineage.frozen.storage.strings import Strings, encode
from lineage.values import LANGUAGE_TASKS, Status, shown_license


def growth_arrays(graph: FrozenGraph, owners: OwnerCodes, is_tracked: Bools, rolled: Mapping[str, AnyArray]) -> Arrays:
    """The arrays of `MonthlyGrowth`, its licences' names, and what lists are selected by, by place in the preorder.

    `is_tracked` tells for each owner whether its organisation stands in the table; `rolled` has the sets of roots.
    """
    task = graph.models.words("pipeline_tag")
    license, names = _licenses(graph)
    is_language = _is_one_of(task.codes, task.vocabulary)
    marked = graph.models.is_mass_upload
    kinds = kinds_of(graph.parents.degrees > 0, is_language, is_tracked[owners.of_model], marked)
    relations = np.empty_like(graph.lists.relations)
    relations[graph.by_preorder] = graph.lists.relations
    axes = {
        "organisation": Axis.of_codes(owners.organisation[owners.of_model], owners.organisations),
        "base": _bases(rolled, owners.organisations),
        "relation": Axis.of_bits(relations, len(RELATIONS)),
        "license": Axis.of_codes(license, len(names)),
        "task": Axis.of_codes(task.codes, len(task.vocabulary)),
    }
    listed = graph.models.with_word("status", Status.LISTED)
    counted = count_growth(_months(graph), kinds, listed, axes)
    named = {f"growth.license.name.{part}": array for part, array in encode(names).items()}
    placed = {"placed.kind": kinds[graph.by_preorder], "placed.base": rolled["roots.of_model"][graph.by_preorder]}
    return {**counted, **named, **placed}


def _months(graph: FrozenGraph) -> Longs:
    """The month each model was made in, since 1970; below 0 where unknown."""
    created = graph.models.column("created_at")
    assert isinstance(created, Moments)  # noqa: S101 - tells the type checker
    months = created.values.astype("datetime64[ms]").astype("datetime64[M]").astype(np.int64)
    return np.where(created.values < 0, -1, months)


def _bases(rolled: Mapping[str, AnyArray], organisations: int) -> Axis:
    """Each model that is no root with the organisations of its roots."""
    codes = rolled["roots.of_model"]
    one, several = (np.flatnonzero(which) for which in ((codes >= 0) & (codes < organisations), codes >= organisations))
    sets, members = codes[several] - organisations, Csr(rolled["roots.starts"], rolled["roots.members"])
    models = np.concatenate([one, np.repeat(several, members.counts(sets))]).astype(np.int32)
    return Axis(models, np.concatenate([codes[one], members.gather(sets)]).astype(np.int32), organisations)


def _is_one_of(codes: Ints, vocabulary: Strings) -> Bools:
    """For each model whether its task is one of a language model."""
    wanted = [code for task in LANGUAGE_TASKS if (code := vocabulary.find(task)) is not None]
    return np.isin(codes, wanted)


def _licenses(graph: FrozenGraph) -> tuple[Ints, list[str]]:
    """What each model's licence is called, as a place among the names; below 0 where nothing is stated."""
    ids, named = graph.models.words("license"), graph.models.words("license_name")
    size = len(named.vocabulary) + 1
    pairs, of_model = np.unique((ids.codes.astype(np.int64) + 1) * size + named.codes + 1, return_inverse=True)
    shown = [
        shown_license(_word(ids.vocabulary, id), _word(named.vocabulary, name)) for id, name in _split(pairs, size)
    ]
    names = sorted({name for name in shown if name})
    place = {name: at for at, name in enumerate(names)}
    codes = np.array([place.get(name or "", -1) for name in shown], np.int32)
    return codes[of_model], names


def _split(pairs: AnyArray, size: int) -> Iterable[tuple[int, int]]:
    ids, names = np.divmod(pairs, size)
    return zip((ids - 1).tolist(), (names - 1).tolist(), strict=True)


def _word(vocabulary: Strings, code: int) -> str | None:
    return None if code < 0 else vocabulary[code]
