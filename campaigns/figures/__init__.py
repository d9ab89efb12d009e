"""Figures: one declaration per number. Apps register theirs in `<app>/figures.py`, found at start-up."""

from campaigns.figures.declarations import Definition, Figure, Flow, Median, Ratio, Reached, Stock, Sum
from campaigns.figures.evaluation import Ask, evaluate, values, values_by_unit
from campaigns.figures.periods import Period, campaign_period
from campaigns.figures.registry import all_figures, get, register

__all__ = [
    "Ask",
    "Definition",
    "Figure",
    "Flow",
    "Median",
    "Period",
    "Ratio",
    "Reached",
    "Stock",
    "Sum",
    "all_figures",
    "campaign_period",
    "evaluate",
    "get",
    "register",
    "values",
    "values_by_unit",
]
