"""Reading: where a line about personal data that was read belongs, so that those who answer for it find it."""

import datetime as dt

from auditlog.models import LogEntry
from django.conf import settings
from django.db import models
from django.utils import timezone

from baiyi.journal import rights
from baiyi.records.querysets import ScopedQuerySet

WEEK = dt.timedelta(days=7)


class ReadingQuerySet(ScopedQuerySet):
    """The head of a unit answers for the data of its records, whoever read them, and for what his people read, in
    whatever record: a reading belongs to the unit of the record and to that of the reader, both as they were at that
    moment. Moving a record or a person moves no reading to a head who could not have prevented it.
    """

    unit_fields = ("unit", "reader_unit")

    def visible_to(self, user):
        """Readings of the units whose head the person is; all for who reads the whole journal."""
        if not user.is_authenticated:
            return self.none()
        return self.all() if user.has_perm(rights.READ) else self.counted_for(user.unit_ids(rights.READINGS))

    def in_week_of(self, day: dt.date):
        """From its Monday to Sunday 24:00. None for a week at the ends of the calendar."""
        try:
            first = timezone.make_aware(dt.datetime.combine(monday_of(day), dt.time())).astimezone(dt.UTC)
            return self.filter(at__gte=first, at__lt=first + WEEK)
        except OverflowError:
            return self.none()


class Reading(models.Model):
    """One line of the journal (查看完整信息) with the units it belongs to. Who, which fields and why stand in the line
    alone.
    """

    entry = models.OneToOneField(
        LogEntry, models.CASCADE, verbose_name="日志记录", related_name="reading", primary_key=True
    )
    unit = models.ForeignKey(
        settings.UNIT_MODEL, models.PROTECT, verbose_name="所属单位", related_name="+", null=True, blank=True
    )
    reader_unit = models.ForeignKey(
        settings.UNIT_MODEL, models.PROTECT, verbose_name="查看人单位", related_name="+", null=True, blank=True
    )
    at = models.DateTimeField("查看时间")  # the line's own moment, here for the index

    objects = ReadingQuerySet.as_manager()

    class Meta:
        verbose_name = "个人信息查看记录"
        indexes = [models.Index(fields=["-at"], name="reading_newest")]

    def __str__(self) -> str:
        return f"{self.entry_id} {self.at:%Y-%m-%d %H:%M}"


def monday_of(day: dt.date) -> dt.date:
    return day - dt.timedelta(days=day.weekday())
