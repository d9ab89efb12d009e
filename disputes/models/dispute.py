"""Dispute (矛盾纠纷): what it is about, where it was heard of, how grave it is, and what it owes."""

import datetime as dt

from django.conf import settings
from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.urls import reverse
from django.utils.functional import cached_property

from baiyi.deadlines.subjects import BEGIN, HasDeadlines, Obligation, SubjectQuerySet
from baiyi.records import clock, lamps
from baiyi.records.lamps import Lamp
from baiyi.records.models import Record
from baiyi.records.moves import void_step
from baiyi.records.search import SearchKeyField
from baiyi.records.written import known
from baiyi.transfers.kinds import SIGN
from baiyi.transfers.models import BACK, Transfer, at_home
from disputes import rights
from disputes.kinds import RESOLVE, REVISIT, STAGE
from disputes.models.handled import FOLLOWED, OPEN, Handled, State
from disputes.models.mechanism import Mechanism, Stage
from disputes.models.reference import AmountBand, DisputeCategory, RiskLevel, SeasonTag, SizeBand, WarningSign

RESOLVE_RULE, REVISIT_RULE = "dispute_resolve", "dispute_revisit"
STAGE_RULES = {"natural": "stage_natural", "working": "stage_working"}
SILENT_AFTER = 7  # natural days without progress: 停滞
LATE_ENTRY = dt.timedelta(days=3)  # entered later than that after it was found: 过期录入
MOST_PEOPLE = 9999
DAYS = ("found_on", "first_found_on", "transferred_on", "resolved_on", "ended_on", "relapsed_on")  # that are counted by


class DisputeQuerySet(SubjectQuerySet):
    tab_groups = (
        ("unclosed", "open", "ungraded", "high", "silent", "away", "resolved"),
        ("unsigned",),
        ("all", "overdue", "near"),
    )

    def lent_to(self, user) -> Q:
        """What was sent to the person's units or body, and what he leads."""
        return lent(user.pk, *at_home(user))

    def open(self):
        return self.current().filter(state__in=OPEN)

    def counted(self):
        """Each matter once: what is linked to, or merged into, a main record does not count."""
        return self.current().filter(main=None)

    def silent(self, on: dt.date):
        """停滞: being settled, and nothing happened for SILENT_AFTER natural days."""
        return self.open().filter(main=None, progressed_on__lte=on - dt.timedelta(days=SILENT_AFTER))

    def owing(self, kind: str):
        """回访 goes on until it is closed; of what is linked, the main record is called on."""
        return self.counted().filter(state__in=FOLLOWED)

    def away(self):
        """Not settled, and with the unit or body it was sent to."""
        return self.open().filter(Exists(sent_away()))

    def in_tab(self, tab: str, on: dt.date):
        chosen = {
            "unclosed": lambda: self.current().filter(state__in=(*OPEN, State.RESOLVED)),
            "open": self.open,
            "ungraded": lambda: self.current().filter(state=State.REGISTERED),
            "high": lambda: self.open().filter(main=None, risk__in=RiskLevel.objects.filter(is_high=True).values("pk")),
            "silent": lambda: self.silent(on),
            "away": self.away,
            "unsigned": lambda: self.counted().filter(unsigned(on)),
        }
        return chosen[tab]() if tab in chosen else super().in_tab(tab, on)


@known
def lent(person: int, *home: int) -> models.QuerySet:
    """Disputes lent to somebody who works on what comes to these units. Every page of one asks."""
    return Dispute.objects.filter(Q(leader=person) | Transfer.objects.lends(home, Dispute))


def sent_away() -> models.QuerySet:
    """Transfers of the outer dispute that have not come back."""
    kind = ContentType.objects.get_for_model(Dispute)
    return (
        Transfer.objects.filter(content_type=kind, object_id=OuterRef("pk"))
        .exclude(state__in=BACK)
        .filter(sent_on__isnull=False)
    )


def unsigned(on: dt.date) -> Q:
    """Sent, and nobody signed for it in time. The late ones are few, and read once: not looked for row by row."""
    late = Transfer.objects.overdue(on, kind=SIGN).of_kind(Dispute)
    return Q(pk__in=late.order_by().values("object_id"))


def number_of(kind: str):
    """Periods of an obligation that is opened again and again are counted."""
    return lambda dispute: str(dispute.deadlines.filter(kind=kind).count() + 1)


def _stage_rule(dispute) -> str | None:
    stage = dispute.stage
    return STAGE_RULES[stage.measure] if stage and stage.length and not dispute.stages_done else None


class Dispute(Handled, HasDeadlines, Record):
    """矛盾纠纷 (起). `unit` answers for it. Who is party to it stands in rows of its own, encrypted; children only as
    a number.
    """

    class Source(models.TextChoices):
        SCREENING = "screening", "排查"
        ALARM = "alarm", "110"
        VISIT = "visit", "走访"
        GRID = "grid", "网格"
        HOTLINE = "hotline", "12345"
        PETITION = "petition", "信访"
        RECEIVED = "received", "转入"

    class Visibility(models.TextChoices):
        LATENT = "latent", "隐性"
        OPEN = "open", "显性"

    SUB_ACTION = "RONGBING"
    OBLIGATIONS = (
        Obligation(
            kind=RESOLVE,
            rule=lambda dispute: RESOLVE_RULE,
            opened_by=(BEGIN, "grade", "unlink"),
            starts_on=lambda dispute, due: dispute.graded_on or dispute.found_on,
            length=lambda dispute: dispute.risk.limit_days,
            period=number_of(RESOLVE),
            closed_by=("resolve", "penalise"),
            voided_by=("void", "merge", "link", "grade"),
        ),
        Obligation(
            kind=STAGE,
            rule=_stage_rule,
            opened_by=(BEGIN, "advance", "unlink"),
            starts_on=lambda dispute, due: dispute.stage_since,
            length=lambda dispute: dispute.stage.length,
            period=lambda dispute: dispute.stage.period,
            closed_by=("advance",),
            voided_by=("void", "merge", "link", "penalise", "relapse"),
        ),
        Obligation(
            kind=REVISIT,
            rule=lambda dispute: REVISIT_RULE if dispute.state in FOLLOWED else None,
            opened_by=("resolve", "keep_under_control", "litigate", "unlink"),
            length=lambda dispute: dispute.risk.revisit_days,
            period=number_of(REVISIT),
            closed_by=("revisit",),
            voided_by=(
                "void",
                "merge",
                "link",
                "penalise",
                "close",
                "relapse",
                "take_up",
                "resolve",
                "keep_under_control",
                "litigate",
            ),
            is_periodic=True,
        ),
    )

    client_uuid = models.UUIDField("表单编号", null=True, blank=True, editable=False)
    number = models.CharField("登记号", max_length=60, unique=True, editable=False)
    title = models.CharField("纠纷名称", max_length=100, editable=False, help_text="地点和类别，不含个人信息")
    category = models.ForeignKey(DisputeCategory, models.PROTECT, verbose_name="纠纷类别", related_name="+")
    source = models.CharField("来源", max_length=10, choices=Source.choices, default=Source.SCREENING)
    source_number = models.CharField("来源单号", max_length=40, blank=True, help_text="110 接警号、12345 工单号等")
    visibility = models.CharField("显隐性", max_length=6, choices=Visibility.choices, default=Visibility.LATENT)
    risk = models.ForeignKey(RiskLevel, models.PROTECT, verbose_name="风险等级", related_name="+")
    size = models.ForeignKey(SizeBand, models.PROTECT, verbose_name="规模", related_name="+", null=True, blank=True)
    amount = models.ForeignKey(
        AmountBand, models.PROTECT, verbose_name="涉及金额", related_name="+", null=True, blank=True
    )
    season = models.ForeignKey(
        SeasonTag, models.PROTECT, verbose_name="季节标签", related_name="+", null=True, blank=True
    )
    signs = models.ManyToManyField(WarningSign, verbose_name="民转刑信号", related_name="+", blank=True)
    place = models.CharField("地点", max_length=60, help_text="写路段、片区或小区，不写门牌和住址")
    search_key = SearchKeyField("检索键", names=["place"], numbers=["number", "source_number"])
    title_key = SearchKeyField("纠纷名称检索键", names=["title"])
    people = models.PositiveSmallIntegerField(
        "当事人数", default=2, validators=[MinValueValidator(1), MaxValueValidator(MOST_PEOPLE)]
    )
    minors = models.PositiveSmallIntegerField(
        "其中未成年人", default=0, validators=[MaxValueValidator(MOST_PEOPLE)], help_text="只记人数，不记姓名"
    )
    summary = models.CharField("简要情况", max_length=500, blank=True, help_text="不写姓名、证件号、住址")
    officer = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="责任民警", related_name="+")
    mechanism = models.ForeignKey(
        Mechanism,
        models.PROTECT,
        verbose_name="排查化解机制",
        related_name="+",
        null=True,
        blank=True,
        editable=False,
    )
    stage = models.ForeignKey(
        Stage, models.PROTECT, verbose_name="所在环节", related_name="+", null=True, blank=True, editable=False
    )
    stage_since = models.DateField("进入环节日", null=True, blank=True, editable=False)
    stages_done = models.BooleanField("环节已走完", default=False, editable=False)
    main = models.ForeignKey(
        "self",
        models.PROTECT,
        verbose_name="主记录",
        related_name="shadows",
        null=True,
        blank=True,
        editable=False,
    )
    relapse_of = models.OneToOneField(
        "self",
        models.PROTECT,
        verbose_name="反弹自",
        related_name="relapsed_as",
        null=True,
        blank=True,
        editable=False,
    )
    first_found_on = models.DateField("首次发现日", editable=False)
    was_sent_before = models.BooleanField("反弹前已流转", default=False, editable=False)
    behind_type = models.ForeignKey(
        ContentType,
        models.PROTECT,
        verbose_name="关联事项类别",
        related_name="+",
        null=True,
        blank=True,
        editable=False,
    )
    behind_id = models.PositiveBigIntegerField("关联事项编号", null=True, blank=True, editable=False)
    behind = GenericForeignKey("behind_type", "behind_id")

    void = void_step(rights.DECIDE, at="unit")

    objects = DisputeQuerySet.as_manager()

    class Meta:
        verbose_name = "矛盾纠纷"
        verbose_name_plural = "矛盾纠纷"
        constraints = [
            models.UniqueConstraint(fields=["created_by", "client_uuid"], name="dispute_once_per_form"),
            models.UniqueConstraint(
                fields=["source", "source_number"],
                condition=~Q(source_number="") & Q(voided_at=None, relapse_of=None),
                name="dispute_source_number_once",
            ),
            models.CheckConstraint(
                condition=Q(ended_on=None) | Q(ended_on__gte=F("found_on")), name="dispute_ends_after_start"
            ),
            models.CheckConstraint(condition=Q(minors__lte=F("people")), name="dispute_minors_among_people"),
            models.CheckConstraint(condition=Q(main=None) | ~Q(main=F("pk")), name="dispute_is_not_its_own_main"),
        ]
        indexes = [
            models.Index(fields=["unit", "found_on"], name="dispute_unit_found"),
            models.Index(fields=["-found_on", "-id"], name="dispute_newest"),
            models.Index(fields=["state", "progressed_on"], name="dispute_state_progress"),
            models.Index(fields=["behind_type", "behind_id"], name="dispute_behind"),
            models.Index(fields=["place"], name="dispute_place"),
            models.Index(  # what counts every row reads: the funnel and the tab 全部 need no more of one
                fields=["unit", *DAYS, "leader", "main", "relapse_of", "was_sent_before", "voided_at", "id"],
                condition=Q(voided_at=None),
                name="dispute_days",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("disputes:dispute-detail", args=[self.pk])

    def save(self, *args, **kwargs):
        if self._state.adding:
            self.progressed_on = self.found_on
            self.first_found_on = self.first_found_on or self.found_on
        self.title = f"{self.place}{self.category.name}纠纷"
        super().save(*args, **kwargs)

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
    def is_late_entry(self) -> bool:
        """过期录入: entered more than three natural days after it was found."""
        return self.created_at.astimezone(clock.now().tzinfo).date() - self.found_on > LATE_ENTRY

    @property
    def is_silent(self) -> bool:
        return self.is_open and self.main_id is None and (clock.today() - self.progressed_on).days >= SILENT_AFTER

    @property
    def risk_lamp(self) -> Lamp:
        """Colour, shape and word."""
        draw = {"red": lamps.overdue, "orange": lamps.near, "yellow": lamps.near}.get(self.risk.tone)
        words = f"{self.risk.name}"
        return draw(words) if draw else lamps.tag(words, "blue")

    @property
    def state_lamp(self) -> Lamp:
        tones = {State.RESOLVED: "green", State.CLOSED: "green", State.REGISTERED: "yellow", State.RELAPSED: "red"}
        tone = tones.get(self.state, "blue" if self.is_open else "grey")
        return lamps.tag(self.get_state_display(), tone)

    @property
    def silence_lamp(self) -> Lamp | None:
        """停滞 N 天; None while something happens."""
        return lamps.overdue(f"停滞 {(clock.today() - self.progressed_on).days} 天") if self.is_silent else None
