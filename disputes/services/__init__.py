"""Verbs on disputes, by noun: one import for pages, tests and the demo."""

from disputes.services.disputes import change_dispute, register_dispute
from disputes.services.following import (
    close_dispute,
    relapse_dispute,
    revisit_dispute,
    void_dispute,
    withdraw_dispute,
    work_on_dispute,
)
from disputes.services.linking import lead_dispute, leaders_for, link_dispute, merge_dispute
from disputes.services.mechanisms import MOST_STAGES, add_mechanism, withdraw_mechanism
from disputes.services.papers import file_papers
from disputes.services.people import MOST_PARTIES, add_party, remove_party
from disputes.services.stages import complete_stage, may_complete

__all__ = [
    "MOST_PARTIES",
    "MOST_STAGES",
    "add_mechanism",
    "add_party",
    "change_dispute",
    "close_dispute",
    "complete_stage",
    "file_papers",
    "lead_dispute",
    "leaders_for",
    "link_dispute",
    "may_complete",
    "merge_dispute",
    "register_dispute",
    "relapse_dispute",
    "remove_party",
    "revisit_dispute",
    "void_dispute",
    "withdraw_dispute",
    "withdraw_mechanism",
    "work_on_dispute",
]
