"""Recording a visit to a hotspot, and taking it back. The same form twice is one visit."""

import datetime as dt
from dataclasses import dataclass
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from baiyi.exchange.photos import attach_form
from baiyi.records import clock
from baiyi.records.moves import MoveRefused, lock
from hotspots import rights
from hotspots.models import Hotspot, Supervision, Timetable, WeeklyDuty
from hotspots.services.duties import campaign_of, make_duties

SLOT = "scene"  # of the photos within the form
BACK_DAYS = 14  # natural days a visit may lie back
LATE_AFTER = 1  # natural days back from which a reason is asked (补录), and always when the week of the visit is over
YEAR = 365  # days: problems are to be put right within a year
VOID_WITHIN = dt.timedelta(hours=24)


class SupervisionRefused(MoveRefused):
    """The visit cannot be recorded like this; the text is shown to the user, at the field it is about."""

    def __init__(self, text: str, field: str = ""):
        super().__init__(text)
        self.field = field


@dataclass(frozen=True, kw_only=True)
class SupervisionFacts:
    """One visit as it is reported; `problem_count` in 处."""

    hotspot: Hotspot
    supervised_on: dt.date
    method: str
    outcome: str
    problem_count: int = 0
    findings: str = ""
    next_step: str = ""
    rectify_by: dt.date | None = None
    late_reason: str = ""


def record_supervision(facts: SupervisionFacts, *, by, client_uuid: UUID) -> Supervision:
    """Record one visit (次); its week is done with it, unless that is over: then it stays missed, and made up for.

    Repeated or simultaneous submissions return the first visit. Raises PermissionDenied, SupervisionRefused (also when
    that one was
    voided since: the form has had its effect).
    """
    if (known := recorded_with(by, client_uuid)) is not None:
        return _still_valid(known)
    check_supervisor(facts.hotspot, by)
    for problem in find_problems(facts):
        raise problem
    try:
        with transaction.atomic():
            return _record(facts, by, client_uuid)
    except IntegrityError:
        known = recorded_with(by, client_uuid)
        if known is None:
            raise
        return _still_valid(known)


def _still_valid(known: Supervision) -> Supervision:
    if known.voided_at is not None:
        raise SupervisionRefused("这张表单登记的督导已经作废，请重新打开登记页再登记")
    return known


def recorded_with(by, client_uuid: UUID | None) -> Supervision | None:
    """What this form of this person became, if it was submitted."""
    return Supervision.objects.filter(created_by=by, client_uuid=client_uuid).first()


def is_first_of_week(visit: Supervision) -> bool:
    """Whether no visit recorded before this one was on a day of the week of its duty."""
    others = Supervision.objects.current().filter(hotspot=visit.hotspot_id, supervised_on__range=visit.duty.week.days)
    return not others.filter(pk__lt=visit.pk).exists()


def refusal_of_supervisor(hotspot: Hotspot, by) -> str:
    """Why this person records no visit here; empty when he may. An officer records for the hotspots he answers for."""
    if not hotspot.is_listed:
        return f"“{hotspot}”{hotspot.get_state_display()}，不再登记督导"
    if by.has_perm(rights.SUPERVISE_UNIT, hotspot) or hotspot.is_lent_to(by):
        return ""
    owner = hotspot.owner
    whom = f"责任人是{owner.person.name}" if owner else "请先由专班指定责任人"
    return f"你不是“{hotspot}”的整治责任人，不能登记督导；{whom}"


def check_supervisor(hotspot: Hotspot, by) -> None:
    """Raises PermissionDenied, SupervisionRefused."""
    if not by.has_perm(rights.SUPERVISE, hotspot):
        raise PermissionDenied(rights.SUPERVISE)
    if refusal := refusal_of_supervisor(hotspot, by):
        raise SupervisionRefused(refusal)


def find_problems(facts: SupervisionFacts) -> list[SupervisionRefused]:
    """Everything that is wrong with days and numbers, so that a form can show all of it at once."""
    return _problems_of_day(facts) + _problems_of_outcome(facts)


def void_supervision(supervision: Supervision, *, by, reason: str, version: int | None = None) -> Supervision:
    """作废: by who recorded it within 24 hours, later by the office. Its week is open or missed again.

    Raises PermissionDenied, MoveRefused, StaleRecord.
    """
    with transaction.atomic():
        locked = lock(supervision, version=version)
        if not may_void(locked, by):
            raise MoveRefused("督导记录只能由登记人在 24 小时内作废；之后请联系专班作废")
        if locked.voided_at is not None:
            raise MoveRefused("这条督导记录已经作废")
        locked.voided_at, locked.void_reason = clock.now(), reason
        locked.save(verb="作废", reason=reason)
        again = duty_again(locked)
        if again is not None and again.ends_on < clock.today() and again.missed_at is None:
            WeeklyDuty.objects.filter(pk=again.pk, missed_at=None).update(missed_at=clock.now())
        return locked


def duty_again(supervision: Supervision) -> WeeklyDuty | None:
    """Of a voided visit: the duty that is not fulfilled without it. None when its week asks for nothing, or another
    visit fulfils it.
    """
    return WeeklyDuty.objects.undone().of_day(supervision.supervised_on).filter(hotspot=supervision.hotspot_id).first()


def may_void(supervision: Supervision, by) -> bool:
    is_own = supervision.created_by_id == by.pk and clock.now() <= supervision.created_at + VOID_WITHIN
    return is_own or by.has_perm(rights.MANAGE, supervision)


def last_visit(hotspot: Hotspot) -> Supervision | None:
    return hotspot.supervisions.current().select_related("created_by").order_by("-supervised_on", "-pk").first()


def _problems_of_day(facts: SupervisionFacts) -> list[SupervisionRefused]:
    day, today = facts.supervised_on, clock.today()
    if day > today:
        return [SupervisionRefused("督导日不能晚于今天", "supervised_on")]
    if day < facts.hotspot.listed_on:
        return [SupervisionRefused(f"督导日不能早于公布日（{facts.hotspot.listed_on}）", "supervised_on")]
    if (today - day).days > BACK_DAYS:
        return [SupervisionRefused(f"只能补录 {BACK_DAYS} 天以内的督导", "supervised_on")]
    if facts.late_reason or day == today:
        return []
    if (today - day).days > LATE_AFTER:
        return [SupervisionRefused("督导日在昨天以前，请填写补录原因", "late_reason")]
    campaign = campaign_of(facts.hotspot, day)
    if campaign is not None and today not in campaign.week_of(day):
        return [SupervisionRefused("督导日所在的一周已经结束，请填写补录原因", "late_reason")]
    return []


def _problems_of_outcome(facts: SupervisionFacts) -> list[SupervisionRefused]:
    if facts.outcome == Supervision.Outcome.NORMAL:
        typed = facts.problem_count or facts.findings or facts.rectify_by
        return (
            [SupervisionRefused("填了问题，督导结果请选“发现问题”；没有问题请把问题清空", "outcome")] if typed else []
        )
    found = []
    if facts.problem_count < 1:
        found.append(SupervisionRefused("发现问题的，请填写问题数（处）", "problem_count"))
    if not facts.findings:
        found.append(SupervisionRefused("请写明发现的问题", "findings"))
    if facts.rectify_by and facts.rectify_by < facts.supervised_on:
        found.append(SupervisionRefused("问题整改期限不能早于督导日", "rectify_by"))
    if facts.rectify_by and (facts.rectify_by - facts.supervised_on).days >= YEAR:
        found.append(SupervisionRefused("问题整改期限须在督导日起一年以内，请核对年份", "rectify_by"))
    return found


def _record(facts: SupervisionFacts, by, client_uuid: UUID) -> Supervision:
    hotspot, day = facts.hotspot, facts.supervised_on
    duty = _duty_of(hotspot, day)
    supervision = Supervision(
        unit_id=hotspot.unit_id,
        created_by=by,
        created_at=clock.now(),
        client_uuid=client_uuid,
        duty=duty,
        entered_late=duty is not None and clock.today() > duty.ends_on,
        **vars(facts),
    )
    supervision.save(verb="登记督导", reason=facts.late_reason)
    attach_form(supervision, client_uuid, by=by)
    return supervision


def _duty_of(hotspot: Hotspot, day: dt.date) -> WeeklyDuty | None:
    """The duty of the day's week, opened now when it was not: the week's first visit may come before eight o'clock.

    None when that week asks for no visit.
    """
    known = hotspot.duties.of_day(day)
    if (duty := known.binding().first()) is not None:
        return duty
    campaign = campaign_of(hotspot, day)
    if campaign is None:
        raise SupervisionRefused("这个单位还没有专项行动，不能登记督导")
    week = campaign.week_of(day)
    if not Timetable.objects.weeks_of(campaign).has_duty(week) or week.ends_on < hotspot.supervised_from:
        return None
    make_duties([hotspot], week)
    return known.first()
