"""What belongs to no unit: legal bases and rules, with the days they are in force."""

from datetime import date

from django.db import models
from django.db.models import Q

from baiyi.deadlines import kinds
from baiyi.deadlines.calendar import MONTHS, NATURAL, WORKING
from baiyi.records.addresses import address_of
from baiyi.records.derived import DerivedQuerySet
from baiyi.records.models import Journaled
from baiyi.records.search import SearchKeyField


class Measure(models.TextChoices):
    WORKING = WORKING, "工作日"
    NATURAL = NATURAL, "自然日"
    MONTHS = MONTHS, "月"


VERSION = "@"


def first_code(code: str) -> str:
    """Of the first version; a later one has the same with its number: `rectify_working@2`."""
    return code.partition(VERSION)[0]


class ReferenceQuerySet(DerivedQuerySet):
    """Reference data belongs to no unit: everybody signed in may read it."""

    def visible_to(self, user):
        return self if user.is_authenticated else self.none()

    def in_force(self, on: date):
        return self.filter(
            Q(effective_from=None) | Q(effective_from__lte=on), Q(effective_to=None) | Q(effective_to__gte=on)
        )


class RuleQuerySet(ReferenceQuerySet):
    def versions_of(self, code: str):
        """All versions of the rule that has this code or is a version of it."""
        first = first_code(code)
        return self.filter(Q(code=first) | Q(code__startswith=f"{first}{VERSION}"))

    def eldest(self):
        """Of several rules the one whose first version was there first; None of none."""
        rows = list(self)
        if len(rows) < 2:
            return rows[0] if rows else None
        firsts = Rule.objects.filter(code__in={first_code(row.code) for row in rows})
        places = dict(firsts.values_list("code", "pk"))
        return min(rows, key=lambda row: places.get(first_code(row.code), row.pk))


class Dated(Journaled):
    """Reference data that is begun and ended by day and never removed: what was made under it goes on naming it."""

    effective_from = models.DateField("启用日期", null=True, blank=True)
    effective_to = models.DateField("停用日期", null=True, blank=True)

    objects = ReferenceQuerySet.as_manager()

    class Meta:
        abstract = True

    def is_in_force(self, on: date) -> bool:
        return (self.effective_from or on) <= on <= (self.effective_to or on)


class LegalBasis(Journaled):
    """An article a measure rests on, with the days it was in force, so that old and new law stand side by side."""

    code = models.CharField("依据代码", max_length=40, unique=True)
    title = models.CharField("法规名称", max_length=100)
    document_no = models.CharField("法规文号", max_length=80, blank=True)
    issued_by = models.CharField("制定机关", max_length=60, blank=True)
    article = models.CharField("条款", max_length=60)
    summary = models.CharField("内容", max_length=300)
    effective_from = models.DateField("施行日期", null=True, blank=True)
    effective_to = models.DateField("失效日期", null=True, blank=True)
    sanction = models.CharField("逾期后果", max_length=300, blank=True)
    note = models.CharField("备注", max_length=200, blank=True)
    search_key = SearchKeyField("检索键", names=["title"])

    objects = ReferenceQuerySet.as_manager()

    class Meta:
        verbose_name = "法律依据"
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"《{self.title}》{self.article}"

    def get_absolute_url(self) -> str:
        return address_of("deadlines:basis-detail", self.pk)

    def is_in_force(self, on: date) -> bool:
        return (self.effective_from or on) <= on <= (self.effective_to or on)


class Rule(Dated):
    """How a period is counted. Lengths are in days of the measure; `max_length` is the legal maximum, extensions
    included.

    What counts by it never changes: a new version is another row, from a day on, and the one before ends the day
    before. Rooms name the first version; `on` gives the one of a day.
    """

    code = models.CharField("规则代码", max_length=40, unique=True)
    label = models.CharField("规则名称", max_length=60)
    search_key = SearchKeyField("检索键", names=["label"])
    kind = models.CharField("期限种类", max_length=20, choices=kinds.choices)
    basis = models.ForeignKey(
        LegalBasis, models.PROTECT, verbose_name="法律依据", null=True, blank=True, related_name="rules"
    )
    measure = models.CharField("计算方式", max_length=10, choices=Measure)
    length = models.PositiveSmallIntegerField("默认天数")
    max_length = models.PositiveSmallIntegerField("上限天数", null=True, blank=True)
    max_extensions = models.PositiveSmallIntegerField("延期次数上限", default=1)
    grace = models.PositiveSmallIntegerField(
        "宽限天数", default=0, help_text="期满后这些天内不算逾期，按本规则的计算方式"
    )
    rolls = models.BooleanField("末日遇休顺延", default=True)
    pause_grounds = models.CharField(
        "可中止事由", max_length=60, blank=True, help_text="以逗号分隔的事由代码；空则各种事由都可中止"
    )
    starts_with = models.CharField("起算事由", max_length=10, default="签发")
    note = models.CharField("备注", max_length=200, blank=True)

    objects = RuleQuerySet.as_manager()

    class Meta:
        verbose_name = "期限规则"
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.label

    def get_absolute_url(self) -> str:
        return address_of("deadlines:rule-detail", self.pk)

    def on(self, day: date) -> "Rule":
        """The version of it that is in force on that day; itself when none is. No statement when that is itself."""
        if self.is_in_force(day):
            return self
        versions = Rule.objects.versions_of(self.code).in_force(day).select_related("basis")
        return versions.order_by("-pk").first() or self

    def is_paused_by(self, ground: str) -> bool:
        """Whether the days of that ground are not counted."""
        return not self.pause_grounds or ground in self.pause_grounds.split(",")
