"""Models side by side: their fields, what stands above them together, the ways between them, and their families."""

from lineage.comparison.compare import MOST_MODELS, compare_models, distinct_ids
from lineage.comparison.families import ComparedFamilies, DescendantCount
from lineage.comparison.fields import Agreement, ComparedField
from lineage.comparison.kinship import CommonAncestor, CommonAncestors, DeclaredStep, MeetingPoint, PairKinship
from lineage.comparison.side_by_side import ComparedModel, ComparedParent, ModelComparison

__all__ = [
    "MOST_MODELS",
    "Agreement",
    "CommonAncestor",
    "CommonAncestors",
    "ComparedFamilies",
    "ComparedField",
    "ComparedModel",
    "ComparedParent",
    "DeclaredStep",
    "DescendantCount",
    "MeetingPoint",
    "ModelComparison",
    "PairKinship",
    "compare_models",
    "distinct_ids",
]
