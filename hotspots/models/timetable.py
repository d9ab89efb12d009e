"""Timetable (督导安排): the hours of the weekly supervision of a campaign, and what its weeks ask for by them."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from functools import cached_property

from django.core.cache import cache
from django.db import models
from django.db.models.signals import post_save
from django.dispatch import receiver
from django.urls import reverse

from baiyi.records.models import Journaled
from campaigns.models import Campaign, Weekday
from campaigns.weeks import Week

KEEP = 30  # seconds a process remembers the hours
CACHED = "supervision-weeks"


class TimetableQuerySet(models.QuerySet):
    def weeks_of(self, campaign: Campaign) -> "SupervisionWeeks":
        """The weeks of a campaign by the hours as they stand now. One statement."""
        return SupervisionWeeks(campaign, self.filter(campaign=campaign))

    def weeks_lately(self, campaign: Campaign) -> "SupervisionWeeks":
        """The same for pages, as the hours were known within the last `KEEP` seconds: no statement for most."""
        known = {weeks.campaign.pk: weeks.timetables for weeks in self.all_lately()}
        return SupervisionWeeks(campaign, known.get(campaign.pk, ()))

    def all_lately(self) -> "list[SupervisionWeeks]":
        """The weeks of every campaign. Two statements, none within `KEEP`."""
        return cache.get_or_set(CACHED, self.model.objects.of_all_campaigns, KEEP)

    def of_all_campaigns(self) -> "list[SupervisionWeeks]":
        by_campaign = defaultdict(list)
        for row in self:
            by_campaign[row.campaign_id].append(row)
        return [SupervisionWeeks(campaign, by_campaign[campaign.pk]) for campaign in Campaign.objects.order_by("pk")]


class Timetable(Journaled):
    """From `effective_on` on, and for the week that holds it, until the next one of the campaign. Before the first one
    the defaults hold.

    An hour that was changed counts from the change on (`*_since`): an instant that had passed by then is none.
    """

    campaign = models.ForeignKey(Campaign, models.CASCADE, verbose_name="专项行动", related_name="+")
    effective_on = models.DateField("生效日")
    opens_at = models.TimeField("下达督导时刻", default=dt.time(8))
    reminds_on = models.PositiveSmallIntegerField("催办星期", choices=Weekday.choices, default=Weekday.THURSDAY)
    reminds_at = models.TimeField("催办时刻", default=dt.time(9))
    opens_since = models.DateTimeField("下达时刻生效时间", null=True, blank=True, editable=False)
    reminds_since = models.DateTimeField("催办时刻生效时间", null=True, blank=True, editable=False)

    objects = TimetableQuerySet.as_manager()

    class Meta:
        verbose_name = "督导安排"
        verbose_name_plural = "督导安排"
        ordering = ["campaign", "effective_on"]
        constraints = [models.UniqueConstraint(fields=["campaign", "effective_on"], name="one_timetable_per_day")]

    def __str__(self) -> str:
        return f"{self.effective_on:%Y-%m-%d} 起的督导安排"

    def get_absolute_url(self) -> str:
        return reverse("hotspots:arrangement")

    @property
    def words(self) -> str:
        return f"{self.opens_at:%H:%M} 下达，{self.get_reminds_on_display()} {self.reminds_at:%H:%M} 催办"


class SupervisionWeeks:
    """The weeks of a campaign, and what each asks for by the timetable in force in it. No statements but for
    `timetables`.
    """

    def __init__(self, campaign: Campaign, timetables: Iterable[Timetable]):
        self.campaign = campaign
        self.timetables = sorted(timetables, key=lambda each: each.effective_on)

    def in_force(self, week: Week) -> Timetable:
        """The last one that took effect by the end of the week; before the first one the defaults hold."""
        found = [each for each in self.timetables if each.effective_on <= week.ends_on]
        return found[-1] if found else self._defaults

    @cached_property
    def _defaults(self) -> Timetable:
        return Timetable(campaign=self.campaign, effective_on=self.campaign.starts_on)

    def reminder_day(self, week: Week) -> dt.date:
        return week.day(self.in_force(week).reminds_on)

    def has_duty(self, week: Week) -> bool:
        """A week counts when the campaign runs on its reminder day: the stump of a week at either end asks for no
        visit.
        """
        return self.campaign.starts_on <= self.reminder_day(week) <= self.campaign.ends_on

    def with_duty(self, *, since: dt.date | None = None, until: dt.date | None = None) -> list[Week]:
        """The weeks with a duty, in order; those that touch the days from `since` to `until`."""
        return [week for week in self.campaign.weeks(since=since, until=until) if self.has_duty(week)]

    def opening_day(self, week: Week) -> dt.date:
        """The day its duties are opened: the first of the week, in the first week perhaps the first of the campaign."""
        return max(week.starts_on, self.campaign.starts_on)

    def first_supervised(self, listed_on: dt.date) -> Week:
        """The week of listing when listed before the reminder day of that week, else the next one; never before the
        campaign.
        """
        week = self.campaign.week_of(max(listed_on, self.campaign.starts_on))
        return week if self.has_duty(week) and listed_on < self.reminder_day(week) else week.next


@receiver(post_save, sender=Campaign)
@receiver(post_save, sender=Timetable)
def forget_weeks(**kwargs) -> None:
    cache.delete(CACHED)
