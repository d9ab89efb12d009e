"""延期申请: more days for a notice, asked for in time and decided by somebody else (公安部令第93号第九条)."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django_fsm import FSMField

from baiyi.records import clock
from baiyi.records.models import Record
from baiyi.records.moves import step
from baiyi.records.querysets import ScopedQuerySet
from inspections import rights
from inspections.models.notice import RectificationNotice


class ExtensionQuerySet(ScopedQuerySet):
    def waiting(self):
        return self.current().filter(state=ExtensionRequest.State.ASKED)

    def standing(self):
        """What falls when the notice falls: asked for, or agreed to."""
        return self.current().filter(state__in=[ExtensionRequest.State.ASKED, ExtensionRequest.State.APPROVED])


class ExtensionRequest(Record):
    """One request, kept whatever became of it. `length` is in the measure of the notice's rule; the days are those of
    the moment it was asked.
    """

    class State(models.TextChoices):
        ASKED = "asked", "待批准"
        APPROVED = "approved", "同意延期"
        REFUSED = "refused", "不同意延期"
        WITHDRAWN = "withdrawn", "申请已撤回"

    class Applicant(models.TextChoices):
        VENUE = "venue", "被查单位"
        OFFICER = "officer", "办案民警"

    notice = models.ForeignKey(
        RectificationNotice, models.PROTECT, verbose_name="通知书", related_name="extension_requests"
    )
    state = FSMField("审批状态", max_length=10, choices=State.choices, default=State.ASKED, protected=True)
    applicant = models.CharField("申请人", max_length=10, choices=Applicant.choices, default=Applicant.VENUE)
    length = models.PositiveSmallIntegerField("申请天数")
    reason = models.CharField("申请理由", max_length=200)
    due_on = models.DateField("申请时期满日")
    wanted_on = models.DateField("拟延至")
    latest_on = models.DateField("最晚可延至", null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="审批人", related_name="+", null=True, blank=True
    )
    decided_at = models.DateTimeField("审批时间", null=True, blank=True)
    opinion = models.CharField("审批意见", max_length=200, blank=True)

    objects = ExtensionQuerySet.as_manager()

    class Meta:
        verbose_name = "延期申请"
        verbose_name_plural = "延期申请"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["notice"], condition=Q(state="asked", voided_at=None), name="extension_one_open_a_notice"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["approved", "refused"]) | Q(decided_by__isnull=False, decided_at__isnull=False),
                name="extension_decided_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(decided_by=None) | ~Q(decided_by=F("created_by")), name="extension_decided_by_another"
            ),
            models.CheckConstraint(condition=Q(wanted_on__gt=F("due_on")), name="extension_wanted_later"),
        ]

    def __str__(self) -> str:
        return f"申请延至{self.wanted_on.month}月{self.wanted_on.day}日"

    def get_absolute_url(self) -> str:
        return self.notice.get_absolute_url()

    @property
    def by_whom(self) -> str:
        """The officer writes down what the venue asks for, or asks of himself."""
        is_for_venue = self.applicant == self.Applicant.VENUE
        return f"被查单位提出，{self.created_by}代为" if is_for_venue else f"办案民警{self.created_by}"

    @step("state", State.ASKED, State.APPROVED, label="同意延期", right=rights.DECIDE)
    def approve(self, *, decided_by, opinion: str = "") -> None:
        self._decided(decided_by, opinion)

    @step("state", State.ASKED, State.REFUSED, label="不同意延期", right=rights.DECIDE, is_danger=True)
    def refuse(self, *, decided_by, reason: str) -> None:
        self._decided(decided_by, reason)

    @step("state", State.ASKED, State.WITHDRAWN, label="撤回延期申请", right=rights.RECORD)
    def withdraw(self, *, reason: str = "") -> None:
        self.opinion = reason

    @step("state", State.WITHDRAWN, State.ASKED, label="恢复延期申请", right=rights.RECORD)
    def wait_again(self) -> None:
        """The round that had ended it was taken back."""
        self.opinion = ""

    def _decided(self, person, opinion: str) -> None:
        self.decided_by, self.decided_at, self.opinion = person, clock.now(), opinion
