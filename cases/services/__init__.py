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
from cases.services.studies import add_study, change_study, set_duty, void_study
from cases.services.trips import approve_trip, ask_trip, end_trip

__all__ = [
    "JOIN_WITHIN",
    "add_study",
    "approve_extension",
    "approve_trip",
    "ask_extension",
    "ask_trip",
    "change_case",
    "change_leader",
    "change_measure",
    "change_study",
    "chase_case",
    "contest_outcome",
    "end_lead",
    "end_trip",
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
    "set_duty",
    "take_measure",
    "verify_outcome",
    "void_study",
]
