"""Study (专题调研): what the cases of some days show, and the duties that follow from it."""

import datetime as dt

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django_fsm import FSMField

from baiyi.deadlines.subjects import BEGIN, HasDeadlines, Obligation, SubjectQuerySet
from baiyi.records import clock, lamps
from baiyi.records.addresses import address_of
from baiyi.records.lamps import Lamp
from baiyi.records.models import Record
from baiyi.records.moves import MoveRefused, step, void_step
from baiyi.records.search import SearchKeyField
from cases import rights
from cases.kinds import STUDY
from cases.models.category import Group

DUTY_RULE = "study_duty"


class Study(Record):
    """专题调研 (次) of the cases accepted from `since` to `until`, of one group or all, in the words of its writer."""

    client_uuid = models.UUIDField("表单编号", null=True, blank=True, editable=False)
    title = models.CharField("调研题目", max_length=60)
    search_key = SearchKeyField("检索键", names=["title"])
    since = models.DateField("调研期自")
    until = models.DateField("调研期至")
    group = models.CharField("案件组别", max_length=12, choices=Group.choices, blank=True, help_text="留空为全部案件")
    findings = models.CharField("调研发现", max_length=1000, help_text="写特点和成因，不写姓名、住址")
    proposals = models.CharField("对策建议", max_length=1000, blank=True)
    studied_on = models.DateField("调研日", default=clock.today)

    class Meta:
        verbose_name = "专题调研"
        verbose_name_plural = "专题调研"
        constraints = [
            models.CheckConstraint(condition=Q(until__gte=F("since")), name="study_ends_after_start"),
            models.UniqueConstraint(fields=["created_by", "client_uuid"], name="study_once_per_form"),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return address_of("cases:study-detail", self.pk)


class StudyDuty(HasDeadlines, Record):
    """调研整改: what a unit is to do about it by a day."""

    class State(models.TextChoices):
        OPEN = "open", "待落实"
        DONE = "done", "已落实"

    OBLIGATIONS = (
        Obligation(
            kind=STUDY,
            rule=lambda duty: DUTY_RULE,
            opened_by=(BEGIN,),
            starts_on=lambda duty, due: duty.set_on,
            length=lambda duty: (duty.due_on - duty.set_on).days,
            closed_by=("finish",),
        ),
    )

    study = models.ForeignKey(Study, models.PROTECT, verbose_name="专题调研", related_name="duties")
    task = models.CharField("落实事项", max_length=200)
    officer = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="落实人", related_name="+")
    set_on = models.DateField("下达日", default=clock.today, editable=False)
    due_on = models.DateField("落实期限")
    state = FSMField("落实状态", max_length=6, choices=State.choices, default=State.OPEN, protected=True)
    done_on = models.DateField("落实日", null=True, blank=True, editable=False)
    result = models.CharField("落实情况", max_length=300, blank=True, editable=False)

    void = void_step(rights.DECIDE)

    objects = SubjectQuerySet.as_manager()

    class Meta:
        verbose_name = "调研整改"
        verbose_name_plural = "调研整改"
        constraints = [models.CheckConstraint(condition=Q(due_on__gt=F("set_on")), name="study_duty_due_after_start")]

    def __str__(self) -> str:
        return f"{self.study}：{self.task}"

    def get_absolute_url(self) -> str:
        return address_of("cases:study_duty-detail", self.pk)

    @property
    def state_lamp(self) -> Lamp:
        return lamps.tag(self.get_state_display(), "green" if self.state == self.State.DONE else "yellow")

    @step("state", State.OPEN, State.DONE, label="落实反馈", right=rights.RECORD)
    def finish(self, *, on: dt.date, result: str) -> None:
        if on < self.set_on:
            raise MoveRefused(f"落实日不能早于下达日（{self.set_on}）")
        self.done_on, self.result = on, result
