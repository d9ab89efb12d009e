"""Hotspot (挂牌整治区域), and who answers for it since when."""

import datetime as dt
from functools import cached_property

from django.conf import settings
from django.db import models
from django.db.models import Case, Exists, F, OuterRef, Prefetch, Q, QuerySet, Subquery, Value, When
from django_fsm import FSMField

from baiyi.accounts.models import User
from baiyi.records import lamps
from baiyi.records.addresses import address_of
from baiyi.records.lamps import Lamp
from baiyi.records.models import Journaled, Record
from baiyi.records.moves import step
from baiyi.records.querysets import ScopedQuerySet
from baiyi.records.search import SearchKeyField
from baiyi.records.shown import whole_with
from baiyi.records.written import known
from campaigns.models import Campaign
from campaigns.weeks import Week
from hotspots import rights
from hotspots.models.drawn import draw_assignment
from hotspots.models.timetable import Timetable


def binds(ends_on, path: str = "") -> Q:
    """A week that ends on that day binds the hotspot at `path`: listed until the week is over, and not before its first
    week.
    """
    until_its_end = Q(**{f"{path}state": Hotspot.State.DELISTED, f"{path}delisted_on__gt": ends_on})
    return Q(**{f"{path}supervised_from__lte": ends_on}) & (Q(**{f"{path}state": Hotspot.State.LISTED}) | until_its_end)


class HotspotQuerySet(ScopedQuerySet):
    def lent_to(self, user) -> Q:
        """Its leader and owner of now see it, also from another station, while it is listed."""
        return _lent_to(user.pk)

    def listed(self):
        return self.filter(state=Hotspot.State.LISTED)

    def with_week(self, on: dt.date):
        """Adds week_starts_on of the week that holds the day, where that week asks for a visit, and is_done; else both
        are None.

        From hotspots, visits and the campaigns' weeks: what the schedules write is not needed.
        """
        done = [
            When(condition, then=Exists(self._visits().filter(supervised_on__range=week.days)))
            for condition, week in self._asked(on)
        ]
        return self.with_asked_week(on).annotate(is_done=Case(*done, default=None, output_field=models.BooleanField()))

    def with_asked_week(self, on: dt.date):
        """week_starts_on alone: whoever reads the visits knows whether it is done."""
        firsts = [When(condition, then=Value(week.starts_on)) for condition, week in self._asked(on)]
        return self.annotate(week_starts_on=Case(*firsts, default=None, output_field=models.DateField()))

    def _asked(self, on: dt.date) -> "list[tuple[Q, Week]]":
        return [(binds(week.ends_on) & Q(unit__in=units), week) for week, units in self._weeks_of_duty(on)]

    def _weeks_of_duty(self, on: dt.date) -> "list[tuple[Week, list[int]]]":
        """The weeks that hold the day and ask for a visit, with the units each binds."""
        known = [
            (Timetable.objects.weeks_lately(campaign), week, units)
            for campaign, week, units in Campaign.objects.governed_lately(on)
        ]
        return [(week, units) for weeks_of_campaign, week, units in known if weeks_of_campaign.has_duty(week)]

    def hangs_on(self, on: dt.date):
        return tuple((week, tuple(units)) for week, units in self._weeks_of_duty(on))

    def _visits(self):
        return self.model._meta.get_field("supervisions").related_model.objects.current().filter(hotspot=OuterRef("pk"))

    def for_list(self, on: dt.date):
        """Adds what a list shows of each: owner, whether he is in office and signed, the week that holds the day, the
        last visit.
        """
        mine = {"post": HotspotAssignment.Post.OWNER, "hotspot": OuterRef("pk")}
        held = HotspotAssignment.objects.current().filter(**mine)
        visits = self._visits().order_by("-supervised_on", "-pk")
        return self.with_week(on).annotate(
            owner_name=Subquery(held.values("person__name")[:1]),
            owner_signed_at=Subquery(held.values("signed_at")[:1]),
            is_owned=Exists(HotspotAssignment.objects.in_office(on).filter(**mine)),
            last_supervised_on=Subquery(visits.values("supervised_on")[:1]),
            last_problem_count=Subquery(visits.values("problem_count")[:1]),
        )

    def with_people(self):
        """Leader and owner of now come along: one statement for all rows."""
        held = HotspotAssignment.objects.current().select_related("person").order_by("pk")
        return self.prefetch_related(Prefetch("assignments", held, to_attr="prefetched_assignments"))

    def to_supervise(self, on: dt.date):
        """Listed, and the week that holds the day asks for a visit that nobody made."""
        return self.listed().with_week(on).filter(is_done=False)

    def in_tab(self, tab: str, on: dt.date):
        """The rows of a tab of the list; 全部 leaves the voided ones out."""
        chosen = {"all": self.current, "todo": lambda: self.to_supervise(on), "unowned": lambda: self.unowned(on)}
        return chosen[tab]() if tab in chosen else self.filter(state=tab)

    def unowned(self, on: dt.date):
        """Listed, and nobody in office answers for it."""
        owned = HotspotAssignment.objects.in_office(on).filter(post=HotspotAssignment.Post.OWNER)
        return self.listed().exclude(pk__in=owned.values("hotspot"))


class Hotspot(Record):
    """A place that was listed in public (挂牌) to be put right within a term; supervised every week until it is
    delisted (摘牌).
    """

    class Reason(models.TextChoices):
        COMPLEX = "complex", "要素复杂"
        HAZARDS = "hazards", "隐患突出"
        ALARMS = "alarms", "警情占比大"

    class Level(models.TextChoices):
        DISTRICT = "district", "区级"
        CITY = "city", "市级"
        PROVINCE = "province", "省级"

    class State(models.TextChoices):
        LISTED = "listed", "挂牌整治"
        DELISTED = "delisted", "已摘牌"
        VOIDED = "voided", "已作废"

    name = models.CharField("区域名称", max_length=40)
    reason = models.CharField("挂牌原因", max_length=10, choices=Reason.choices)
    level = models.CharField("挂牌级别", max_length=10, choices=Level.choices, default=Level.DISTRICT)
    area = models.CharField("区域范围", max_length=200, blank=True)
    search_key = SearchKeyField("检索键", names=["name", "area"])
    description = models.CharField("突出问题", max_length=500, blank=True)
    listed_on = models.DateField("公布日")
    published_as = models.CharField("公布文号或方式", max_length=100, blank=True)
    rectify_by = models.DateField("整治期限")
    supervised_from = models.DateField("首次督导周", help_text="这一周的第一天")
    state = FSMField("挂牌状态", max_length=10, choices=State.choices, default=State.LISTED, protected=True)
    delisted_on = models.DateField("摘牌日", null=True, blank=True)

    objects = HotspotQuerySet.as_manager()

    class Meta:
        verbose_name = "挂牌整治区域"
        verbose_name_plural = "挂牌整治区域"
        constraints = [
            models.UniqueConstraint(fields=["name"], condition=Q(state="listed"), name="hotspot_listed_once"),
            models.CheckConstraint(condition=Q(rectify_by__gte=F("listed_on")), name="hotspot_term_after_listing"),
            models.CheckConstraint(
                condition=Q(state="delisted", delisted_on__gte=F("listed_on")) | ~Q(state="delisted"),
                name="hotspot_delisted_has_day",
            ),
        ]
        indexes = [models.Index(fields=["state", "supervised_from"], name="hotspot_state_from")]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return address_of("hotspots:hotspot-detail", self.pk)

    def journal_relations(self):
        return list(self.assignments.all())

    @property
    def is_listed(self) -> bool:
        return self.state == self.State.LISTED

    def is_to_come(self, week: Week) -> bool:
        """Whether a week ahead may ask for a visit: once delisted, none does."""
        return self.is_listed and self.supervised_from <= week.ends_on

    @cached_property
    def current_assignments(self) -> "list[HotspotAssignment]":
        """Leader and owner of now: one statement, none when `assignments` was prefetched with `with_people`."""
        known = getattr(self, "prefetched_assignments", None)
        return known if known is not None else list(self.assignments.current().select_related("person").order_by("pk"))

    def held_by(self, post: str) -> "HotspotAssignment | None":
        return next((each for each in self.current_assignments if each.post == post), None)

    @property
    def owner(self) -> "HotspotAssignment | None":
        return self.held_by(HotspotAssignment.Post.OWNER)

    @property
    def leader(self) -> "HotspotAssignment | None":
        return self.held_by(HotspotAssignment.Post.LEADER)

    def is_lent_to(self, user) -> bool:
        return (
            self.pk is not None
            and self.is_listed
            and any(each.person_id == user.pk for each in self.current_assignments)
        )

    @property
    def owner_words(self) -> str:
        """For rows of `for_list`."""
        if not self.owner_name:
            return "未指定"
        if not self.is_owned:
            return f"{self.owner_name}（不在岗）"
        return self.owner_name if self.owner_signed_at else f"{self.owner_name}（未签收）"

    @property
    def open_week(self) -> Week | None:
        """For rows of `with_week`: the week that asks for a visit, while nobody made it."""
        return Week(self.week_starts_on) if self.is_listed and self.is_done is False else None

    @property
    def week_lamp(self) -> Lamp:
        """For rows of `for_list`."""
        if not self.is_listed:
            return lamps.tag(self.get_state_display())
        if self.is_done is None:
            return lamps.tag("未到督导周")
        return lamps.tag("✔ 已督导", "green") if self.is_done else lamps.tag("○ 待查")

    @property
    def last_visit_words(self) -> str:
        """For rows of `for_list`."""
        if self.last_supervised_on is None:
            return "还没有督导"
        found = f"发现问题 {self.last_problem_count} 处" if self.last_problem_count else "正常"
        return f"{self.last_supervised_on:%Y-%m-%d} {found}"

    @step("state", State.LISTED, State.DELISTED, label="摘牌", right=rights.MANAGE)
    def delist(self, *, on: dt.date) -> None:
        self.delisted_on = on

    @step("state", State.LISTED, State.VOIDED, label="作废", right=rights.MANAGE, is_danger=True)
    def void(self, *, at: dt.datetime, reason: str) -> None:
        self.voided_at, self.void_reason = at, reason


@known
def _lent_to(person: int) -> QuerySet:
    """Asked for on every page of a hotspot; Django takes longer over it than over all else of a scope."""
    mine = HotspotAssignment.objects.current().filter(person=person)
    return Hotspot.objects.filter(state=Hotspot.State.LISTED, pk__in=mine.values("hotspot"))


class HotspotAssignmentQuerySet(models.QuerySet):
    def current(self):
        return self.filter(ends_on=None)

    def in_office(self, on: dt.date):
        """Of now, by an active person whose posting of that day may supervise: nobody else answers for a hotspot."""
        return self.current().filter(person__in=User.objects.holding(rights.SUPERVISE, on).order_by().values("pk"))

    def with_words(self):
        rows = whole_with(self.select_related("person", "assigned_by"), "person__name", "assigned_by__name")
        return rows.order_by("-assigned_at", "-pk")


class HotspotAssignment(Journaled):
    """Who answers for a hotspot, from which day to which; the next one begins when this one ends. Signed for by the
    person (签收).
    """

    class Post(models.TextChoices):
        LEADER = "leader", "分管领导"
        OWNER = "owner", "整治责任人"

    hotspot = models.ForeignKey(Hotspot, models.PROTECT, verbose_name="挂牌整治区域", related_name="assignments")
    post = models.CharField("责任", max_length=10, choices=Post.choices)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="责任人", related_name="+")
    starts_on = models.DateField("责任起")
    ends_on = models.DateField("责任止", null=True, blank=True)
    assigned_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="指定人", related_name="+")
    assigned_at = models.DateTimeField("指定时间")
    reason = models.CharField("指定理由", max_length=200, blank=True)
    signed_at = models.DateTimeField("签收时间", null=True, blank=True)

    objects = HotspotAssignmentQuerySet.as_manager()

    class Meta:
        verbose_name = "整治责任"
        verbose_name_plural = "整治责任"
        constraints = [
            models.UniqueConstraint(
                fields=["hotspot", "post"], condition=Q(ends_on=None), name="one_current_assignment_per_post"
            ),
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on")), name="assignment_ends_after_start"
            ),
        ]
        indexes = [models.Index(fields=["person", "ends_on"], name="assignment_of_person")]

    def __str__(self) -> str:
        return f"{self.get_post_display()} {self.person}"

    def get_absolute_url(self) -> str:
        return self.hotspot.get_absolute_url()

    @property
    def drawn(self) -> str:
        """On the page of the hotspot."""
        return draw_assignment(self)
