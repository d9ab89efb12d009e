"""Anti-drowning (防溺水): waters with their 四个一, patrols, devices, alerts and who was talked out of swimming."""

from prevention.models.waters.alert import Dissuasion, WaterAlert
from prevention.models.waters.defect import FacilityDefect
from prevention.models.waters.device import Device, DeviceDay, DeviceLink, DeviceRepair
from prevention.models.waters.patrol import MissedWaterPatrol, WaterPatrol
from prevention.models.waters.water import Facility, Water

__all__ = [
    "Device",
    "DeviceDay",
    "DeviceLink",
    "DeviceRepair",
    "Dissuasion",
    "Facility",
    "FacilityDefect",
    "MissedWaterPatrol",
    "Water",
    "WaterAlert",
    "WaterPatrol",
]
