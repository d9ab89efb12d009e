"""Alerts to judge, and what is to be repaired or re-checked soon, at the person's units."""

import datetime as dt

from django.db.models import Case as Whichever
from django.db.models import CharField, OuterRef, QuerySet, Subquery, Value, When
from django.db.models.functions import Concat

from baiyi.deadlines.models import Deadline
from prevention import rights
from prevention.kinds import DEVICE_REPAIR, FACILITY_RECHECK, FACILITY_REPAIR
from prevention.models import DeviceRepair, FacilityDefect, WaterAlert
from prevention.reading.at_hand.rows import Waiting, columns, text

ALERT = "alert"
TERMS = {DEVICE_REPAIR, FACILITY_REPAIR, FACILITY_RECHECK}
PARTS = {ALERT, *TERMS}
NEAR = dt.timedelta(days=3)


def parts(user, on: dt.date) -> list[QuerySet]:
    if not user.has_perm(rights.TEND_WATERS):
        return []
    units = user.unit_ids(rights.TEND_WATERS)
    alerts = WaterAlert.objects.current().filter(state=WaterAlert.State.PENDING, unit__in=units)
    terms = Deadline.objects.open().filter(kind__in=TERMS, unit__in=units, effective_due_on__lte=on + NEAR)
    facts = {"part": "kind", "key": "object_id", "title": _titles(), "day": "effective_due_on", "late": "late_after"}
    return [
        columns(alerts, part=text(ALERT), key="pk", title="water__name", words="point"),
        columns(terms, **facts),
    ]


def _titles() -> Whichever:
    """Of the record a deadline is about: the water of a defect, number and point of a device."""
    defects = FacilityDefect.objects.filter(pk=OuterRef("object_id")).values("water__name")
    device = Concat("device__number", Value(" "), "device__point", output_field=CharField())
    repairs = DeviceRepair.objects.filter(pk=OuterRef("object_id")).annotate(title=device).values("title")
    of_device = When(kind=DEVICE_REPAIR, then=Subquery(repairs[:1]))
    return Whichever(of_device, default=Subquery(defects[:1]), output_field=CharField())


def chosen(rows: list[Waiting]) -> list[Waiting]:
    """What has a day by its day, alerts behind."""
    return sorted(rows, key=lambda row: (row.day or dt.date.max, row.key))
