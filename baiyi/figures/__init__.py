"""Figures: one declaration per number. Apps register theirs in `<app>/figures.py`, found at start-up.

Values are asked of `baiyi.figures.evaluation`.
"""

from baiyi.figures.changes import Change
from baiyi.figures.declarations import (
    IN_HAPPENED,
    Composed,
    Definition,
    Figure,
    Flow,
    Matching,
    Median,
    Ratio,
    Related,
    Stock,
    Sum,
)
from baiyi.figures.periods import Period
from baiyi.figures.registry import all_figures, get, register

__all__ = [
    "IN_HAPPENED",
    "Change",
    "Composed",
    "Definition",
    "Figure",
    "Flow",
    "Matching",
    "Median",
    "Period",
    "Ratio",
    "Related",
    "Stock",
    "Sum",
    "all_figures",
    "get",
    "register",
]
