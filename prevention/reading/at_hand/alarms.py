"""Days of alarms that are over and that nobody reported, for the head and the clerk of the unit."""

import datetime as dt

from django.db.models import QuerySet

from baiyi.accounts.roles import Role
from prevention import rights
from prevention.models import AlarmReport
from prevention.reading.at_hand.rows import Waiting, columns, text

ALARMS = "alarms"
PARTS = {ALARMS}
DESK = {Role.CHIEF, Role.CLERK}
MOST = 5
LATELY = dt.timedelta(days=31)  # what is older is closed, and asks nobody


def parts(user, on: dt.date) -> list[QuerySet]:
    if not DESK & user.roles:
        return []
    rows = AlarmReport.objects.missing().filter(unit__in=user.unit_ids(rights.REPORT_ALARMS))
    rows = rows.filter(reported_on__gte=on - LATELY)
    return [
        columns(
            rows,
            part=text(ALARMS),
            key="pk",
            title="unit__short_name",
            starts="due_at",
            day="reported_on",
            of="unit_id",
        )
    ]


def chosen(rows: list[Waiting]) -> list[Waiting]:
    """The latest days first."""
    return sorted(rows, key=lambda row: (row.day, -row.of), reverse=True)[:MOST]
