"""The figures a synthetic Hub is made to: the whole Hub's on 2026-09-25, and guesses where none are published.

Sources: W = the whole-Hub tables of 2026-09-25; L = Laufer et al., July 2025; R = 4,167 real rows of May 2026;
N = names of 3,078 real Qwen descendants; G = a guess.
"""

from datetime import UTC, datetime

from lineage.values import Relation

RELATIONS = tuple(Relation)
"""A relation's code in every column of this package is its place here."""

FINETUNE, ADAPTER, MERGE, QUANTIZED, UNKNOWN = range(5)
NONE = 255
"""The code of "no relation"."""

ABSENT = 255
"""The code of what a model's page does not say."""

FLOOR = int(datetime(2022, 3, 2, 23, 29, 4, tzinfo=UTC).timestamp())
"""Seconds: what the Hub says of every repository older than its record of dates. W"""

NOW = int(datetime(2026, 9, 25, tzinfo=UTC).timestamp())
"""Seconds: the day the synthetic Hub is seen on."""

WHOLE_HUB = 3_094_856
DERIVATIONS = 903_939
RELATED_MODELS = 870_500
RELATED = 0.2813
"""Share of models that declare a parent. W"""

LEGACY = 29_579 / WHOLE_HUB
"""Share of models that carry the floor as their date. W"""

MODEL_MIX = {QUANTIZED: 0.208, ADAPTER: 0.381, MERGE: 0.0189, UNKNOWN: 0.001}
"""Relations by related model; finetune is the rest. From W's shares of derivations, a merge having several."""

LEVEL_SHARES = (0.82, 0.155, 0.02, 0.004, 0.001)
"""Share of related models one, two, ... derivations below a root. N: 82 % and 17 %."""

BASES = 0.725
"""Share of related models that hang directly on a well-known base; the rest of level one hangs on unknown roots. G"""

REPORTED = 8_280
"""Children from which on a base's number is W's own; below, the numbers are estimates and scaled to fit BASES."""

FERTILE = {FINETUNE: 0.073, QUANTIZED: 0.0075, ADAPTER: 0.0016, MERGE: 0.1, UNKNOWN: 0.0}
"""Share of models with children of their own, by how they were made themselves. L (7.9, 0.95, 0.19 %), less what bases
add; merges G"""

KIND_MIX = {
    "image": (0.11, 0.86, 0.0, 0.03),
    "encoder": (0.93, 0.04, 0.0, 0.03),
    "audio": (0.75, 0.2, 0.0, 0.05),
    "robotics": (0.9, 0.1, 0.0, 0.0),
}
"""Finetune, adapter, merge, quantized among the children of bases that are no language models. G"""

UNKNOWN_ROOTS_MIX = (0.42, 0.35, 0.0, 0.23)
DEEPER_MIX = (0.3, 0.22, 0.06, 0.42)
"""The same among children of unknown roots and among the deeper levels; language models get what the totals leave. G"""

BACKDATED = 0.0055
"""Share of models older than their parent; 0.42 % of datable derivations. W"""

NO_DOWNLOADS = 0.37
NEVER_DOWNLOADED = 427_991 / WHOLE_HUB
"""Share without a download this month (L) and ever (W)."""

NO_METADATA = 0.35
LICENSED = 0.36
PIPELINED = 0.34
SPOKEN = 0.15
"""Shares of models with nothing, a licence, a pipeline tag, a language. W"""

STEMMED = {FINETUNE: 0.64, ADAPTER: 0.78, MERGE: 0.85, QUANTIZED: 1.0, UNKNOWN: 0.6}
"""Share of children whose name repeats their parent's. N, moved a little: a parent may have lost the family's name."""

MASS_BY_BASE = {
    "Qwen/Qwen1.5-0.5B": 32_264,
    "Qwen/Qwen1.5-1.8B": 30_368,
    "google/gemma-2b": 22_900,
    "google/gemma-7b": 8_400,
}
"""Children uploaded by the thousand from one account under timestamp names. W; gemma G"""

SWARM = 11_227
SWARM_BASES = ("Gensyn/Qwen2.5-0.5B-Instruct", "Qwen/Qwen2.5-0.5B-Instruct")
UUID_CHILDREN = 14_000
TOURNAMENT = 1_565
"""Further mass uploads among the children: swarms (W), uuids (G), tournaments (W)."""

MASS_ALONE = {"timestamp": 20_000, "blockassist": 99_051, "uuid": 93_000, "omega": 12_156, "cuid": 2_716}
"""Mass uploads among models without a parent, by the pattern in their names. W"""

UNDECLARED = {"reupload": 22_962, "suffix": 14_231, "mirror": 11_279}
"""Models whose name gives a parent away that no card declares: `author_-_model`, a quantisation suffix, a mirror. W"""

SILENT = 0.22
"""Share of models of a Qwen architecture that declare no parent. R"""

IRREGULAR = {
    "wrong_case": 0.0031,
    "missing": 0.012,
    "removed": 0.0189,
    "self_reference": 0.00226,
    "cache_path": 0.004,
    "local_path": 0.004,
    "url": 0.003,
    "html": 0.0003,
    "dash": 0.0005,
    "commas": 0.0006,
    "dataset": 0.001,
    "collection": 0.0003,
    "empty_list": 0.003,
    "empty_text": 0.001,
    "placeholder": 0.0007,
    "not_text": 0.0004,
    "repeated": 0.0047,
    "one_parent": 0.004,
    "lonely_merge": 0.001,
    "leaked_tag": 0.001,
}
"""Share of related models whose card is irregular in each way. W (case, removed, self), R and G (the rest)."""

CYCLES = 12 / WHOLE_HUB
FEWEST_CYCLES = 3
"""Cycles by model (W), and the fewest on a Hub of 2,000 models or more."""

RENAMED_CLAIMS = 0.4
"""Share of cards that use the old id, among the children of a renamed parent. G"""

EXPLICIT = 0.08
"""Share of related models that state their relation. G"""

GATED = 0.02
"""Share of models behind a form. G"""
