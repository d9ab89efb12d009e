"""Verbs of venue inspections. Each owns its transaction; `by` is the actor, `on` the day it counts for."""

from inspections.services.drafts import (
    DRAFT,
    discard_draft,
    find_draft,
    forget_submitted,
    keep_draft,
    release_number,
    reopen_inspection,
    retire_draft,
)
from inspections.services.notices import (
    NoticeFacts,
    change_draft,
    draft_notice,
    extend_notice,
    issue_notice,
    planned_due,
    request_reinspection,
    reserve_notice_number,
    serve_notice,
    void_notice,
)
from inspections.services.recording import (
    HazardFacts,
    InspectionFacts,
    InspectionRefused,
    find_problems,
    record_inspection,
    withdraw_inspection,
)
from inspections.services.rectification import compute_rectification_deadlines
from inspections.services.reinspection import record_reinspection
from inspections.services.venues import add_venue, change_venue, reveal_venue

__all__ = [
    "DRAFT",
    "HazardFacts",
    "InspectionFacts",
    "InspectionRefused",
    "NoticeFacts",
    "add_venue",
    "change_draft",
    "change_venue",
    "compute_rectification_deadlines",
    "discard_draft",
    "draft_notice",
    "extend_notice",
    "find_draft",
    "find_problems",
    "forget_submitted",
    "issue_notice",
    "keep_draft",
    "planned_due",
    "record_inspection",
    "record_reinspection",
    "release_number",
    "reopen_inspection",
    "request_reinspection",
    "reserve_notice_number",
    "retire_draft",
    "reveal_venue",
    "serve_notice",
    "void_notice",
    "withdraw_inspection",
]
