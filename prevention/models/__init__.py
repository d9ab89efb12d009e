"""Checkpoints with their shifts, and nights of checking for drink driving."""

from prevention.models.checkpoint import Checkpoint, CheckpointShift
from prevention.models.night import Breathalyser, NightSheet
from prevention.models.turn import OnDuty, Turn

__all__ = ["Breathalyser", "Checkpoint", "CheckpointShift", "NightSheet", "OnDuty", "Turn"]
