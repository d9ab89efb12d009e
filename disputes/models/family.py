"""FamilyWarning (家庭暴力告诫书): served on both, told to the committee, called on twice and as often as it takes."""

import datetime as dt

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django_fsm import FSMField

from baiyi.deadlines.subjects import BEGIN, HasDeadlines, Obligation, SubjectQuerySet
from baiyi.records import clock, lamps
from baiyi.records.lamps import Lamp
from baiyi.records.models import Journaled, Record
from baiyi.records.moves import Condition, MoveRefused, step, void_step
from disputes import rights
from disputes.kinds import NOTIFY, VISIT
from disputes.models.dispute import Dispute, number_of
from disputes.models.mediation import NO_PERSONAL_DATA

NOTIFY_RULE, VISIT_RULES = "notify_committee", ("family_visit_first", "family_visit_second")
VIOLENCE = "violence"  # the warning sign that lets a dispute of any category have one


class WarningState(models.TextChoices):
    OPEN = "open", "查访中"
    ENDED = "ended", "查访已结束"


class FamilyWarningQuerySet(SubjectQuerySet):
    def lent_to(self, user) -> Q:
        return Q(dispute__in=Dispute.objects.filter(Dispute.objects.lent_to(user)).values("pk"))


def _rule_of_visit(warning) -> str | None:
    return VISIT_RULES[warning.visits] if warning.visits < len(VISIT_RULES) else None


class FamilyWarning(HasDeadlines, Record):
    """告诫书 (份). No names: who is warned and who is protected stands in rows of the dispute."""

    OBLIGATIONS = (
        Obligation(
            kind=VISIT,
            rule=_rule_of_visit,
            opened_by=(BEGIN, "visit"),
            starts_on=lambda warning, due: warning.offender_served_on,
            period=number_of(VISIT),
            closed_by=("visit",),
            voided_by=("void", "end"),
        ),
        Obligation(
            kind=NOTIFY,
            rule=lambda warning: NOTIFY_RULE,
            opened_by=(BEGIN,),
            starts_on=lambda warning, due: warning.issued_on,
            closed_by=("notify",),
            voided_by=("void", "end"),
        ),
    )

    dispute = models.ForeignKey(Dispute, models.PROTECT, verbose_name="纠纷", related_name="warnings")
    number = models.CharField("告诫书文号", max_length=40)
    issued_on = models.DateField("告诫书出具日", default=clock.today)
    offender_served_on = models.DateField("送交加害人日", default=clock.today)
    victim_served_on = models.DateField("送交受害人日", default=clock.today)
    committee = models.CharField("居（村）民委员会", max_length=40)
    notified_on = models.DateField("通知居委会日", null=True, blank=True, editable=False)
    visits = models.PositiveSmallIntegerField("查访次数", default=0, editable=False)
    visited_on = models.DateField("最近查访日", null=True, blank=True, editable=False)
    state = FSMField("查访状态", max_length=5, choices=WarningState.choices, default=WarningState.OPEN, protected=True)
    ended_on = models.DateField("查访结束日", null=True, blank=True, editable=False)
    end_reason = models.CharField("结束查访原因", max_length=200, blank=True, editable=False)

    void = void_step(rights.DECIDE, at="unit")

    objects = FamilyWarningQuerySet.as_manager()

    class Meta:
        verbose_name = "家庭暴力告诫书"
        verbose_name_plural = "家庭暴力告诫书"
        ordering = ["-issued_on", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["number"], condition=Q(voided_at=None), name="warning_number_once"),
            models.CheckConstraint(
                condition=Q(offender_served_on__gte=F("issued_on"), victim_served_on__gte=F("issued_on")),
                name="warning_served_after_issue",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} 告诫书"

    def get_absolute_url(self) -> str:
        return reverse("disputes:family_warning-detail", args=[self.pk])

    def is_lent_to(self, user) -> bool:
        return self.dispute.is_lent_to(user)

    @property
    def state_lamp(self) -> Lamp:
        return lamps.tag(self.get_state_display(), "yellow" if self.state == WarningState.OPEN else "grey")

    @step(
        "state",
        WarningState.OPEN,
        None,
        label="通知居委会",
        right=rights.RECORD,
        conditions=[Condition("已经通知居（村）委会", lambda warning: warning.notified_on is None)],
    )
    def notify(self, *, on: dt.date) -> None:
        self._not_before(self.issued_on, on)
        self.notified_on = on

    @step("state", WarningState.OPEN, None, label="登记查访", right=rights.RECORD)
    def visit(self, *, on: dt.date) -> None:
        """What was found is a row of its own."""
        self._not_before(self.visited_on or self.offender_served_on, on)
        self.visits, self.visited_on = self.visits + 1, on

    @step("state", WarningState.OPEN, WarningState.ENDED, label="结束查访", right=rights.DECIDE, at="unit")
    def end(self, *, on: dt.date, reason: str) -> None:
        self._not_before(self.visited_on or self.offender_served_on, on)
        self.ended_on, self.end_reason = on, reason

    def _not_before(self, day: dt.date, on: dt.date) -> None:
        if not day <= on <= clock.today():
            raise MoveRefused(f"日期须在 {day} 与今天之间")


class WarningVisit(Journaled):
    """查访 (次): appended and never changed."""

    class Found(models.TextChoices):
        CALM = "calm", "没有再发生"
        UNEASY = "uneasy", "仍有风险"
        AGAIN = "again", "再次实施家庭暴力"

    warning = models.ForeignKey(FamilyWarning, models.PROTECT, verbose_name="家庭暴力告诫书", related_name="visit_rows")
    visited_on = models.DateField("查访日")
    found = models.CharField("查访发现", max_length=6, choices=Found.choices)
    words = models.CharField("查访情况", max_length=300, blank=True, help_text=NO_PERSONAL_DATA)
    due_on = models.DateField("应查访日", null=True, blank=True)

    class Meta:
        verbose_name = "告诫查访"
        verbose_name_plural = "告诫查访"
        ordering = ["-visited_on", "-pk"]

    def __str__(self) -> str:
        return f"{self.visited_on:%Y-%m-%d} 查访"
