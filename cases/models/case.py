"""Case (案件): what it is, who handles it, what it owes, and where it came from."""

import datetime as dt

from django.conf import settings
from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import F, Q
from django.utils.functional import cached_property

from baiyi.accounts.models import Unit
from baiyi.deadlines.models import LegalBasis, Rule
from baiyi.deadlines.serving import SERVE
from baiyi.deadlines.subjects import BEGIN, HasDeadlines, Obligation, SubjectQuerySet
from baiyi.records import clock, lamps
from baiyi.records.addresses import address_of
from baiyi.records.lamps import Lamp
from baiyi.records.models import Record
from baiyi.records.moves import void_step
from baiyi.records.search import SearchKeyField
from baiyi.transfers.models import Transfer, at_home
from campaigns.models import Operation
from cases import rights
from cases.kinds import CASE, FILING, LISTED, REPORT
from cases.models.category import CaseCategory, Nature
from cases.models.extensions import Extendable
from cases.models.served import ServedDecision, serve_rule
from cases.models.stages import ENDED, OPEN, UNDER_INVESTIGATION, Staged, State
from cases.models.supervised import CHASED_RED, CHASED_YELLOW, SILENT_AFTER, Supervised

REPORT_RULE, LISTED_RULE = "case_report", "listed_limit"
TO_DETAIN = (State.ACCEPTED, State.PENALISED)
ENDS = ("decline", "prosecute", "penalise", "settle", "withdraw", "refer")


class CaseQuerySet(SubjectQuerySet):
    tab_groups = (("open", "silent", "listed", "led"),)

    def lent_to(self, user) -> Q:
        """Cases that the person's units assist in, or that were sent to them, and those he leads."""
        assisting = Case.assisting.through.objects.filter(unit__in=user.unit_ids()).values("case")
        return Q(pk__in=assisting) | Transfer.objects.lends(at_home(user), Case) | Q(leader=user)

    def open(self):
        return self.current().filter(state__in=OPEN)

    def silent(self, on: dt.date):
        """停滞: open, and nothing happened for SILENT_AFTER natural days, whether overdue or not."""
        return self.open().filter(progressed_on__lte=on - dt.timedelta(days=SILENT_AFTER))

    def owing(self, kind: str):
        """Reports go on while the case is open and somebody leads it."""
        return self.open().filter(leader__isnull=False)

    def in_tab(self, tab: str, on: dt.date):
        chosen = {
            "open": self.open,
            "silent": lambda: self.silent(on),
            "listed": lambda: self.open().exclude(listing_level=""),
            "led": lambda: self.open().filter(leader__isnull=False),
            "ended": lambda: self.current().filter(state__in=ENDED),
        }
        return chosen[tab]() if tab in chosen else super().in_tab(tab, on)


def number_of(kind: str):
    """Periods of an obligation that a case may owe several times are counted."""
    return lambda case: str(case.deadlines.filter(kind=kind).count() + 1)


class Case(Staged, ServedDecision, Supervised, Extendable, HasDeadlines, Record):
    """案件 (起): administrative or criminal. `unit` handles it, others assist; `authority` is the branch of the unit.

    No names of persons: people are counted in outcomes and are numbered lines where their liberty is restricted.
    """

    class Pattern(models.TextChoices):
        SINGLE = "single", "单案"
        SERIES = "series", "系列"
        GANG = "gang", "团伙"

    SUB_ACTION = "TIEQUAN"
    OBLIGATIONS = (
        Obligation(
            kind=CASE,
            rule=lambda case: None if case.is_criminal else case.rule,
            opened_by=(BEGIN, "restart_clock"),
            starts_on=lambda case, due: case.clock_from or case.accepted_on,
            period=lambda case: number_of(CASE)(case) if case.clock_from else "",
            closed_by=ENDS,
            voided_by=("void", "restart_clock"),
            paused_by={"suspend": "other"},
            resumed_by=("resume",),
        ),
        Obligation(
            kind=FILING,
            rule=lambda case: case.rule if case.is_criminal else None,
            opened_by=(BEGIN,),
            starts_on=lambda case, due: case.accepted_on,
            closed_by=("file", *ENDS),
            paused_by={"suspend": "other"},
            resumed_by=("resume",),
        ),
        Obligation(
            kind=REPORT,
            rule=lambda case: REPORT_RULE,
            opened_by=("lead",),
            length=lambda case: case.report_every,
            period=number_of(REPORT),
            closed_by=("report",),
            voided_by=("void", "end_lead", *ENDS),
            is_periodic=True,
        ),
        Obligation(
            kind=LISTED,
            rule=lambda case: LISTED_RULE,
            opened_by=("list_up",),
            due_on=lambda facts: facts["due_on"],
            period=number_of(LISTED),
            closed_by=("release",),
        ),
        Obligation(
            kind=SERVE,
            rule=serve_rule,
            opened_by=("penalise",),
            closed_by=("serve_decision",),
        ),
    )

    client_uuid = models.UUIDField("表单编号", null=True, blank=True, editable=False)
    name = models.CharField("案件名称", max_length=60, blank=True, help_text="留空则按受案日和类别命名")
    nature = models.CharField("案件性质", max_length=14, choices=Nature.choices)
    category = models.ForeignKey(CaseCategory, models.PROTECT, verbose_name="案件类别", related_name="+")
    pattern = models.CharField("案别", max_length=6, choices=Pattern.choices, default=Pattern.SINGLE)
    authority = models.ForeignKey(Unit, models.PROTECT, verbose_name="所属公安机关", related_name="+", editable=False)
    assisting = models.ManyToManyField(Unit, verbose_name="协办单位", related_name="+", blank=True)
    officer = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="主办民警", related_name="+")
    second_officer = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="协办民警", related_name="+", null=True, blank=True
    )
    place = models.CharField("案发地点", max_length=60, blank=True, help_text="写路段、片区或场所，不写门牌和住址")
    beat = models.ForeignKey(Unit, models.PROTECT, verbose_name="案发辖区", related_name="+", null=True, blank=True)
    happened_at = models.DateTimeField("案发时间", null=True, blank=True)
    external_number = models.CharField("执法系统案号", max_length=40, blank=True)
    search_key = SearchKeyField("检索键", names=["name", "place"], numbers=["external_number"])
    summary = models.CharField("简要案情", max_length=500, blank=True, help_text="不写姓名、证件号、住址")
    rule = models.ForeignKey(Rule, models.PROTECT, verbose_name="期限规则", related_name="+", editable=False)
    operations = models.ManyToManyField(
        Operation, verbose_name="集中收网行动", related_name="cases", blank=True, editable=False
    )
    origin_type = models.ForeignKey(
        ContentType, models.PROTECT, verbose_name="来源类别", related_name="+", null=True, blank=True, editable=False
    )
    origin_id = models.PositiveBigIntegerField("来源编号", null=True, blank=True, editable=False)
    origin = GenericForeignKey("origin_type", "origin_id")

    void = void_step(rights.DECIDE, at="unit")

    objects = CaseQuerySet.as_manager()

    class Meta:
        verbose_name = "案件"
        verbose_name_plural = "案件"
        constraints = [
            models.UniqueConstraint(fields=["created_by", "client_uuid"], name="case_once_per_form"),
            models.UniqueConstraint(
                fields=["external_number"],
                condition=~Q(external_number="") & Q(voided_at=None),
                name="case_number_once",
            ),
            models.CheckConstraint(
                condition=Q(ended_on=None) | Q(ended_on__gte=F("accepted_on")), name="case_ends_after_start"
            ),
        ]
        indexes = [
            models.Index(fields=["unit", "accepted_on"], name="case_unit_accepted"),
            models.Index(fields=["state", "progressed_on"], name="case_state_progress"),
            models.Index(fields=["origin_type", "origin_id"], name="case_origin"),
            models.Index(fields=["leader"], name="case_leader"),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return address_of("cases:case-detail", self.pk)

    def save(self, *args, **kwargs):
        if self._state.adding:
            self.progressed_on = self.accepted_on
            self.name = self.name or self.usual_name
        super().save(*args, **kwargs)

    def _end(self, on: dt.date, words: str) -> None:
        """An extension nobody decided about is wanted no more."""
        super()._end(on, words)
        self._decided()

    def _count_anew(self, on: dt.date, rule: Rule) -> None:
        """Nor is one of a term that counts no more."""
        super()._count_anew(on, rule)
        self._decided()

    @property
    def usual_name(self) -> str:
        """7·15盗窃电缆案."""
        return f"{self.accepted_on.month}·{self.accepted_on.day}{self.category.name}案"

    @property
    def is_criminal(self) -> bool:
        return self.nature == Nature.CRIMINAL

    @property
    def law_version(self) -> LegalBasis:
        """The text in force on the day the case was accepted: with it its term is counted."""
        return self.rule.basis

    def is_lent_to(self, user) -> bool:
        """One statement for a row in memory: every button of its page asks."""
        if user.pk not in self._lent:
            rows = type(self).objects.filter(pk=self.pk).filter(type(self).objects.lent_to(user))
            self._lent[user.pk] = self.leader_id == user.pk or rows.exists()
        return self._lent[user.pk]

    def note_seen_by(self, user) -> None:
        """The row came from `visible_to`: it is lent to whoever is not of its units, and nothing has to be asked."""
        self._lent[user.pk] = True

    @cached_property
    def _lent(self) -> dict[int, bool]:
        """By person."""
        return {}

    @property
    def may_take_measures(self) -> bool:
        """强制措施 of a criminal case while it is investigated; 行政拘留 also after the penalty."""
        return self.state in UNDER_INVESTIGATION if self.is_criminal else self.state in TO_DETAIN

    @property
    def is_silent(self) -> bool:
        return self.is_open and (clock.today() - self.progressed_on).days >= SILENT_AFTER

    @property
    def waits_for_decision(self) -> bool:
        """An extension to approve, or a release to re-check."""
        return self.extension_asked_on is not None or self.release_asked_on is not None

    @property
    def stage_lamp(self) -> Lamp:
        green = dict.fromkeys((State.PROSECUTED, State.PENALISED, State.MEDIATED), "green")
        tones = green | {State.ACCEPTED: "yellow"}
        tone = tones.get(self.state, "blue" if self.is_open else "grey")
        return lamps.tag(self.get_state_display() + ("（中止）" if self.suspended_on else ""), tone)

    @property
    def silence_lamp(self) -> Lamp | None:
        """停滞 N 天; None while something happens."""
        return lamps.overdue(f"停滞 {(clock.today() - self.progressed_on).days} 天") if self.is_silent else None

    @property
    def chase_lamp(self) -> Lamp | None:
        if self.chases < CHASED_YELLOW:
            return None
        draw = lamps.overdue if self.chases >= CHASED_RED else lamps.near
        return draw(f"催办 {self.chases} 次")
