"""Whole tables of a frozen graph as polars has them: of any size, made from arrays and a part at a time."""

from lineage.tabular.derivations import derivations_scan
from lineage.tabular.models import ModelTables
from lineage.tabular.scan import FrameColumn

__all__ = ["FrameColumn", "ModelTables", "derivations_scan"]
