"""The reporting days (报告日) of a joint operation, and until when each is reported."""

import datetime as dt

from campaigns.models import Operation
from campaigns.reporting import reporting_day

ONE_DAY = dt.timedelta(days=1)
A_SECOND = dt.timedelta(seconds=1)


def days_of(operation: Operation) -> list[dt.date]:
    """In order; an operation of one night has one, however far past midnight it runs."""
    first, last = reporting_day(operation.starts_at), reporting_day(operation.ends_at - A_SECOND)
    return [first + n * ONE_DAY for n in range((last - first).days + 1)]


def day_of(operation: Operation, at: dt.datetime) -> dt.date:
    """The one that something of that instant is reported under: what comes before or after counts for the nearest."""
    days = days_of(operation)
    return min(max(reporting_day(at), days[0]), days[-1])


def due_at(operation: Operation, day: dt.date) -> dt.datetime | None:
    """The closing instant of a day: that of the operation for its last day, the same hour for earlier ones. None when
    nobody set one: then nothing is late.
    """
    if operation.reports_due_at is None:
        return None
    return operation.reports_due_at - (days_of(operation)[-1] - day)
