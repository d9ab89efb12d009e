"""Checkpoints and nights, zones and beats with their patrols, alarms by count, waters, publicity."""

from prevention.models.alarms import (
    AlarmBase,
    AlarmCategory,
    AlarmClosing,
    AlarmComparison,
    AlarmCorrection,
    AlarmCount,
    AlarmException,
    AlarmReport,
    AlarmRule,
)
from prevention.models.beats import MustPass, PatrolBeat, PatrolZone
from prevention.models.checkpoint import Checkpoint, CheckpointShift
from prevention.models.night import Breathalyser, NightSheet
from prevention.models.patrols import (
    PatrolKind,
    PatrolMechanism,
    PatrolPlan,
    PatrolShift,
    PlannedPatrol,
    ResponseCount,
    ResponseRing,
    ShiftPoint,
)
from prevention.models.publicity import PublicityActivity
from prevention.models.turn import OnDuty, Turn
from prevention.models.waters import (
    Device,
    DeviceDay,
    DeviceLink,
    DeviceRepair,
    Dissuasion,
    Facility,
    FacilityDefect,
    MissedWaterPatrol,
    Water,
    WaterAlert,
    WaterPatrol,
)

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
    "Breathalyser",
    "Checkpoint",
    "CheckpointShift",
    "Device",
    "DeviceDay",
    "DeviceLink",
    "DeviceRepair",
    "Dissuasion",
    "Facility",
    "FacilityDefect",
    "MissedWaterPatrol",
    "MustPass",
    "NightSheet",
    "OnDuty",
    "PatrolBeat",
    "PatrolKind",
    "PatrolMechanism",
    "PatrolPlan",
    "PatrolShift",
    "PatrolZone",
    "PlannedPatrol",
    "PublicityActivity",
    "ResponseCount",
    "ResponseRing",
    "ShiftPoint",
    "Turn",
    "Water",
    "WaterAlert",
    "WaterPatrol",
]
