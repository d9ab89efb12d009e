"""领导包案 and 挂牌督办 of a case: who leads it, on which level it is listed, what it has to report."""

import datetime as dt
from functools import partial

from django.conf import settings
from django.db import models

from baiyi.records import clock
from baiyi.records.models import Journaled
from baiyi.records.moves import Condition, MoveRefused, step
from cases import rights
from cases.models.stages import OPEN

SILENT_AFTER = 15  # natural days without progress: 停滞
CHASED_RED, CHASED_YELLOW = 3, 1  # 次 within one period of reports


class Level(models.TextChoices):
    MINISTRY = "ministry", "部"
    PROVINCE = "province", "省"
    CITY = "city", "市"
    DISTRICT = "district", "区"


class Cycle(models.IntegerChoices):
    WEEK = 7, "每周"
    HALF_MONTH = 15, "每半月"


NOT_YET_TODAY = Condition("今天已经报告过进展", lambda case: case.reported_on != clock.today())
NOT_CHASED_TODAY = Condition("今天已经催办过", lambda case: case.chased_on != clock.today())
IS_LED = Condition("案件还没有包案领导", lambda case: case.leader_id is not None)
IS_NOT_LED = Condition("案件已有包案领导，请用“变更包案领导”", lambda case: case.leader_id is None)
IS_LISTED = Condition("案件没有挂牌督办，或督办已经解除", lambda case: bool(case.listing_level))
IS_NOT_LISTED = Condition("案件正在挂牌督办", lambda case: not case.listing_level)
RELEASE_WAS_ASKED = Condition("承办单位还没有申请解除督办", lambda case: case.release_asked_on is not None)
RELEASE_NOT_ASKED = Condition("已经申请解除督办，等待复核", lambda case: case.release_asked_on is None)


overseen = partial(step, "state", OPEN, None, right=rights.SUPERVISE, at="authority")


class Supervised(models.Model):
    """What stands on the case now; the history is in CaseLead, CaseListing and ProgressReport."""

    leader = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        verbose_name="包案领导",
        related_name="+",
        null=True,
        blank=True,
        editable=False,
    )
    led_since = models.DateField("包案日", null=True, blank=True, editable=False)
    report_every = models.PositiveSmallIntegerField(
        "报告周期", choices=Cycle.choices, default=Cycle.HALF_MONTH, editable=False
    )
    reported_on = models.DateField("最近报告日", null=True, blank=True, editable=False)
    chases = models.PositiveSmallIntegerField("本期催办次数", default=0, editable=False)
    chased_on = models.DateField("最近催办日", null=True, blank=True, editable=False)
    listing_level = models.CharField("督办级别", max_length=10, choices=Level.choices, blank=True, editable=False)
    listed_until = models.DateField("督办期限", null=True, blank=True, editable=False)
    release_asked_on = models.DateField("申请解除日", null=True, blank=True, editable=False)

    class Meta:
        abstract = True

    @overseen(label="领导包案", conditions=[IS_NOT_LED])
    def lead(self, *, leader, on: dt.date, every: int) -> None:
        self.progress(on)
        self.leader, self.led_since, self.report_every = leader, on, every

    @overseen(label="变更包案领导", conditions=[IS_LED])
    def change_leader(self, *, leader, on: dt.date, reason: str) -> None:
        """The period of reports that runs goes on."""
        if leader.pk == self.leader_id:
            raise MoveRefused(f"包案领导已是{leader.name}")
        self._within_lead(on)
        self.leader, self.led_since = leader, on

    @overseen(
        label="结束包案",
        is_danger=True,
        conditions=[
            IS_LED,
            Condition("挂牌督办期间须有包案领导，请变更而不要结束", lambda case: not case.listing_level),
        ],
    )
    def end_lead(self, *, on: dt.date, reason: str) -> None:
        self._within_lead(on)
        self.leader, self.led_since, self.chases = None, None, 0

    @step(
        "state",
        OPEN,
        None,
        label="报告进展",
        right=rights.RECORD,
        conditions=[
            Condition("案件没有包案、督办，或已经解除，不再报告进展", lambda case: case.leader_id is not None),
            NOT_YET_TODAY,
        ],
    )
    def report(self, *, on: dt.date, content: str, next_steps: str = "") -> None:
        self.progress(on)
        self.reported_on, self.chases = on, 0

    @overseen(
        label="催办",
        conditions=[IS_LED, NOT_CHASED_TODAY],
    )
    def chase(self) -> None:
        self.chases, self.chased_on = self.chases + 1, clock.today()

    @overseen(
        label="挂牌督办",
        conditions=[
            IS_NOT_LISTED,
            Condition("挂牌督办的案件须先明确包案领导", lambda case: case.leader_id is not None),
        ],
    )
    def list_up(
        self, *, on: dt.date, level: str, due_on: dt.date, requirement: str, reason: str, number: str = ""
    ) -> None:
        self.progress(on)
        self.listing_level, self.listed_until = level, due_on

    @step("state", OPEN, None, label="申请解除督办", right=rights.RECORD, conditions=[IS_LISTED, RELEASE_NOT_ASKED])
    def ask_release(self, *, on: dt.date, result: str) -> None:
        self.progress(on)
        self.release_asked_on = on

    @overseen(
        label="解除督办",
        conditions=[IS_LISTED, RELEASE_WAS_ASKED],
    )
    def release(self, *, on: dt.date, result: str) -> None:
        """谁督办，谁复核: re-checked and released at the level that listed it, never by the unit that handles it."""
        self.progress(on)
        self.listing_level, self.listed_until, self.release_asked_on = "", None, None

    @overseen(
        label="复核不合格",
        is_danger=True,
        conditions=[IS_LISTED, RELEASE_WAS_ASKED],
    )
    def keep_listed(self, *, reason: str) -> None:
        self.release_asked_on = None

    def _within_lead(self, on: dt.date) -> None:
        self.progress(on)
        if on < self.led_since:
            raise MoveRefused(f"日期不能早于包案日（{self.led_since}）")


class CaseLead(Journaled):
    """包案 by one leader, with the post he held then and the 五定: leader, people, time, task, responsibility."""

    case = models.ForeignKey("cases.Case", models.PROTECT, verbose_name="案件", related_name="leads")
    leader = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="包案领导", related_name="+")
    post = models.CharField("包案时职务", max_length=60)
    starts_on = models.DateField("包案起")
    ends_on = models.DateField("包案止", null=True, blank=True)
    people = models.CharField("定人员", max_length=200, blank=True)
    due_on = models.DateField("定时间", null=True, blank=True)
    task = models.CharField("定任务", max_length=300)
    duty = models.CharField("定责任", max_length=300, blank=True)
    end_reason = models.CharField("变更或结束原因", max_length=200, blank=True)

    class Meta:
        verbose_name = "领导包案"
        verbose_name_plural = "领导包案"
        constraints = [
            models.UniqueConstraint(fields=["case"], condition=models.Q(ends_on=None), name="one_leader_a_case"),
            models.CheckConstraint(
                condition=models.Q(ends_on=None) | models.Q(ends_on__gte=models.F("starts_on")),
                name="case_lead_ends_after_start",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.leader}包案"


class CaseListing(Journaled):
    """挂牌督办 once: why, what is required, until when, and how it was released."""

    case = models.ForeignKey("cases.Case", models.PROTECT, verbose_name="案件", related_name="listings")
    unit = models.ForeignKey("accounts.Unit", models.PROTECT, verbose_name="承办单位", related_name="+")
    level = models.CharField("督办级别", max_length=10, choices=Level.choices)
    number = models.CharField("督办文号", max_length=40, blank=True)
    reason = models.CharField("督办事由", max_length=200)
    requirement = models.CharField("督办要求", max_length=300)
    listed_on = models.DateField("挂牌日")
    due_on = models.DateField("督办期限")
    rechecks_failed = models.PositiveSmallIntegerField("复核不合格次数", default=0)
    released_on = models.DateField("解除日", null=True, blank=True)
    result = models.CharField("解除结论", max_length=300, blank=True)

    class Meta:
        verbose_name = "挂牌督办"
        verbose_name_plural = "挂牌督办"
        constraints = [
            models.UniqueConstraint(fields=["case"], condition=models.Q(released_on=None), name="one_listing_a_case"),
            models.CheckConstraint(
                condition=models.Q(due_on__gt=models.F("listed_on")), name="case_listing_due_after_start"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_level_display()}级挂牌督办"


class ProgressReport(Journaled):
    """进展报告 (次): appended and never changed, with how late it was and how often it had to be chased."""

    case = models.ForeignKey("cases.Case", models.PROTECT, verbose_name="案件", related_name="reports")
    unit = models.ForeignKey("accounts.Unit", models.PROTECT, verbose_name="报告单位", related_name="+")
    reported_on = models.DateField("报告日")
    content = models.CharField("进展情况", max_length=500)
    next_steps = models.CharField("下步措施", max_length=300, blank=True)
    due_on = models.DateField("应报日", null=True, blank=True)
    days_late = models.PositiveSmallIntegerField("迟报天数", default=0)
    chases = models.PositiveSmallIntegerField("催办次数", default=0)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="报告人", related_name="+")
    created_at = models.DateTimeField("报告时间")

    class Meta:
        verbose_name = "进展报告"
        verbose_name_plural = "进展报告"
        ordering = ["-reported_on", "-pk"]
        indexes = [models.Index(fields=["case", "-reported_on"], name="case_report_latest")]

    def __str__(self) -> str:
        return f"{self.reported_on:%Y-%m-%d} 进展报告"
