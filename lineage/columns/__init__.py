"""The columns of models and of derivations, one table each: what tables in Python, files and pages call them, what each
means and how it is read."""

from lineage.columns.column import GraphColumn
from lineage.columns.derivations import DERIVATION_COLUMNS
from lineage.columns.models import MODEL_COLUMNS

__all__ = ["DERIVATION_COLUMNS", "MODEL_COLUMNS", "GraphColumn"]
