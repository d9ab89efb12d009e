"""Addresses of alarms that name a unit and a day."""

import datetime as dt

from baiyi.records.addresses import address_of


def reporting(unit: int, day: dt.date) -> str:
    """Where a unit reports a day."""
    return f"{address_of('prevention:alarm_report-add')}?unit={unit}&on={day}"
