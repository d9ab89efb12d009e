"""The deadlines computed with calendar and rules, what extended and what paused them.

Days are local dates. `due_on` is what is printed and never changes. `effective_due_on` and `late_after` (with the
rule's grace) move only by an extension, a pause and its end; every list, lamp, reminder and “within the limit” reads
the one day `late_after`.
"""

from datetime import date

from django.conf import settings
from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import F, OuterRef, Q, Subquery

from baiyi.deadlines import kinds
from baiyi.deadlines.models.reference import Measure, Rule
from baiyi.records.models import Journaled
from baiyi.records.querysets import ScopedQuerySet

FROZEN = ("starts_on", "length", "measure", "due_on", "trace")


class FrozenDeadline(Exception):
    """Somebody tried to rewrite what was fixed at issue."""


def open_on(on: date, path: str = "") -> Q:
    """Deadlines at `path` that were open at the end of that day, as known today: not voided, not closed by then."""
    return Q(**{f"{path}voided_at": None}) & (Q(**{f"{path}closed_on": None}) | Q(**{f"{path}closed_on__gt": on}))


def overdue_on(on: date, path: str = "") -> Q:
    """逾期: open on that day, and the last day that is not late has passed. A paused deadline has no such day."""
    return open_on(on, path) & Q(**{f"{path}late_after__lt": on})


def near_on(on: date, until: date, path: str = "") -> Q:
    """临期: open on that day, due by `until`, and not overdue."""
    return open_on(on, path) & Q(**{f"{path}late_after__gte": on, f"{path}effective_due_on__lte": until})


class DeadlineQuerySet(ScopedQuerySet):
    def open(self):
        return self.filter(closed_on=None, voided_at=None)

    def running(self):
        """Open, and not paused."""
        return self.open().filter(paused_on=None)

    def overdue(self, on: date):
        """Open on that day and late; the due day itself, and the days of grace, are still within the limit."""
        return self.filter(overdue_on(on))

    def with_changes(self):
        """Adds last_total_length and last_trace of the last extension or pause: a page needs no further statement."""
        extensions = Extension.objects.filter(deadline=OuterRef("pk")).order_by("-pk")
        pauses = Pause.objects.filter(deadline=OuterRef("pk"), ends_on__isnull=False).order_by("-pk")
        return self.annotate(
            last_total_length=Subquery(extensions.values("total_length")[:1]),
            last_trace=Subquery(extensions.values("trace")[:1]),
            last_pause_trace=Subquery(pauses.values("trace")[:1]),
        )

    def about(self, model: type[models.Model]):
        """All deadlines of the records of a model."""
        return self.filter(content_type=ContentType.objects.get_for_model(model))

    def of(self, subject):
        """All deadlines of one record."""
        return self.about(type(subject)).filter(object_id=subject.pk)

    def update(self, **changes):
        if frozen := [name for name in FROZEN if name in changes]:
            raise FrozenDeadline(f"期限已固定，不能修改：{'、'.join(frozen)}")
        return super().update(**changes)


class Deadline(Journaled):
    """One obligation of one subject. What was computed at issue is frozen; overdue is a query, never a status."""

    content_type = models.ForeignKey(ContentType, models.PROTECT, verbose_name="事项类别", related_name="+")
    object_id = models.PositiveBigIntegerField("事项编号")
    subject = GenericForeignKey()
    kind = models.CharField("期限种类", max_length=20, choices=kinds.choices)
    period = models.CharField("期次", max_length=20, blank=True)
    unit = models.ForeignKey("accounts.Unit", models.PROTECT, verbose_name="责任单位", related_name="+")
    rule = models.ForeignKey(Rule, models.PROTECT, verbose_name="期限规则", related_name="deadlines")
    starts_on = models.DateField("起算日")
    length = models.PositiveSmallIntegerField("天数")
    measure = models.CharField("计算方式", max_length=10, choices=Measure)
    due_on = models.DateField("期满日")
    effective_due_on = models.DateField("现行期满日")
    late_after = models.DateField("宽限期满日", null=True, blank=True, help_text="此日之后未办结即为逾期；中止期间为空")
    excluded = models.PositiveSmallIntegerField("扣除天数", default=0)
    paused_on = models.DateField("中止日", null=True, blank=True)
    trace = models.CharField("计算过程", max_length=500)
    is_estimated = models.BooleanField("暂估", default=False)
    calendar_version = models.CharField("历表版本", max_length=200)
    closed_on = models.DateField("办结日", null=True, blank=True)
    is_within_limit = models.BooleanField("期限内办结", null=True, blank=True)
    voided_at = models.DateTimeField("作废时间", null=True, blank=True)

    objects = DeadlineQuerySet.as_manager()

    class Meta:
        verbose_name = "期限"
        ordering = ["effective_due_on", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "content_type", "object_id", "period"],
                condition=Q(voided_at=None),
                name="deadline_once_per_period",
            ),
            models.CheckConstraint(condition=Q(due_on__gt=F("starts_on")), name="deadline_due_after_start"),
            models.CheckConstraint(condition=Q(effective_due_on__gte=F("due_on")), name="deadline_only_moves_later"),
            models.CheckConstraint(
                condition=Q(paused_on__isnull=False, late_after=None)
                | Q(paused_on=None, late_after__isnull=False, late_after__gte=F("effective_due_on")),
                name="deadline_late_after_due_or_paused",
            ),
        ]
        indexes = [
            models.Index(fields=["late_after", "closed_on"], name="deadline_late"),
            models.Index(fields=["effective_due_on", "closed_on"], name="deadline_due"),
            models.Index(fields=["content_type", "object_id"], name="deadline_subject"),
            models.Index(fields=["unit", "effective_due_on"], name="deadline_unit_due"),
            # what is late today: the open ones are few, and so are those that were closed for a later day (`open_on`)
            models.Index(
                fields=["content_type", "late_after"],
                condition=Q(closed_on=None, voided_at=None),
                name="deadline_open_late",
            ),
            models.Index(fields=["content_type", "closed_on"], name="deadline_closed"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}期限 {self.effective_due_on:%Y-%m-%d}"

    def get_kind_display(self) -> str:
        """Not through the choices, which Django puts together anew at each word."""
        return kinds.label_of(self.kind)

    def save(self, *args, **kwargs):
        """Raises FrozenDeadline when anything fixed at issue was changed; one statement more, and no way round it."""
        issued = type(self).objects.filter(pk=self.pk).values(*FROZEN).first() if self.pk else None
        if issued and any(getattr(self, name) != value for name, value in issued.items()):
            raise FrozenDeadline("期限已固定，期满日与计算过程不能修改")
        super().save(*args, **kwargs)


class Extension(models.Model):
    """An approved postponement, appended and never changed. `length` is the days added, `total_length` all since the
    start.
    """

    deadline = models.ForeignKey(Deadline, models.PROTECT, verbose_name="期限", related_name="extensions")
    requested_on = models.DateField("申请日")
    length = models.PositiveSmallIntegerField("延长天数")
    total_length = models.PositiveSmallIntegerField("累计天数")
    excluded = models.PositiveSmallIntegerField("扣除天数", default=0, help_text="此前中止而不计入的天数")
    reason = models.CharField("延期理由", max_length=200)
    previous_due_on = models.DateField("原期满日")
    new_due_on = models.DateField("新期满日")
    trace = models.CharField("计算过程", max_length=500)
    approved_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="批准人", related_name="+")
    approved_at = models.DateTimeField("批准时间")

    class Meta:
        verbose_name = "延期"
        ordering = ["deadline", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(new_due_on__gt=F("previous_due_on")), name="extension_moves_later"),
            models.UniqueConstraint(fields=["deadline", "previous_due_on"], name="extension_once_from_a_day"),
        ]

    def __str__(self) -> str:
        return f"延至 {self.new_due_on:%Y-%m-%d}"


class Pause(models.Model):
    """中止: days that the law does not count (expertise, hearing, appeal). Appended; ended once.

    `excluded` are the days, in the deadline's measure, after `starts_on` up to `ends_on`; `counted_length` all days
    since the deadline's start, with everything extended and excluded by then.
    """

    class Ground(models.TextChoices):
        EXPERTISE = "expertise", "鉴定"
        HEARING = "hearing", "听证"
        APPEAL = "appeal", "复议或诉讼"
        OTHER = "other", "其他"

    deadline = models.ForeignKey(Deadline, models.PROTECT, verbose_name="期限", related_name="pauses")
    ground = models.CharField("中止事由", max_length=10, choices=Ground.choices)
    reason = models.CharField("中止说明", max_length=200, blank=True)
    starts_on = models.DateField("中止起")
    ends_on = models.DateField("恢复日", null=True, blank=True)
    excluded = models.PositiveSmallIntegerField("扣除天数", default=0)
    counted_length = models.PositiveSmallIntegerField("连同扣除的天数", null=True, blank=True)
    previous_due_on = models.DateField("原期满日")
    new_due_on = models.DateField("新期满日", null=True, blank=True)
    trace = models.CharField("计算过程", max_length=500, blank=True)
    paused_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="中止人", related_name="+", null=True, blank=True
    )
    paused_at = models.DateTimeField("中止时间")

    class Meta:
        verbose_name = "期限中止"
        ordering = ["deadline", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on")), name="pause_ends_after_start"
            ),
            models.UniqueConstraint(fields=["deadline"], condition=Q(ends_on=None), name="pause_one_at_a_time"),
        ]

    def __str__(self) -> str:
        return f"{self.get_ground_display()} {self.starts_on:%Y-%m-%d} 起中止"
