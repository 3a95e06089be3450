"""Parents that no card declares: names give some away, the rest stay silent."""

import numpy as np
from numpy.typing import NDArray

from ingest.practice import shape
from ingest.practice.genealogy.columns import DAY, Ints, Mass, Undeclared
from ingest.practice.genealogy.draft import Draft
from ingest.practice.random_streams import pick


def hide_parents(draft: Draft) -> None:
    """Give some of the models that declare nothing a parent all the same."""
    random = draft.streams("undeclared")
    is_qwen = np.array([base.architecture.startswith("qwen") for base in draft.bases])
    counts = _counts(draft, is_qwen)
    named = random.permutation(_available(draft))
    for how, count in counts.items():
        part, named = named[:count], named[count:]
        chance = draft.weights * is_qwen if how is Undeclared.SILENT else draft.weights
        _hide(draft, part, how, chance / max(chance.sum(), 1e-9), random)


def _available(draft: Draft) -> Ints:
    """The models alone that somebody named, whose date is known, and that have no children."""
    named = draft.models_alone
    named = named[(draft.mass[named] == Mass.NO) & (draft.created[named] > shape.FLOOR)]
    parents = np.zeros(draft.models, np.bool_)
    parents[draft.parent[draft.parent >= 0]] = True
    available: Ints = named[~parents[named]]
    return available


def _counts(draft: Draft, is_qwen: NDArray[np.bool_]) -> dict[Undeclared, int]:
    """How many hide their parent in each way; the silent ones are of a Qwen architecture, in the share of `shape`."""
    everyone = shape.WHOLE_HUB * (1 - shape.RELATED)
    size = draft.alone.stop - draft.alone.start
    telling = (Undeclared.REUPLOAD, Undeclared.SUFFIX, Undeclared.MIRROR)
    counts = {how: round(n / everyone * size) for how, n in zip(telling, shape.UNDECLARED.values(), strict=True)}
    tagged = draft.related_models[draft.relation[draft.related] != shape.ADAPTER]
    root_is_qwen = np.append(is_qwen, np.zeros(draft.models - len(is_qwen), np.bool_))
    declared = int(root_is_qwen[draft.root[tagged]].sum())
    given_away = sum(counts.values()) * draft.weights[is_qwen].sum()
    silent = max(0, round(declared * shape.SILENT / (1 - shape.SILENT) - given_away))
    return counts | {Undeclared.SILENT: silent}


def _hide(draft: Draft, part: Ints, how: Undeclared, chance: NDArray[np.float64], random: np.random.Generator) -> None:
    if not len(part) or chance.sum() < 0.5:
        return
    parent = pick(chance, len(part), random)
    draft.parent[part], draft.undeclared[part], draft.root[part] = parent, how, draft.root[parent]
    draft.relation[part] = shape.FINETUNE if how in (Undeclared.MIRROR, Undeclared.SILENT) else shape.QUANTIZED
    draft.level[part] = 1
    draft.date_children(part, 300 * DAY)
