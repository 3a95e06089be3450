"""Whole tables of a frozen graph as polars has them: of any size, made from arrays and a part at a time."""

from lineage.tabular.derivations import DERIVATION_COLUMNS, derivations_scan
from lineage.tabular.models import MODEL_COLUMNS, ModelTables
from lineage.tabular.scan import FrameColumn

__all__ = ["DERIVATION_COLUMNS", "MODEL_COLUMNS", "FrameColumn", "ModelTables", "derivations_scan"]
