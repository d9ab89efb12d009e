"""Columns of the lists of prevention; list columns are export columns."""

from prevention.tables.checkpoints import CheckpointTable, ShiftTable
from prevention.tables.nights import BreathalyserTable, SheetTable
from prevention.tables.publicity import PublicityTable

__all__ = ["BreathalyserTable", "CheckpointTable", "PublicityTable", "SheetTable", "ShiftTable"]
