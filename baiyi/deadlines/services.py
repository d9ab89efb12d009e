"""Verbs on deadlines: compute, open, extend, pause, resume, close, void. One arithmetic: `calendar.compute`."""

from collections.abc import Iterable
from dataclasses import KW_ONLY, dataclass
from datetime import date

from django.contrib.contenttypes.models import ContentType
from django.db import IntegrityError, models, transaction

from baiyi.accounts.models import Unit
from baiyi.deadlines import kinds
from baiyi.deadlines.calendar import MONTHS, Calendar, Computation, compute, length_until
from baiyi.deadlines.models import Deadline, Extension, Pause, Rule
from baiyi.deadlines.workdays import differences, load_calendar
from baiyi.journal.services import log_bulk
from baiyi.records import clock
from baiyi.records.moves import MoveRefused

__all__ = [
    "DeadlineRefused",
    "LengthRefused",
    "NewDeadline",
    "check_extension",
    "check_length",
    "close_deadline",
    "compute_due",
    "differences",
    "extend_deadline",
    "load_calendar",
    "most_extension",
    "open_deadline",
    "open_deadlines",
    "open_first_deadlines",
    "pause_deadline",
    "reopen_deadline",
    "resume_deadline",
    "void_deadlines",
]  # fmt: skip


class DeadlineRefused(MoveRefused):
    """The text is shown to the user."""


class LengthRefused(DeadlineRefused):
    """The period is longer than the law allows, or makes no sense."""


@dataclass(frozen=True)
class NewDeadline:
    """One obligation to open. `due_on` is a day an officer chose; without it the rule's length, or `length` days,
    decide.
    """

    subject: models.Model
    kind: str
    _: KW_ONLY
    unit: Unit
    rule: Rule
    starts_on: date
    length: int | None = None
    due_on: date | None = None
    period: str = ""


def check_length(rule: Rule, length: int) -> None:
    """Raises LengthRefused when a period of `length` days (of the rule's measure) is none,
    or beyond the legal maximum.
    """
    unit = rule.get_measure_display()
    if length < 1:
        raise LengthRefused("期限至少为 1 天")
    if rule.max_length is not None and length > rule.max_length:
        raise LengthRefused(f"期限不得超过 {rule.max_length} 个{unit}（按“{rule.label}”），现为 {length} 个{unit}")


def compute_due(
    rule: Rule,
    starts_on: date,
    length: int | None = None,
    *,
    due_on: date | None = None,
    calendar: Calendar | None = None,
) -> Computation:
    """What the rule gives for a start, or the period that ends on a chosen day. Raises LengthRefused.

    Pass `calendar` when computing many: without it each call costs the one statement of `load_calendar`.
    """
    calendar = calendar or load_calendar()
    try:
        if due_on is not None:
            length = length_until(
                starts_on, due_on, rule.measure, calendar=calendar, roll=rule.rolls, most=rule.max_length
            )
        length = rule.length if length is None else length
        check_length(rule, length)
        return compute(starts_on, length, rule.measure, calendar=calendar, roll=rule.rolls, verb=rule.starts_with)
    except ValueError as error:
        raise LengthRefused(str(error)) from error


def open_deadline(
    subject,
    kind: str,
    *,
    unit,
    rule: Rule,
    starts_on: date,
    by,
    length: int | None = None,
    due_on: date | None = None,
    period: str = "",
) -> Deadline:
    """Compute and freeze one deadline. Raises LengthRefused, or DeadlineRefused when this period of the subject has
    one.
    """
    return open_deadlines(
        [
            NewDeadline(
                subject, kind, unit=unit, rule=rule, starts_on=starts_on, length=length, due_on=due_on, period=period
            )
        ],
        by=by,
    )[0]


def open_deadlines(wanted: Iterable[NewDeadline], *, by) -> list[Deadline]:
    """Many at once: the calendar's stamp, one insert and one journal insert, however many.
    Raises like `open_deadline`.
    """
    with transaction.atomic():
        return open_first_deadlines(wanted, by=by, calendar=load_calendar())


def open_first_deadlines(wanted: Iterable[NewDeadline], *, by, calendar: Calendar) -> list[Deadline]:
    """In the caller's transaction, which a refusal ends: without a savepoint. Raises like `open_deadline`."""
    versions: dict[tuple[int, date], Rule] = {}
    rows = [_frozen(each, _version(each, versions), calendar) for each in wanted]
    try:
        Deadline.objects.bulk_create(rows, batch_size=500)
    except IntegrityError as error:
        raise DeadlineRefused("该事项的这一期限已经存在") from error
    log_bulk(rows, verb="起算期限", by=by)
    return rows


@transaction.atomic
def extend_deadline(deadline: Deadline, *, length: int, reason: str, by, requested_on: date | None = None) -> Extension:
    """Add days to an open deadline before it expires; counted from its start, so that the legal maximum is one number.
    `requested_on` is the day it was asked for, today unless said.

    Raises DeadlineRefused (expired, closed, extended often enough) and LengthRefused (beyond the legal maximum).
    """
    locked = _lock(deadline)
    total = check_extension(locked, length=length)
    calendar = load_calendar()
    computed = _recount(locked, total + locked.excluded, calendar)
    if computed.due_on <= locked.effective_due_on:
        raise LengthRefused("延长后的期满日不晚于原期满日，请增加延长天数")
    extension = Extension.objects.create(
        deadline=locked,
        requested_on=requested_on or clock.today(),
        length=length,
        total_length=total,
        excluded=locked.excluded,
        reason=reason,
        previous_due_on=locked.effective_due_on,
        new_due_on=computed.due_on,
        trace=_trace(computed, locked.excluded),
        approved_by=by,
        approved_at=clock.now(),
    )
    _save(locked, "延期", reason, **_days(locked.rule, computed.due_on, calendar))
    deadline.effective_due_on, deadline.late_after = locked.effective_due_on, locked.late_after
    return extension


def check_extension(deadline: Deadline, *, length: int) -> int:
    """How long an open deadline would be in all with so many days more. Raises like `extend_deadline`."""
    earlier = list(deadline.extensions.all())
    _refuse_extension(deadline, earlier)
    if length < 1:
        raise LengthRefused("延长天数至少为 1 天")
    total = _length_of(deadline, earlier) + length
    check_length(deadline.rule, total)
    return total


def most_extension(deadline: Deadline) -> int | None:
    """How many days more may still be asked for, in the rule's measure; None without a maximum."""
    most = deadline.rule.max_length
    return None if most is None else max(most - _length_of(deadline, list(deadline.extensions.all())), 0)


@transaction.atomic
def pause_deadline(deadline: Deadline, *, ground: str, on: date, by, reason: str = "") -> Pause:
    """中止: from `on` its days do not count, and nothing of it is late, until it is resumed.

    Raises DeadlineRefused (expired, closed, paused already, before its start or in the future).
    """
    locked = _lock(deadline)
    _refuse_pause(locked, ground, on)
    facts = {"ground": ground, "reason": reason, "starts_on": on, "paused_by": by, "paused_at": clock.now()}
    pause = Pause.objects.create(deadline=locked, previous_due_on=locked.effective_due_on, **facts)
    _save(locked, f"中止（{pause.get_ground_display()}）", reason, paused_on=on, late_after=None)
    deadline.paused_on, deadline.late_after = on, None
    return pause


@transaction.atomic
def resume_deadline(deadline: Deadline, *, on: date, by, reason: str = "") -> Pause:
    """恢复: the days after the pause began, up to `on`, are added to the term.

    Raises DeadlineRefused (not paused, before the pause, in the future).
    """
    locked = _lock(deadline)
    pause = locked.pauses.filter(ends_on=None).first()
    if pause is None:
        raise DeadlineRefused("该期限没有中止")
    if not pause.starts_on <= on <= clock.today():
        raise DeadlineRefused("恢复日须在中止日与今天之间")
    calendar = load_calendar()
    pause.ends_on, pause.excluded = on, calendar.count(locked.measure, pause.starts_on, on)
    excluded = locked.excluded + pause.excluded
    pause.counted_length = _length_of(locked, list(locked.extensions.all())) + excluded
    computed = _recount(locked, pause.counted_length, calendar)
    pause.new_due_on, pause.trace = computed.due_on, _trace(computed, excluded)
    pause.save()
    days = _days(locked.rule, computed.due_on, calendar)
    _save(locked, "恢复计算期限", reason, paused_on=None, excluded=excluded, **days)
    deadline.paused_on, deadline.excluded = None, excluded
    deadline.effective_due_on, deadline.late_after = locked.effective_due_on, locked.late_after
    return pause


@transaction.atomic
def close_deadline(deadline: Deadline, *, on: date, by) -> None:
    """The obligation was met on `on`; whether within the limit is kept for ever. Raises DeadlineRefused when it is
    closed already.
    """
    locked = _lock(deadline)
    if on < locked.starts_on:
        raise DeadlineRefused("办结日不得早于起算日")
    _save(locked, "办结期限", "", closed_on=on, is_within_limit=is_within_limit(locked, on))
    deadline.closed_on, deadline.is_within_limit = locked.closed_on, locked.is_within_limit


@transaction.atomic
def reopen_deadline(deadline: Deadline, *, by, reason: str) -> None:
    """What had met the obligation was taken back: it runs on with its days. Raises DeadlineRefused when it is open or
    voided.
    """
    locked = Deadline.objects.select_for_update(of=("self",)).get(pk=deadline.pk)
    if locked.closed_on is None or locked.voided_at:
        raise DeadlineRefused("该期限没有办结，不能恢复")
    _save(locked, "撤销办结", reason, closed_on=None, is_within_limit=None)
    deadline.closed_on = deadline.is_within_limit = None


def is_within_limit(deadline: Deadline, on: date) -> bool:
    """Whether an obligation met on that day was met in time; one that is paused cannot be late."""
    return deadline.late_after is None or on <= deadline.late_after


def close_past(deadlines: list[Deadline], ends: list[date | None]) -> None:
    """Many that were opened for what happened before: each is closed on its day, None leaves it open. No journal."""
    for deadline, on in zip(deadlines, ends, strict=True):
        deadline.closed_on, deadline.is_within_limit = on, is_within_limit(deadline, on) if on else None
    Deadline.objects.bulk_update(deadlines, ["closed_on", "is_within_limit"], batch_size=500)


@transaction.atomic
def void_deadlines(subject, *, by, reason: str) -> int:
    """The subject was voided: its open deadlines bind nobody any more. Returns how many."""
    rows = list(Deadline.objects.of(subject).open().select_for_update())
    for row in rows:
        void_deadline(row, by=by, reason=reason)
    return len(rows)


@transaction.atomic
def void_deadline(deadline: Deadline, *, by, reason: str) -> None:
    """It binds nobody any more and stays on record. Raises DeadlineRefused when it is closed already."""
    _save(_lock(deadline), "作废期限", reason, voided_at=clock.now())


def _version(wanted: NewDeadline, known: dict[tuple[int, date], Rule]) -> Rule:
    """Of the rule, the one in force on the start day. One statement where that is another one than was named."""
    key = (wanted.rule.pk, wanted.starts_on)
    if key not in known:
        known[key] = wanted.rule.on(wanted.starts_on)
    return known[key]


def _frozen(wanted: NewDeadline, rule: Rule, calendar: Calendar) -> Deadline:
    if not kinds.is_known(wanted.kind):
        raise ValueError(f"kind of deadline {wanted.kind} is not declared: nobody would be reminded")
    if not rule.is_in_force(wanted.starts_on):
        raise DeadlineRefused(f"规则“{rule.label}”在起算日{wanted.starts_on}未启用")
    computed = compute_due(rule, wanted.starts_on, wanted.length, due_on=wanted.due_on, calendar=calendar)
    return Deadline(
        content_type=ContentType.objects.get_for_model(wanted.subject),
        object_id=wanted.subject.pk,
        kind=wanted.kind,
        period=wanted.period,
        unit=wanted.unit,
        rule=rule,
        starts_on=wanted.starts_on,
        length=computed.length,
        measure=computed.measure,
        due_on=computed.due_on,
        trace=computed.trace,
        **_days(rule, computed.due_on, calendar),
        is_estimated=computed.is_estimated,
        calendar_version=computed.calendar_version,
    )


def _days(rule: Rule, due_on: date, calendar: Calendar) -> dict[str, date]:
    """The two days that move together: the effective due day, and the last one that is not late."""
    return {"effective_due_on": due_on, "late_after": late_after(rule, due_on, calendar=calendar)}


def late_after(rule: Rule, due_on: date, *, calendar: Calendar) -> date:
    """The due day with the rule's grace."""
    if not rule.grace:
        return due_on
    return compute(due_on, rule.grace, rule.measure, calendar=calendar, roll=rule.rolls).due_on


def _length_of(deadline: Deadline, extensions: list[Extension]) -> int:
    """Days of the term itself: as issued, and all extensions."""
    return deadline.length + sum(each.length for each in extensions)


def _recount(deadline: Deadline, length: int, calendar: Calendar) -> Computation:
    rule = deadline.rule
    try:
        return compute(
            deadline.starts_on, length, deadline.measure, calendar=calendar, roll=rule.rolls, verb=rule.starts_with
        )
    except ValueError as error:
        raise LengthRefused(str(error)) from error


def _trace(computed: Computation, excluded: int) -> str:
    """The sentence says how many of its days were not counted."""
    return f"{computed.trace}，其中中止 {excluded} 天不计入" if excluded else computed.trace


def _lock(deadline: Deadline) -> Deadline:
    locked = Deadline.objects.select_for_update(of=("self",)).select_related("rule__basis").get(pk=deadline.pk)
    if locked.closed_on or locked.voided_at:
        raise DeadlineRefused("该期限已办结或已作废")
    return locked


def _refuse_pause(deadline: Deadline, ground: str, on: date) -> None:
    if not deadline.rule.is_paused_by(ground):
        raise DeadlineRefused(
            f"按{deadline.rule.basis or deadline.rule}，{Pause.Ground(ground).label}期间不扣除，期限不能中止"
        )
    if deadline.measure == MONTHS:
        raise DeadlineRefused("按月计算的期限不能中止")
    if deadline.paused_on:
        raise DeadlineRefused("该期限已经中止")
    if not deadline.starts_on <= on <= clock.today():
        raise DeadlineRefused("中止日须在起算日与今天之间")
    if on > deadline.effective_due_on:
        raise DeadlineRefused("期限已届满，不能中止")
    last = deadline.pauses.order_by("-ends_on").first()
    if last and on < last.ends_on:
        raise DeadlineRefused("中止日不得早于上次恢复日")


def _refuse_extension(deadline: Deadline, earlier: list[Extension]) -> None:
    if deadline.paused_on:
        raise DeadlineRefused("期限正在中止，恢复计算后再延期")
    if clock.today() > deadline.effective_due_on:
        raise DeadlineRefused("期限已届满，不能延期")
    if len(earlier) >= deadline.rule.max_extensions:
        raise DeadlineRefused(f"延期以 {deadline.rule.max_extensions} 次为限" if earlier else "该类期限不得延期")


def _save(deadline: Deadline, verb: str, reason: str, **changes) -> None:
    for name, value in changes.items():
        setattr(deadline, name, value)
    deadline.save(update_fields=list(changes), verb=verb, reason=reason)
