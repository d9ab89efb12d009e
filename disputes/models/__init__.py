"""What disputes keep."""

from disputes.models.agreement import Agreement, Instalment
from disputes.models.dispute import Dispute
from disputes.models.family import FamilyWarning, WarningState, WarningVisit
from disputes.models.file import FollowUp, Paper, Progress
from disputes.models.grounds import MediationGround
from disputes.models.handled import Mood, State, Visit, Way
from disputes.models.mechanism import Mechanism, Passage, Stage
from disputes.models.mediated import Form, Kind, Manner, MediationState, Outcome
from disputes.models.mediation import Mediation, Session
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
    "Agreement",
    "AmountBand",
    "Dispute",
    "DisputeCategory",
    "FamilyWarning",
    "FollowUp",
    "Form",
    "Group",
    "Instalment",
    "Kind",
    "Manner",
    "Mechanism",
    "Mediation",
    "MediationGround",
    "MediationState",
    "Mood",
    "Outcome",
    "Paper",
    "PaperKind",
    "Party",
    "Passage",
    "Progress",
    "RiskLevel",
    "SeasonTag",
    "Session",
    "SizeBand",
    "Stage",
    "State",
    "Visit",
    "WarningSign",
    "WarningState",
    "WarningVisit",
    "Way",
]
