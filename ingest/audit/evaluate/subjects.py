"""What `qwen-lineage evaluate` can be asked about."""

from enum import StrEnum


class EvaluationSubject(StrEnum):
    """The rules an evaluation is about."""

    INFERENCE = "inference"
    MASS_UPLOADS = "mass-uploads"
    MISSING = "missing"
