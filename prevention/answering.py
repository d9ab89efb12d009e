"""Who answers: of a defect and of a device's repair the officer of the water; else the head of the unit."""

import datetime as dt
from functools import partial

from django.db.models import prefetch_related_objects

from baiyi.accounts.answering import answers_for
from baiyi.accounts.models import User


def officers_of_waters(records: list, on: dt.date, *, road: str) -> dict[int, list[User]]:
    """Two or three statements; `road` leads from the record to its water."""
    prefetch_related_objects(records, f"{road}__point_officer")
    found = {}
    for record in records:
        water = record
        for name in road.split("__"):
            water = getattr(water, name)
        found[record.pk] = [water.point_officer] if water.point_officer_id else []
    return found


for label, road in {"prevention.facilitydefect": "water", "prevention.devicerepair": "device__water"}.items():
    answers_for(label)(partial(officers_of_waters, road=road))
