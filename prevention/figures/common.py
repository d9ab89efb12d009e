"""What figures of all subjects of prevention say alike."""

from django.db.models import Q

from prevention.models.beats import in_use_on

PATROLS, NIGHTS = "巡防", "夜查"  # what items of the responsibility list wait for
DAY = "；报告日在行动期间的计入，作废的不计"


def in_force_at_end(period) -> Q:
    """Valid on the last day of the period."""
    return in_use_on(period.until)
