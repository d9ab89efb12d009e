"""ArrestTrip (赴外省抓捕): approved, under way, back by a day, with what came of it."""

import datetime as dt

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django_fsm import FSMField

from baiyi.deadlines.subjects import HasDeadlines, Obligation, SubjectQuerySet
from baiyi.records import clock, lamps
from baiyi.records.addresses import address_of
from baiyi.records.lamps import Lamp
from baiyi.records.models import Record
from baiyi.records.moves import MoveRefused, step, void_step
from baiyi.records.search import SearchKeyField
from cases import rights
from cases.kinds import RETURN
from cases.models.case import Case

RETURN_RULE = "trip_return"
MOST_PEOPLE = 50  # 人 of one trip


class TripQuerySet(SubjectQuerySet):
    def lent_to(self, user) -> Q:
        return Q(case__in=Case.objects.filter(Case.objects.lent_to(user)).values("pk"))


class ArrestTrip(HasDeadlines, Record):
    """赴外省抓捕 (次) for a case: `people` officers go, and are back by `return_by`. Who is sought is not named."""

    class State(models.TextChoices):
        ASKED = "asked", "待审批"
        APPROVED = "approved", "已批准"
        BACK = "back", "已返回"
        REFUSED = "refused", "未批准"

    OBLIGATIONS = (
        Obligation(
            kind=RETURN,
            rule=lambda trip: RETURN_RULE,
            opened_by=("approve",),
            due_on=lambda facts: facts["due_on"],
            closed_by=("come_back",),
        ),
    )

    case = models.ForeignKey(Case, models.PROTECT, verbose_name="案件", related_name="trips")
    destination = models.CharField("前往地", max_length=60, help_text="省、市、县")
    search_key = SearchKeyField("检索键", names=["destination"])
    people = models.PositiveSmallIntegerField(
        "出差人数", validators=[MinValueValidator(2), MaxValueValidator(MOST_PEOPLE)]
    )
    leave_on = models.DateField("出发日", default=clock.today)
    return_by = models.DateField("应返回日")
    task = models.CharField("抓捕任务", max_length=200, help_text="不写姓名、证件号")
    state = FSMField("出差状态", max_length=8, choices=State.choices, default=State.ASKED, protected=True)
    returned_on = models.DateField("返回日", null=True, blank=True, editable=False)
    result = models.CharField("抓捕结果", max_length=200, blank=True, editable=False)

    void = void_step(rights.DECIDE, at="unit")

    objects = TripQuerySet.as_manager()

    class Meta:
        verbose_name = "赴外省抓捕"
        verbose_name_plural = "赴外省抓捕"
        constraints = [
            models.CheckConstraint(condition=Q(return_by__gt=F("leave_on")), name="trip_returns_after_start"),
            models.CheckConstraint(condition=Q(people__range=(2, MOST_PEOPLE)), name="trip_people_in_range"),
        ]

    def __str__(self) -> str:
        return f"赴{self.destination}抓捕（{self.case}）"

    def get_absolute_url(self) -> str:
        return address_of("cases:trip-detail", self.pk)

    def is_lent_to(self, user) -> bool:
        return self.case.is_lent_to(user)

    @property
    def authority_id(self) -> int:
        return self.case.authority_id

    @property
    def state_lamp(self) -> Lamp:
        tones = {self.State.BACK: "green", self.State.APPROVED: "blue", self.State.ASKED: "yellow"}
        return lamps.tag(self.get_state_display(), tones.get(self.state, "grey"))

    @step("state", State.ASKED, State.APPROVED, label="批准", right=rights.APPROVE, at="authority")
    def approve(self, *, on: dt.date, due_on: dt.date) -> None:
        """From now on its people are to be back by the day asked for."""
        if due_on <= on:
            raise MoveRefused("应返回日已到，请重新申请")

    @step("state", State.ASKED, State.REFUSED, label="不批准", right=rights.APPROVE, at="authority", is_danger=True)
    def refuse(self, *, reason: str) -> None:
        """It stays on record."""

    @step("state", State.APPROVED, State.BACK, label="返回", right=rights.RECORD)
    def come_back(self, *, on: dt.date, result: str) -> None:
        if not self.leave_on <= on <= clock.today():
            raise MoveRefused(f"返回日须在出发日（{self.leave_on}）与今天之间")
        self.returned_on, self.result = on, result
