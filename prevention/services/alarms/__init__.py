"""Verbs on alarms: reporting and correcting by unit and day, closing, and what is kept of comparisons."""

from prevention.services.alarms.closing import (
    add_category,
    allow_alarms,
    change_category,
    close_alarms,
    reopen_alarms,
    set_rule,
    take_back_exception,
)
from prevention.services.alarms.comparing import add_base, keep_comparison, recount, void_base
from prevention.services.alarms.reports import ReportedAlready, correct_alarms, open_day, report_alarms, unreport_alarms

__all__ = [
    "ReportedAlready",
    "add_base",
    "add_category",
    "allow_alarms",
    "change_category",
    "close_alarms",
    "correct_alarms",
    "keep_comparison",
    "open_day",
    "recount",
    "reopen_alarms",
    "report_alarms",
    "set_rule",
    "take_back_exception",
    "unreport_alarms",
    "void_base",
]
