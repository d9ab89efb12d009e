"""Verbs on zones and beats, plans, patrols, and how fast somebody came: one import for pages, tests and the demo."""

from prevention.services.patrols.beats import (
    add_beat,
    add_zone,
    change_beat,
    change_zone,
    void_beat,
    void_zone,
)
from prevention.services.patrols.days import close_days, lay_ahead
from prevention.services.patrols.plans import (
    add_planned,
    add_plans,
    cancel_planned,
    change_plan,
    change_planned,
    void_plan,
)
from prevention.services.patrols.response import (
    CountsTaken,
    add_counts,
    add_mechanism,
    add_ring,
    change_count,
    change_mechanism,
    change_ring,
    void_count,
    void_mechanism,
    void_ring,
)
from prevention.services.patrols.shifts import change_patrol, hand_over, pass_points, stand_down, start_patrol

__all__ = [
    "CountsTaken",
    "add_beat",
    "add_counts",
    "add_mechanism",
    "add_planned",
    "add_plans",
    "add_ring",
    "add_zone",
    "cancel_planned",
    "change_beat",
    "change_count",
    "change_mechanism",
    "change_patrol",
    "change_plan",
    "change_planned",
    "change_ring",
    "change_zone",
    "close_days",
    "hand_over",
    "lay_ahead",
    "pass_points",
    "stand_down",
    "start_patrol",
    "void_beat",
    "void_count",
    "void_mechanism",
    "void_plan",
    "void_ring",
    "void_zone",
]
