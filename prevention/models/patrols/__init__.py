"""Patrols (巡逻): what is planned, what is held, and how fast somebody comes when called."""

from prevention.models.patrols.planned import PlannedPatrol
from prevention.models.patrols.plans import PatrolKind, PatrolPlan
from prevention.models.patrols.response import PatrolMechanism, ResponseCount, ResponseRing
from prevention.models.patrols.shifts import PatrolShift, ShiftPoint

__all__ = [
    "PatrolKind",
    "PatrolMechanism",
    "PatrolPlan",
    "PatrolShift",
    "PlannedPatrol",
    "ResponseCount",
    "ResponseRing",
    "ShiftPoint",
]
