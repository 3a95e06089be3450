"""One list of an impact as a table: its models, each with what the list says of it."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np

from lineage.columns import GraphColumn
from lineage.columns.values import ReadValues
from lineage.compliance.relicensing import Relicensing
from lineage.export.model_table import ModelTable
from lineage.frozen import FrozenGraph
from lineage.frozen.storage.arrays import AnyArray
from lineage.impact.impact import ImpactList, OtherWays, SurvivorList
from lineage.list_window import ListWindow
from lineage.schema import Type

ListOfModels = ImpactList | SurvivorList | Relicensing


def impact_table(
    graph: FrozenGraph, id: str, name: str, part: ListOfModels, columns: Sequence[GraphColumn], window: ListWindow
) -> ModelTable:
    """The list of that name of the model `id`, all of the `window`; its own columns stand before the others."""
    license = {"license": part.name} if isinstance(part, Relicensing) else {}
    return ModelTable(
        graph,
        np.array(part.numbers, np.int64),
        (*_columns(part), *columns),
        {"impact_of": id, "list": name, **license, "mass_uploads": window.mass_uploads, "order": window.sort},
        part.total if window.mass_uploads else part.without_mass_uploads,
        part.definition,
    )


def _columns(part: ListOfModels) -> Iterable[GraphColumn]:
    """What a list says of its models, and no other does."""
    numbers = part.numbers
    match part:
        case OtherWays():
            ways = map(list, part.ways)
            yield _column("way", "strings", "a shortest way round it, from the model itself to a root", numbers, ways)
        case SurvivorList():
            kinds = [str(one.kind) for one in part.models]
            yield _column("kind", "string", "what it is to the model that goes", numbers, kinds)
            inferred = [one.inferred for one in part.models]
            yield _column("inferred", "boolean", "whether nobody declares that it is a copy", numbers, inferred)
            reasons = [list(one.reasons) for one in part.models]
            yield _column("reasons", "strings", "what speaks for it", numbers, reasons)
        case Relicensing():
            for when, word in (("before", "now"), ("after", "then")):
                stands = [getattr(one, when) for one in part.models]
                verdicts = [one.verdict for one in stands]
                yield _column(
                    f"verdict_{when}", "string", f"its verdict {word}; absent where no base is named", numbers, verdicts
                )
                classes = [one.effective_class for one in stands]
                meaning = f"the class of all terms that hold for it {word}"
                yield _column(f"class_{when}", "string", meaning, numbers, classes)
            rules = [list(one.rules) for one in part.models]
            yield _column("rules", "strings", "what the rules of licences say of it then", numbers, rules)


def _column(name: str, type: Type, meaning: str, numbers: Sequence[int], values: Iterable[Any]) -> GraphColumn:
    """A column with a value for each of some models."""
    of: Mapping[int, Any] = dict(zip(numbers, values, strict=True))

    def read(graph: FrozenGraph, rows: AnyArray) -> ReadValues:
        return ReadValues([of[number] for number in rows.tolist()])

    return GraphColumn(name, type, meaning, read)
