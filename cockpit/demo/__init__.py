"""The responsibility list of the demonstration: its lines name the figures of every sub-system."""

from cockpit.demo.plan import plant_plan as plant

__all__ = ["plant"]
