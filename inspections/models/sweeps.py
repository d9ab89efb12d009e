"""A sweep (集中清查) of a joint operation: groups with their forces, venues to be visited, sign-ons, and reports.

The operation is the sweep. What inspections, hazards and notices say is never typed again: a venue is covered when an
inspection of the operation stands at it.
"""

import datetime as dt

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q

from baiyi.records import lamps
from baiyi.records.addresses import address_of
from baiyi.records.lamps import Lamp
from baiyi.records.models import Record
from baiyi.records.querysets import ScopedQuerySet
from campaigns.models import Operation
from inspections import rights
from inspections.models.failed_visit import FailedVisit
from inspections.models.inspection import Inspection
from inspections.models.venue import Venue

CLAIM_FOR = dt.timedelta(minutes=30)  # a venue handed to somebody is kept for him so long
OPENS_BEFORE = dt.timedelta(hours=2)  # signing on begins before the operation does


class SweepGroupQuerySet(ScopedQuerySet):
    def of_person(self, user):
        """Groups the person goes out with: which he leads, is named in, or whose unit he works at while nobody is
        named.
        """
        named = SweepGroup.members.through.objects.filter(sweepgroup=OuterRef("pk"))
        whole = ~Exists(named) & Q(unit__in=user.unit_ids(rights.RECORD))
        return self.filter(Q(leader=user) | Exists(named.filter(user=user)) | whole)


class SweepGroup(Record):
    """A group (清查组) of a joint operation: who leads it, who goes, where. Nobody named means all of the unit."""

    operation = models.ForeignKey(Operation, models.PROTECT, verbose_name="集中统一行动", related_name="sweep_groups")
    name = models.CharField("组名", max_length=30)
    leader = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="组长", related_name="+")
    members = models.ManyToManyField(settings.AUTH_USER_MODEL, verbose_name="组员", related_name="+", blank=True)
    area = models.CharField("清查区域", max_length=200)
    cars = models.PositiveSmallIntegerField("计划警车（台）", default=0)

    objects = SweepGroupQuerySet.as_manager()

    class Meta:
        verbose_name = "清查组"
        verbose_name_plural = "清查组"
        constraints = [
            models.UniqueConstraint(
                fields=["operation", "name"], condition=Q(voided_at=None), name="sweep_group_once_an_operation"
            )
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return address_of("inspections:sweep_group-detail", self.pk)


class SweepForceQuerySet(ScopedQuerySet):
    def lent_to(self, user) -> Q:
        """A partner body sees its own share, whoever of it asks."""
        return Q(body__in=[posting.unit_id for posting in user.current_postings])


class SweepForce(Record):
    """Who takes part in a group, as planned head-counts (人): a kind of police, a partner body, or helpers."""

    class Kind(models.TextChoices):
        PUBLIC_ORDER = "public_order", "治安"
        PATROL = "patrol", "巡特警"
        TRAFFIC = "traffic", "交警"
        CRIMINAL = "criminal", "刑侦"
        STATION = "station", "派出所"
        DRUGS = "drugs", "禁毒"
        POLICE = "police", "其他警种"
        PARTNER = "partner", "协同部门"
        GRID = "grid", "网格员"
        PARTY = "party", "党员干部"
        VOLUNTEER = "volunteer", "志愿者"
        PUBLIC = "public", "其他群防群治"

    group = models.ForeignKey(SweepGroup, models.PROTECT, verbose_name="清查组", related_name="forces")
    kind = models.CharField("力量类别", max_length=15, choices=Kind.choices)
    body = models.ForeignKey(
        "accounts.Unit", models.PROTECT, verbose_name="协同单位", related_name="+", null=True, blank=True
    )
    planned = models.PositiveSmallIntegerField("计划人数")

    objects = SweepForceQuerySet.as_manager()

    class Meta:
        verbose_name = "参战力量"
        verbose_name_plural = "参战力量"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["group", "kind"], condition=Q(voided_at=None, body=None), name="sweep_force_once_a_group"
            ),
            models.UniqueConstraint(
                fields=["group", "body"], condition=Q(voided_at=None), name="sweep_body_once_a_group"
            ),
            models.CheckConstraint(
                condition=Q(kind="partner", body__isnull=False) | (~Q(kind="partner") & Q(body=None)),
                name="sweep_force_partner_has_body",
            ),
        ]

    def __str__(self) -> str:
        return str(self.body) if self.body_id else self.get_kind_display()

    def is_lent_to(self, user) -> bool:
        return self.body_id in {posting.unit_id for posting in user.current_postings}


Kind = SweepForce.Kind
POLICE_KINDS = (
    Kind.PUBLIC_ORDER, Kind.PATROL, Kind.TRAFFIC, Kind.CRIMINAL, Kind.STATION, Kind.DRUGS, Kind.POLICE,
)  # fmt: skip
PUBLIC_KINDS = (Kind.GRID, Kind.PARTY, Kind.VOLUNTEER, Kind.PUBLIC)


class SweepTurnout(Record):
    """How many of a force turned out (人次) on a reporting day: by the group's report, or the partner body itself."""

    force = models.ForeignKey(SweepForce, models.PROTECT, verbose_name="参战力量", related_name="turnouts")
    reported_on = models.DateField("报告日")
    count = models.PositiveSmallIntegerField("实到人数")
    is_confirmed = models.BooleanField("协同部门已确认", default=False)

    class Meta:
        verbose_name = "实到力量"
        verbose_name_plural = "实到力量"
        constraints = [
            models.UniqueConstraint(
                fields=["force", "reported_on"], condition=Q(voided_at=None), name="sweep_turnout_once_a_day"
            )
        ]
        indexes = [models.Index(fields=["reported_on"], name="sweep_turnout_day")]

    def __str__(self) -> str:
        return f"{self.force} {self.reported_on}"

    def get_absolute_url(self) -> str:
        return address_of("inspections:sweep_turnout-detail", self.pk)


def visits_in(operation, venue):
    """Inspections of that operation at that venue; both may be outer columns."""
    return Inspection.objects.current().filter(operation=operation, venue=venue)


class SweepVenueQuerySet(ScopedQuerySet):
    def with_cover(self):
        """Adds is_covered, visited in the operation, and is_failed, found shut or gone within its hours."""
        hours = (OuterRef("operation__starts_at"), OuterRef("operation__ends_at"))
        failed = FailedVisit.objects.current().filter(venue=OuterRef("venue"), visited_at__range=hours)
        return self.annotate(
            is_covered=Exists(visits_in(OuterRef("operation"), OuterRef("venue"))), is_failed=Exists(failed)
        )

    def covered(self):
        return self.current().with_cover().filter(is_covered=True)

    def failed(self):
        """到访未查: somebody came, and there was nothing to inspect; nobody inspected it since."""
        return self.current().with_cover().filter(is_covered=False, is_failed=True)

    def left(self):
        """Where nobody was yet."""
        return self.current().with_cover().filter(is_covered=False, is_failed=False)

    def in_tab(self, tab: str, on: dt.date):
        current = self.current()
        return {
            "left": self.left,
            "covered": self.covered,
            "failed": self.failed,
            "all": lambda: current,
        }[tab]()


class SweepVenue(Record):
    """A venue (家) on the list of a group. `claimed_by` is who was sent there last, so that two are not."""

    operation = models.ForeignKey(Operation, models.PROTECT, verbose_name="集中统一行动", related_name="sweep_venues")
    venue = models.ForeignKey(Venue, models.PROTECT, verbose_name="场所", related_name="in_sweeps")
    group = models.ForeignKey(SweepGroup, models.PROTECT, verbose_name="清查组", related_name="venues")
    position = models.PositiveIntegerField("清查次序")
    claimed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="正在前往", related_name="+", null=True, editable=False
    )
    claimed_at = models.DateTimeField("领取时刻", null=True, editable=False)

    objects = SweepVenueQuerySet.as_manager()

    class Meta:
        verbose_name = "清查点位"
        verbose_name_plural = "清查点位"
        constraints = [
            models.UniqueConstraint(
                fields=["operation", "venue"], condition=Q(voided_at=None), name="sweep_venue_once_an_operation"
            )
        ]
        indexes = [models.Index(fields=["group", "position"], name="sweep_venue_in_turn")]

    def __str__(self) -> str:
        return f"清查 {self.venue}"

    def get_absolute_url(self) -> str:
        return address_of("inspections:sweep_venue-detail", self.pk)

    @property
    def cover_lamp(self) -> Lamp:
        """For rows of `with_cover`."""
        if self.is_covered:
            return lamps.good("已查")
        return lamps.no_data("到访未查") if self.is_failed else lamps.near("未查")


class SweepSignOn(models.Model):
    """部署签到: somebody of a group was there, once a reporting day."""

    group = models.ForeignKey(SweepGroup, models.PROTECT, verbose_name="清查组", related_name="sign_ons")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="签到人", related_name="+")
    reported_on = models.DateField("报告日")
    signed_at = models.DateTimeField("签到时刻")

    class Meta:
        verbose_name = "部署签到"
        verbose_name_plural = "部署签到"
        constraints = [
            models.UniqueConstraint(fields=["group", "person", "reported_on"], name="sweep_sign_on_once_a_day")
        ]

    def __str__(self) -> str:
        return f"{self.person} {self.signed_at:%H:%M}"


class SweepReport(Record):
    """战报 of a group for a reporting day. What inspections know is not in it. `reported_at` and `is_late` are those of
    the first time, whatever is corrected later.
    """

    group = models.ForeignKey(SweepGroup, models.PROTECT, verbose_name="清查组", related_name="reports")
    reported_on = models.DateField("报告日")
    reported_at = models.DateTimeField("首次上报时刻", editable=False)
    is_late = models.BooleanField("迟报", default=False, editable=False)
    is_zero = models.BooleanField("零报告", default=False, editable=False)
    cars = models.PositiveIntegerField("出动警车（台次）", default=0)
    people_checked = models.PositiveIntegerField("盘查人员（人次）", default=0)
    vehicles_checked = models.PositiveIntegerField("盘查车辆（辆次）", default=0)
    captured = models.PositiveIntegerField("抓获（人）", default=0)
    captured_criminal = models.PositiveIntegerField("其中刑事处理（人）", default=0)
    captured_administrative = models.PositiveIntegerField("其中行政处理（人）", default=0)
    captured_other = models.PositiveIntegerField("其中其他处理（人）", default=0)
    penalised = models.PositiveIntegerField("当场处罚（人）", default=0)
    closed = models.PositiveIntegerField("停业、查封（家）", default=0)
    leaflets = models.PositiveIntegerField("发放宣传资料（份）", default=0)
    served = models.PositiveIntegerField("服务群众（人次）", default=0)
    words = models.CharField("主要情况", max_length=300, blank=True)

    class Meta:
        verbose_name = "清查战报"
        verbose_name_plural = "清查战报"
        constraints = [
            models.UniqueConstraint(
                fields=["group", "reported_on"], condition=Q(voided_at=None), name="sweep_report_once_a_day"
            )
        ]
        indexes = [models.Index(fields=["reported_on"], name="sweep_report_day")]

    def __str__(self) -> str:
        return f"{self.group} {self.reported_on}"

    def get_absolute_url(self) -> str:
        return address_of("inspections:sweep_report-detail", self.pk)

    @property
    def state_lamp(self) -> Lamp:
        word = "零报告" if self.is_zero else "已报"
        return lamps.overdue(f"{word}，迟报") if self.is_late else lamps.good(word)


COUNTS = (  # what a report counts, in the order of the form
    "cars", "people_checked", "vehicles_checked", "captured", "captured_criminal", "captured_administrative",
    "captured_other", "penalised", "closed", "leaflets", "served",
)  # fmt: skip
