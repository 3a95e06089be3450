"""What growth is counted by: each model's month and kind, and the keys it has on every axis."""

from collections.abc import Mapping

import numpy as np

from lineage.frozen.graph import FrozenGraph
from lineage.frozen.owners import OwnerCodes
from lineage.frozen.results import RELATIONS
from lineage.frozen.rollups.growth import Axis, count_growth, kinds_of
from lineage.frozen.storage.arrays import AnyArray, Arrays, Bools, Ints
from lineage.frozen.storage.columns import months_since_1970
from lineage.frozen.storage.csr import Csr
from lineage.frozen.storage.strings import Strings, encode
from lineage.values import LANGUAGE_TASKS, Status


def growth_arrays(graph: FrozenGraph, owners: OwnerCodes, is_tracked: Bools, rolled: Mapping[str, AnyArray]) -> Arrays:
    """The arrays of `MonthlyGrowth`, its licences' names, and what lists are selected by, by place in the preorder.

    `is_tracked` tells for each owner whether its organisation stands in the table; `rolled` has the sets of roots.
    """
    task = graph.models.words("pipeline_tag")
    license, names = _licenses(graph)
    classes = graph.models.words("effective_class")
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
        "effective_class": Axis.of_codes(classes.codes, len(classes.vocabulary)),
        "task": Axis.of_codes(task.codes, len(task.vocabulary)),
    }
    listed = graph.models.with_word("status", Status.LISTED)
    counted = count_growth(months_since_1970(graph.models.moments("created_at").values), kinds, listed, axes)
    named = {f"growth.license.name.{part}": array for part, array in encode(names).items()}
    of_place = graph.by_preorder
    placed = {"placed.kind": kinds.take(of_place), "placed.base": rolled["roots.of_model"].take(of_place)}
    before = np.concatenate([[0], np.cumsum(~marked.take(of_place), dtype=np.int32)]).astype(np.int32)
    return {**counted, **named, **placed, "placed.no_mass_uploads_before": before}


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
    shown, of_model = graph.models.licenses(slice(None))
    names = sorted({name for name in shown if name})
    place = {name: at for at, name in enumerate(names)}
    codes = np.array([place.get(name or "", -1) for name in shown], np.int32)
    return codes[of_model], names
