"""The lineage graph of open models, and one way in for Python: `lineage.open`.

`open` gives a `Lineage`; `snapshots` lists what could be opened, `import_` makes a graph of a file. Values and errors
are here by their names: `lineage.Model`, `lineage.Relation`, `lineage.UnknownModel`; `lineage.errors` has the tree of
all errors.
"""

import warnings
from collections.abc import Mapping
from datetime import date
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

from lineage import errors
from lineage.errors import (
    BadFile,
    BadInput,
    BadSetting,
    BadStatement,
    BadStoreURL,
    DamagedError,
    HomeBusy,
    HubError,
    LineageError,
    NewerFormat,
    NotLoadedError,
    StoreError,
    UnknownModel,
    UnknownOwner,
)

if TYPE_CHECKING:
    import polars as pl

    from lineage.compliance.model_licence import ModelLicence
    from lineage.given_ids import IdRule
    from lineage.graph import Lineage
    from lineage.impact.impact import Impact
    from lineage.owners.owners import OwnerSummary
    from lineage.values import (
        Derivation,
        Evidence,
        Extent,
        Inference,
        Irregularity,
        Model,
        Relation,
        SnapshotFacts,
        Status,
    )

__version__ = "0.2.0.dev0"
__all__ = [
    "BadFile",
    "BadInput",
    "BadSetting",
    "BadStatement",
    "BadStoreURL",
    "DamagedError",
    "Derivation",
    "Evidence",
    "Extent",
    "HomeBusy",
    "HubError",
    "IdRule",
    "Impact",
    "Inference",
    "Irregularity",
    "Lineage",
    "LineageError",
    "Model",
    "ModelLicence",
    "NewerFormat",
    "NotLoadedError",
    "OwnerSummary",
    "Relation",
    "SnapshotFacts",
    "Status",
    "StoreError",
    "UnknownModel",
    "UnknownOwner",
    "__version__",
    "errors",
    "import_",
    "open",
    "snapshots",
]

_LATE = {
    **dict.fromkeys(("Derivation", "Evidence", "Extent", "Inference", "Irregularity", "Model"), "lineage.values"),
    **dict.fromkeys(("Relation", "SnapshotFacts", "Status"), "lineage.values"),
    **{"Lineage": "lineage.graph", "IdRule": "lineage.given_ids", "Impact": "lineage.impact.impact"},
    **{"ModelLicence": "lineage.compliance.model_licence", "OwnerSummary": "lineage.owners.owners"},
}
"""Where each value is that is imported when it is first named: importing the package stays light."""


def __getattr__(name: str) -> Any:
    if name in _LATE:
        return getattr(import_module(_LATE[name]), name)
    raise AttributeError(f"module 'lineage' has no attribute {name!r}")


def __dir__() -> list[str]:
    return __all__


def open(home_or_url: str | Path | None = None, *, snapshot: str | None = None) -> "Lineage":
    """Open the graph: in the default home (None), in a home folder, or in the store a URL names.

    With a `snapshot`, one of `snapshots()`, the graph of that one, whatever is loaded: it is resolved, loaded and
    frozen beside it where it was not before. The frozen graph is made on the first opening of a load and reused after
    it; any number of processes may open a home, also while one writes it, and where nothing can be written. Raises
    NotLoadedError when nothing was loaded, or there is no such snapshot, BadStoreURL, StoreError.
    """
    from lineage.graph import open_lineage  # noqa: PLC0415 - importing the package stays light

    return open_lineage(home_or_url, snapshot)


def snapshots(home: str | Path | None = None) -> "pl.DataFrame":
    """The snapshots of a home (None: the default one), a row each, that of the oldest data first.

    Columns: `snapshot` (its name), `source`, `extent` (whole, family or sample), `scope`, `as_of` (when the data are
    from) and `as_of_how`, `started_at` and `finished_at` (when they were read), `complete`, `synthetic`, `listed` and
    `frontier` (in models), `coverage` (a share), `is_resolved`.
    """
    from lineage.graph import place_of  # noqa: PLC0415
    from lineage.home.snapshot_table import snapshots_frame  # noqa: PLC0415

    return snapshots_frame(place_of(home).home)


def import_(
    *files: str | Path,
    as_of: str | date | None = None,
    home: str | Path | None = None,
    name: str | None = None,
    columns: Mapping[str, str] | None = None,
    card_id: str | None = None,
    whole: bool = False,
    force: bool = False,
) -> "Lineage":
    """Import files as one snapshot, load it into a home (None: the default one) in place of what is there, and open it.

    Known formats, `columns` (field to column), `card_id`, `whole` and `as_of`, the day the data are from, are those of
    `qwen-lineage import`. Rows that cannot be used warn, the first of them named (`rejected.jsonl` in the snapshot's
    folder has them all), and so do words for relations that are none of the Hub's. A load of the same part of the Hub
    that would take most models away is refused without `force`; a sample is the same part as another one of its source.
    Raises BadFile, BadInput, HomeBusy, StoreError.
    """
    from lineage import arguments  # noqa: PLC0415
    from lineage.graph import open_place, place_of  # noqa: PLC0415
    from lineage.steps import IMPORT_AND_SHOW, step  # noqa: PLC0415

    where = place_of(home)
    options = {"as_of": as_of, "name": name, "columns": columns, "card_id": card_id, "whole": whole, "force": force}
    unused = step(IMPORT_AND_SHOW)(where, [arguments.file_to_read("a file", file) for file in files], **options)
    for line in unused:
        warnings.warn(line, stacklevel=2)
    return open_place(where)
