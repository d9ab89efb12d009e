"""Hotspots, who answers for them, the hours of their week, and what is done about them."""

from hotspots.models.hotspot import Hotspot, HotspotAssignment, binds
from hotspots.models.supervision import Supervision, WeeklyDuty
from hotspots.models.timetable import SupervisionWeeks, Timetable

__all__ = ["Hotspot", "HotspotAssignment", "Supervision", "SupervisionWeeks", "Timetable", "WeeklyDuty", "binds"]
