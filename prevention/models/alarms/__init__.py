"""Alarms (警情) by count: what is counted, what units reported, until when they may, and what was compared."""

from prevention.models.alarms.categories import AlarmCategory
from prevention.models.alarms.closing import AlarmClosing, AlarmException, AlarmRule
from prevention.models.alarms.comparing import AlarmBase, AlarmComparison
from prevention.models.alarms.reports import AlarmCorrection, AlarmCount, AlarmReport

__all__ = [
    "AlarmBase",
    "AlarmCategory",
    "AlarmClosing",
    "AlarmComparison",
    "AlarmCorrection",
    "AlarmCount",
    "AlarmException",
    "AlarmReport",
    "AlarmRule",
]
