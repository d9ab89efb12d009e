"""Verbs on cases, by noun: one import for pages, tests and the demo."""

from cases.services.cases import JOIN_WITHIN, change_case, join_operation, penalise_case, register_case, rule_for
from cases.services.custody import change_measure, extend_custody, take_measure
from cases.services.extensions import approve_extension, ask_extension
from cases.services.leading import change_leader, chase_case, end_lead, lead_case, leaders_for, report_progress
from cases.services.listing import keep_listed, list_case, release_case
from cases.services.outcomes import (
    contest_outcome,
    record_outcome,
    record_outcome_of,
    rule_outcome,
    same_results,
    verify_outcome,
)

__all__ = [
    "JOIN_WITHIN",
    "approve_extension",
    "ask_extension",
    "change_case",
    "change_leader",
    "change_measure",
    "chase_case",
    "contest_outcome",
    "end_lead",
    "extend_custody",
    "join_operation",
    "keep_listed",
    "lead_case",
    "leaders_for",
    "list_case",
    "penalise_case",
    "record_outcome",
    "record_outcome_of",
    "register_case",
    "release_case",
    "report_progress",
    "rule_for",
    "rule_outcome",
    "same_results",
    "take_measure",
    "verify_outcome",
]
