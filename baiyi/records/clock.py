"""The one source of now and today. BAIYI_TODAY sets it for the demo, for tests and for screenshots."""

import datetime as dt

from django.conf import settings
from django.utils import timezone


def now() -> dt.datetime:
    """Aware instant. With BAIYI_TODAY=YYYY-MM-DD the day is fixed and the time of day runs; a full ISO instant stands
    still.
    """
    real = timezone.localtime()
    fixed = settings.BAIYI_TODAY
    if not fixed:
        return real
    if len(fixed) == len("2022-07-21"):
        return real.replace(**_day_parts(dt.date.fromisoformat(fixed)))
    instant = dt.datetime.fromisoformat(fixed)
    return instant if instant.tzinfo else timezone.make_aware(instant)


def today() -> dt.date:
    """Local date (Asia/Shanghai)."""
    return timezone.localdate(now())


def _day_parts(day: dt.date) -> dict[str, int]:
    return {"year": day.year, "month": day.month, "day": day.day}
