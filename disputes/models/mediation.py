"""Mediation (调解) of a dispute: how often the parties met, whether they agreed, and the court's word."""

import datetime as dt
from functools import partial

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django_fsm import FSMField

from baiyi.deadlines.subjects import BEGIN, HasDeadlines, Obligation, SubjectQuerySet
from baiyi.records import clock, lamps
from baiyi.records.lamps import Lamp
from baiyi.records.models import Journaled, Record
from baiyi.records.moves import Condition, MoveRefused, step, void_step
from baiyi.records.written import known
from baiyi.transfers.models import at_home
from disputes import rights
from disputes.kinds import CONFIRM, COURT_ACCEPT, COURT_DECIDE, MEDIATE
from disputes.models.dispute import Dispute, lent, number_of
from disputes.models.grounds import MediationGround
from disputes.models.mediated import Kind, MediationState, Outcome

FIRST_RULE, AGAIN_RULE, PEOPLE_RULE = "mediate1_3wd", "mediate2_7wd", "people_mediation_30d"
CONFIRM_RULE, ACCEPT_RULE, DECIDE_RULE = "judicial_confirm_30d", "court_accept_3d", "court_decide_15d"
BY_POLICE = (Kind.PUBLIC_ORDER, Kind.ON_SCENE)  # 治安调解, at the station or on the spot
LIVE = (MediationState.OPEN, MediationState.AGREED)
NO_PERSONAL_DATA = "不写姓名、证件号、住址"

IS_FIRST = Condition(
    "治安调解已调解过一次，请登记再次调解",
    lambda each: each.kind == Kind.PUBLIC_ORDER and each.sessions_held == 0,
)
IS_SECOND = Condition(
    "只能在首次治安调解未达成之后再调解一次（程序规定第一百八十三条）",
    lambda each: each.kind == Kind.PUBLIC_ORDER and each.sessions_held == 1,
)
IS_BY_PEOPLE = Condition("只有人民调解不限次数", lambda each: each.kind == Kind.PEOPLE)
HAS_EXPERTISE = Condition("伤情鉴定还没有出具，不能调解", lambda each: not each.awaits_expertise)
MAY_HAVE_EXPERTISE = Condition(
    "调解已经开始，或者伤情鉴定已经登记",
    lambda each: each.kind == Kind.PUBLIC_ORDER and each.sessions_held == 0 and each.expertise_on is None,
)
MAY_MEET_AGAIN = Condition(
    "治安调解以两次为限，不能再次调解（程序规定第一百八十三条）",
    lambda each: each.kind != Kind.PUBLIC_ORDER or each.sessions_held < 2,
)


def confirmation_is(wanted: str, text: str) -> Condition:
    return Condition(text, lambda each: each.kind == Kind.PEOPLE and each.confirmation == wanted)


class MediationQuerySet(SubjectQuerySet):
    def lent_to(self, user) -> Q:
        return _lent(user.pk, *at_home(user))

    def live(self):
        return self.current().filter(state__in=LIVE)

    def in_tab(self, tab: str, on: dt.date):
        asked = Mediation.Confirmation.APPLIED, Mediation.Confirmation.ACCEPTED
        chosen = {"in_court": lambda: self.current().filter(confirmation__in=asked)}
        return chosen[tab]() if tab in chosen else super().in_tab(tab, on)


@known
def _lent(person: int, *home: int) -> models.QuerySet:
    return Mediation.objects.filter(dispute__in=Dispute.objects.filter(lent(person, *home)).values("pk"))


def _rule(mediation) -> str | None:
    if mediation.awaits_expertise:
        return None
    if mediation.kind == Kind.PEOPLE:
        return PEOPLE_RULE
    if mediation.kind == Kind.ON_SCENE:
        return None
    return AGAIN_RULE if mediation.sessions_held else FIRST_RULE


def _rule_of_confirming(mediation) -> str | None:
    """What was performed on the spot needs no court."""
    return CONFIRM_RULE if mediation.kind == Kind.PEOPLE and not mediation.is_performed_at_once else None


recorded = partial(step, "state", right=rights.RECORD)
while_open = partial(recorded, MediationState.OPEN, None)
before_court = partial(recorded, MediationState.AGREED, None)
in_court = partial(recorded, (MediationState.AGREED, MediationState.BREACHED), None)


class Mediation(HasDeadlines, Record):
    """调解 (起). `unit` is the unit of its dispute; a unit the dispute was sent to may record it too."""

    class Confirmation(models.TextChoices):
        NONE = "none", "未办理"
        WAIVED = "waived", "不申请"
        APPLIED = "applied", "已申请"
        ACCEPTED = "accepted", "法院已受理"
        DECLINED = "declined", "不予受理"
        CONFIRMED = "confirmed", "裁定有效"
        DISMISSED = "dismissed", "驳回申请"

    OBLIGATIONS = (
        Obligation(
            kind=MEDIATE,
            rule=_rule,
            opened_by=(BEGIN, "get_expertise", "hold_first"),
            starts_on=lambda each, due: each.held_on or max(filter(None, (each.expertise_on, each.accepted_on))),
            period=number_of(MEDIATE),
            closed_by=("hold_first", "hold_again", "agree", "fail"),
            voided_by=("void", "get_expertise"),
        ),
        Obligation(
            kind=CONFIRM,
            rule=_rule_of_confirming,
            opened_by=("agree",),
            closed_by=("apply_to_court", "waive_court"),
            voided_by=("void", "perform", "breach"),
        ),
        Obligation(
            kind=COURT_ACCEPT,
            rule=lambda each: ACCEPT_RULE,
            opened_by=("apply_to_court",),
            closed_by=("court_accepts", "court_declines"),
            voided_by=("void", "perform"),
        ),
        Obligation(
            kind=COURT_DECIDE,
            rule=lambda each: DECIDE_RULE,
            opened_by=("court_accepts",),
            closed_by=("court_confirms", "court_dismisses"),
            voided_by=("void", "perform"),
        ),
    )

    dispute = models.ForeignKey(Dispute, models.PROTECT, verbose_name="纠纷", related_name="mediations")
    kind = models.CharField("调解种类", max_length=12, choices=Kind.choices, default=Kind.PUBLIC_ORDER)
    state = FSMField(
        "调解状态", max_length=9, choices=MediationState.choices, default=MediationState.OPEN, protected=True
    )
    accepted_on = models.DateField("受理日", default=clock.today)
    awaits_expertise = models.BooleanField("等待伤情鉴定", default=False)
    expertise_on = models.DateField("伤情鉴定出具日", null=True, blank=True)
    organ = models.CharField("调解机关或组织", max_length=60)
    mediators = models.CharField("调解人", max_length=100)
    guardians_told = models.BooleanField("已通知监护人", default=False)
    grounds = models.ManyToManyField(MediationGround, verbose_name="可以调解情形", related_name="+", blank=True)
    sessions_held = models.PositiveSmallIntegerField("调解次数", default=0, editable=False)
    held_on = models.DateField("最近调解日", null=True, blank=True, editable=False)
    agreed_on = models.DateField("达成协议日", null=True, blank=True, editable=False)
    is_performed_at_once = models.BooleanField("当场履行", default=False, editable=False)
    ended_on = models.DateField("调解结束日", null=True, blank=True, editable=False)
    end_reason = models.CharField("调解结束原因", max_length=200, blank=True, editable=False)
    confirmation = models.CharField(
        "司法确认情况", max_length=9, choices=Confirmation.choices, default=Confirmation.NONE, editable=False
    )
    confirmation_on = models.DateField("司法确认办理日", null=True, blank=True, editable=False)
    court = models.CharField("确认法院", max_length=40, blank=True, editable=False)
    court_number = models.CharField("司法确认文号", max_length=40, blank=True, editable=False)

    void = void_step(rights.DECIDE, at="unit")

    objects = MediationQuerySet.as_manager()

    class Meta:
        verbose_name = "调解"
        verbose_name_plural = "调解"
        ordering = ["-accepted_on", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["dispute"], condition=Q(state__in=["open", "agreed"], voided_at=None), name="one_live_mediation"
            ),
            models.CheckConstraint(
                condition=Q(expertise_on=None) | Q(awaits_expertise=False), name="mediation_waits_no_longer"
            ),
            models.CheckConstraint(
                condition=~Q(kind="public_order") | Q(sessions_held__lte=2), name="mediation_twice_at_most"
            ),
            models.CheckConstraint(
                condition=Q(ended_on=None) | Q(ended_on__gte=F("accepted_on")), name="mediation_ends_after_start"
            ),
        ]
        indexes = [models.Index(fields=["unit", "accepted_on"], name="mediation_unit_accepted")]

    def __str__(self) -> str:
        return f"{self.dispute} {self.get_kind_display()}"

    def get_absolute_url(self) -> str:
        return reverse("disputes:mediation-detail", args=[self.pk])

    def is_lent_to(self, user) -> bool:
        return self.dispute.is_lent_to(user)

    @property
    def is_by_police(self) -> bool:
        """治安调解: its failure restarts the term of the case behind the dispute."""
        return self.kind in BY_POLICE

    @property
    def behind(self):
        """What stands behind its dispute, such as a case."""
        return self.dispute.behind

    @property
    def state_lamp(self) -> Lamp:
        tones = {"performed": "green", "agreed": "blue", "open": "yellow"}
        words = self.get_state_display() + ("（待鉴定）" if self.awaits_expertise and self.state == "open" else "")
        return lamps.tag(words, tones.get(self.state, "red"))

    @property
    def confirmation_words(self) -> str:
        return self.get_confirmation_display() if self.kind == Kind.PEOPLE else ""

    def dated(self, on: dt.date) -> None:
        """Raises MoveRefused for a day before what is on record already, or to come."""
        if on > clock.today():
            raise MoveRefused("日期不能晚于今天")
        known = {"受理日": self.accepted_on, "上次调解日": self.held_on, "达成协议日": self.agreed_on}
        for word, day in known.items():
            if day and on < day:
                raise MoveRefused(f"日期不能早于{word}（{day}）")

    def _met(self, on: dt.date) -> None:
        self.dated(on)
        self.sessions_held, self.held_on = self.sessions_held + 1, on

    def _end(self, on: dt.date, reason: str) -> None:
        self.dated(on)
        self.ended_on, self.end_reason = on, reason

    @while_open(label="伤情鉴定出具", conditions=[MAY_HAVE_EXPERTISE])
    def get_expertise(self, *, on: dt.date) -> None:
        """The first mediation is due three working days after it (公通字〔2007〕81号)."""
        self.dated(on)
        self.expertise_on, self.awaits_expertise = on, False

    @while_open(label="首次调解未成", conditions=[IS_FIRST, HAS_EXPERTISE])
    def hold_first(self, *, on: dt.date) -> None:
        """No agreement: once more, within seven working days of this day."""
        self._met(on)

    @while_open(label="再次调解未成", conditions=[IS_SECOND])
    def hold_again(self, *, on: dt.date) -> None:
        """No agreement: there is no third time."""
        self._met(on)

    @while_open(label="登记调解", conditions=[IS_BY_PEOPLE])
    def hold(self, *, on: dt.date) -> None:
        """人民调解 as often as it takes."""
        self._met(on)

    @recorded(MediationState.OPEN, MediationState.AGREED, label="达成协议", conditions=[HAS_EXPERTISE, MAY_MEET_AGAIN])
    def agree(self, *, on: dt.date, at_once: bool = False) -> None:
        """In a session of that day; what is agreed is a row of its own."""
        self._met(on)
        self.agreed_on, self.is_performed_at_once = on, at_once

    @recorded(MediationState.OPEN, MediationState.FAILED, label="终止调解", is_danger=True)
    def fail(self, *, on: dt.date, reason: str) -> None:
        self._end(on, reason)

    @recorded(MediationState.AGREED, MediationState.PERFORMED, label="确认履行")
    def perform(self, *, on: dt.date) -> None:
        self._end(on, "")

    @recorded(MediationState.AGREED, MediationState.BREACHED, label="登记未履行", is_danger=True)
    def breach(self, *, on: dt.date, reason: str) -> None:
        self._end(on, reason)

    @before_court(
        label="申请司法确认", conditions=[confirmation_is("none", "只有人民调解协议可以申请司法确认，且只办理一次")]
    )
    def apply_to_court(self, *, on: dt.date, court: str) -> None:
        """Both parties together, within thirty days of the agreement."""
        self._in_court("applied", on)
        self.court = court

    @before_court(label="不申请司法确认", conditions=[confirmation_is("none", "司法确认已经办理")])
    def waive_court(self, *, on: dt.date) -> None:
        self._in_court("waived", on)

    @in_court(label="法院受理", conditions=[confirmation_is("applied", "没有等待法院受理的申请")])
    def court_accepts(self, *, on: dt.date, number: str = "") -> None:
        self._in_court("accepted", on, number)

    @in_court(label="法院不予受理", conditions=[confirmation_is("applied", "没有等待法院受理的申请")], is_danger=True)
    def court_declines(self, *, on: dt.date, number: str = "") -> None:
        self._in_court("declined", on, number)

    @in_court(label="裁定确认有效", conditions=[confirmation_is("accepted", "法院还没有受理")])
    def court_confirms(self, *, on: dt.date, number: str = "") -> None:
        self._in_court("confirmed", on, number)

    @in_court(label="裁定驳回申请", conditions=[confirmation_is("accepted", "法院还没有受理")], is_danger=True)
    def court_dismisses(self, *, on: dt.date, number: str = "") -> None:
        self._in_court("dismissed", on, number)

    def _in_court(self, standing: str, on: dt.date, number: str = "") -> None:
        self.dated(on)
        if self.confirmation_on and on < self.confirmation_on:
            raise MoveRefused(f"日期不能早于上一步（{self.confirmation_on}）")
        self.confirmation, self.confirmation_on = standing, on
        self.court_number = number or self.court_number


class Session(Journaled):
    """调解 (次): appended and never changed."""

    mediation = models.ForeignKey(Mediation, models.PROTECT, verbose_name="调解", related_name="sessions")
    number = models.PositiveSmallIntegerField("第几次")
    held_on = models.DateField("调解日")
    place = models.CharField("调解地点", max_length=60)
    mediators = models.CharField("调解人", max_length=100)
    outcome = models.CharField("调解结果", max_length=7, choices=Outcome.choices)
    words = models.CharField("调解情况", max_length=300, blank=True, help_text=NO_PERSONAL_DATA)

    class Meta:
        verbose_name = "调解记录"
        verbose_name_plural = "调解记录"
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["mediation", "number"], name="mediation_session_once")]

    def __str__(self) -> str:
        return f"第{self.number}次调解"
