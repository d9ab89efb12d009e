"""Verbs of venue inspections. Each owns its transaction; `by` is the actor, `on` the day it counts for."""

from inspections.services.notices import (
    NoticeFacts,
    draft_notice,
    extend_notice,
    issue_notice,
    planned_due,
    request_reinspection,
    reserve_notice_number,
    serve_notice,
    void_notice,
)
from inspections.services.recording import HazardFacts, InspectionFacts, InspectionRefused, record_inspection, withdraw_inspection
from inspections.services.rectification import compute_rectification_deadlines
from inspections.services.reinspection import record_reinspection
from inspections.services.venues import add_venue, change_venue, reveal_venue

__all__ = [
    "HazardFacts",
    "InspectionFacts",
    "InspectionRefused",
    "NoticeFacts",
    "add_venue",
    "change_venue",
    "compute_rectification_deadlines",
    "draft_notice",
    "extend_notice",
    "issue_notice",
    "planned_due",
    "record_inspection",
    "record_reinspection",
    "request_reinspection",
    "reserve_notice_number",
    "reveal_venue",
    "serve_notice",
    "void_notice",
    "withdraw_inspection",
]
