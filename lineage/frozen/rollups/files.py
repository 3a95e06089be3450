"""The roll-ups of a frozen graph: in a folder beside its arrays, counted anew where they follow another table."""

from collections.abc import Sequence
from contextlib import suppress
from functools import partial
from weakref import WeakKeyDictionary

import numpy as np

from lineage.errors import BadFile, NewerFormat
from lineage.files.access import make_folder
from lineage.frozen.graph import FrozenGraph
from lineage.frozen.owners import owners_by_code
from lineage.frozen.results import RELATIONS
from lineage.frozen.rollups.growth import MonthlyGrowth
from lineage.frozen.rollups.rollups import RollUps, variants
from lineage.frozen.storage.arrays import Arrays
from lineage.frozen.storage.beside import write
from lineage.frozen.storage.strings import Strings
from lineage.home.home import FolderKind, new_folder
from lineage.licence_digest import table_digest
from lineage.organisations import Organisations, known_organisations

FOLDER = "rollups"

_open: WeakKeyDictionary[FrozenGraph, RollUps] = WeakKeyDictionary()  # a graph never changes
_followed: WeakKeyDictionary[FrozenGraph, Organisations] = WeakKeyDictionary()


def rollups_of(graph: FrozenGraph) -> RollUps:
    """Those that were frozen with a graph, or that `use` counted; of a graph without any by the project's own table."""
    if graph not in _open:
        _open[graph] = _frozen(graph) or _counted(graph)
    return _open[graph]


def freeze_rollups(graph: FrozenGraph, organisations: Organisations, counted: Arrays) -> None:
    """Write a graph's roll-ups by a table beside its arrays, while nobody else knows of its folder; `counted` are those
    of `rolled_up`."""
    folder = graph.folder / FOLDER
    make_folder(folder)
    write(folder, FolderKind.ROLL_UPS, _tables(organisations), roll_up(graph, organisations, counted))


def use(graph: FrozenGraph, organisations: Organisations) -> None:
    """Have `rollups_of` follow this table: counted and written now where what is frozen follows another, or nothing is.

    In a folder that cannot be written they stay with this process.
    """
    found, tables = _frozen(graph), _tables(organisations)
    if found is None or found.table != tables:
        arrays = roll_up(graph, organisations)
        found = RollUps(tables, arrays)
        with suppress(OSError), new_folder(graph.folder / FOLDER) as work:
            write(work, FolderKind.ROLL_UPS, tables, arrays)
    _open[graph], _followed[graph] = found, organisations


def makers_of(graph: FrozenGraph, text: str) -> dict[str, str]:
    """The organisations of a graph whose models people call so, each with what they call them: by the table that `use`
    was given, else by the project's own. Of an owner's name, the organisation that it counts as."""
    rolled, owner = rollups_of(graph), graph.models.words("author").vocabulary.find(text)
    counts_as = None if owner is None else rolled.organisation_of(owner)
    of_owner = {} if counts_as in (None, text) else {counts_as: f"{text} is an owner of it"}
    makers = (_followed.get(graph) or known_organisations()).makers(text)
    return of_owner | {maker: called for maker, called in makers if rolled.organisations.find(maker) is not None}


def names_in_table(graph: FrozenGraph) -> set[str]:
    """The names of organisations in the table that a graph's roll-ups follow, whether the graph has them or not."""
    return (_followed.get(graph) or known_organisations()).names


def organisations_digest(graph: FrozenGraph) -> str:
    """The digest of the table of organisations that a graph's roll-ups follow."""
    return rollups_of(graph).table.partition("-")[0]


def _tables(organisations: Organisations) -> str:
    """Changes with the table of organisations, and with that of licences, by whose classes growth is counted."""
    return f"{organisations.digest}-{table_digest()}"


def roll_up(graph: FrozenGraph, organisations: Organisations, counted: Arrays | None = None) -> Arrays:
    """The arrays of a graph's roll-ups by a table of organisations; None: they are counted now."""
    from lineage.frozen.rollups.build import rolled_up  # noqa: PLC0415
    from lineage.frozen.rollups.growth_build import growth_arrays  # noqa: PLC0415 - most graphs have theirs already
    from lineage.frozen.rollups.portrait_build import portrait_arrays  # noqa: PLC0415

    author = graph.models.words("author")
    names, owners = owners_by_code(author.vocabulary, author.codes, organisations)
    which = variants(graph.models.is_mass_upload, graph.is_quantized)
    arrays = counted or rolled_up(
        graph.children, graph.parents, owners, which, graph.reach.is_root, graph.inferred_parents
    )
    sizes = np.array([graph.size, len(owners.organisation), len(names)])
    named = names.table.arrays("organisation")
    in_rows = [code for name in organisations.names if (code := names.find(name)) is not None]
    tracked = np.isin(owners.organisation, in_rows)
    growth = growth_arrays(graph, owners, tracked, arrays)
    counts = {**named, "owner.organisation": owners.organisation, "sizes": sizes, **arrays, **growth}
    return counts | portrait_arrays(graph, RollUps(organisations.digest, counts))


def growth_of(graph: FrozenGraph) -> MonthlyGrowth:
    """New models by month, as they were counted with the roll-ups."""
    rolled = rollups_of(graph)
    names: dict[str, Sequence[str]] = {
        "organisation": rolled.organisations,
        "base": rolled.organisations,
        "relation": [str(relation) for relation in RELATIONS],
        "license": Strings(rolled.arrays, "growth.license.name"),
        "effective_class": graph.models.words("effective_class").vocabulary,
        "task": graph.models.words("pipeline_tag").vocabulary,
    }
    return MonthlyGrowth(rolled.arrays, names, partial(makers_of, graph))


def _frozen(graph: FrozenGraph) -> RollUps | None:
    try:
        return RollUps.open(graph.folder / FOLDER)
    except (BadFile, NewerFormat):
        return None


def _counted(graph: FrozenGraph) -> RollUps:
    known = known_organisations()
    return RollUps(_tables(known), roll_up(graph, known))
