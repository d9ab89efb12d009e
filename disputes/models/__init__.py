"""What disputes keep."""

from disputes.models.dispute import Dispute
from disputes.models.file import FollowUp, Paper
from disputes.models.handled import Mood, State, Visit, Way
from disputes.models.mechanism import Mechanism, Passage, Stage
from disputes.models.people import Party
from disputes.models.reference import (
    AmountBand,
    DisputeCategory,
    Group,
    PaperKind,
    RiskLevel,
    SeasonTag,
    SizeBand,
    WarningSign,
)

__all__ = [
    "AmountBand",
    "Dispute",
    "DisputeCategory",
    "FollowUp",
    "Group",
    "Mechanism",
    "Mood",
    "Paper",
    "PaperKind",
    "Party",
    "Passage",
    "RiskLevel",
    "SeasonTag",
    "SizeBand",
    "Stage",
    "State",
    "Visit",
    "WarningSign",
    "Way",
]
