"""Verbs on deadlines: compute, open, extend, close, void. One arithmetic: `calendar.compute`."""

from collections.abc import Iterable
from dataclasses import KW_ONLY, dataclass
from datetime import date

from django.contrib.contenttypes.models import ContentType
from django.db import IntegrityError, models, transaction

from baiyi.accounts.models import Unit
from baiyi.deadlines.calendar import Calendar, Computation, compute, length_until
from baiyi.deadlines.models import Deadline, Extension, Rule
from baiyi.deadlines.workdays import differences, import_calendar, load_calendar
from baiyi.journal.services import log_bulk
from baiyi.records import clock
from baiyi.records.moves import MoveRefused

__all__ = [
    "DeadlineRefused",
    "LengthRefused",
    "NewDeadline",
    "check_length",
    "close_deadline",
    "compute_due",
    "differences",
    "extend_deadline",
    "import_calendar",
    "load_calendar",
    "open_deadline",
    "open_deadlines",
    "open_first_deadlines",
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
        raise LengthRefused(
            f"期限不得超过 {rule.max_length} 个{unit}({rule.basis or rule.label})，现为 {length} 个{unit}"
        )


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
    try:
        with transaction.atomic():
            return open_first_deadlines(wanted, by=by, calendar=load_calendar())
    except IntegrityError as error:
        raise DeadlineRefused("该事项的这一期限已经存在") from error


def open_first_deadlines(wanted: Iterable[NewDeadline], *, by, calendar: Calendar) -> list[Deadline]:
    """For subjects just created in the caller's transaction, which cannot have a deadline yet. Raises LengthRefused."""
    rows = [_frozen(each, calendar) for each in wanted]
    Deadline.objects.bulk_create(rows, batch_size=500)
    log_bulk(rows, verb="起算期限", by=by)
    return rows


@transaction.atomic
def extend_deadline(deadline: Deadline, *, length: int, reason: str, by) -> Extension:
    """Add days to an open deadline before it expires; counted from its start, so that the legal maximum is one number.

    Raises DeadlineRefused (expired, closed, extended often enough) and LengthRefused (beyond the legal maximum).
    """
    locked = _lock(deadline)
    earlier = list(locked.extensions.all())
    _refuse_extension(locked, earlier)
    if length < 1:
        raise LengthRefused("延长天数至少为 1 天")
    total = locked.length + sum(each.length for each in earlier) + length
    computed = compute_due(locked.rule, locked.starts_on, total)
    if computed.due_on <= locked.effective_due_on:
        raise LengthRefused("延长后的期满日不晚于原期满日，请增加延长天数")
    extension = Extension.objects.create(
        deadline=locked,
        requested_on=clock.today(),
        length=length,
        total_length=total,
        reason=reason,
        previous_due_on=locked.effective_due_on,
        new_due_on=computed.due_on,
        trace=computed.trace,
        approved_by=by,
        approved_at=clock.now(),
    )
    _save(locked, "延期", reason, effective_due_on=computed.due_on)
    deadline.effective_due_on = computed.due_on
    return extension


@transaction.atomic
def close_deadline(deadline: Deadline, *, on: date, by) -> None:
    """The obligation was met on `on`; whether within the limit is kept for ever. Raises DeadlineRefused when it is
    closed already.
    """
    locked = _lock(deadline)
    if on < locked.starts_on:
        raise DeadlineRefused("办结日不得早于起算日")
    _save(locked, "办结期限", "", closed_on=on, is_within_limit=on <= locked.effective_due_on)
    deadline.closed_on, deadline.is_within_limit = locked.closed_on, locked.is_within_limit


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


def _frozen(wanted: NewDeadline, calendar: Calendar) -> Deadline:
    if not wanted.rule.is_in_force(wanted.starts_on):
        raise DeadlineRefused(f"规则“{wanted.rule.label}”在起算日{wanted.starts_on}未启用")
    computed = compute_due(wanted.rule, wanted.starts_on, wanted.length, due_on=wanted.due_on, calendar=calendar)
    return Deadline(
        content_type=ContentType.objects.get_for_model(wanted.subject),
        object_id=wanted.subject.pk,
        kind=wanted.kind,
        period=wanted.period,
        unit=wanted.unit,
        rule=wanted.rule,
        starts_on=wanted.starts_on,
        length=computed.length,
        measure=computed.measure,
        due_on=computed.due_on,
        effective_due_on=computed.due_on,
        trace=computed.trace,
        is_estimated=computed.is_estimated,
        calendar_version=computed.calendar_version,
    )


def _lock(deadline: Deadline) -> Deadline:
    locked = Deadline.objects.select_for_update(of=("self",)).select_related("rule__basis").get(pk=deadline.pk)
    if locked.closed_on or locked.voided_at:
        raise DeadlineRefused("该期限已办结或已作废")
    return locked


def _refuse_extension(deadline: Deadline, earlier: list[Extension]) -> None:
    if clock.today() > deadline.effective_due_on:
        raise DeadlineRefused("期限已届满，不能延期")
    if len(earlier) >= deadline.rule.max_extensions:
        raise DeadlineRefused(f"延期以 {deadline.rule.max_extensions} 次为限" if earlier else "该类期限不得延期")


def _save(deadline: Deadline, verb: str, reason: str, **changes) -> None:
    deadline.journal_note = {"verb": verb, "reason": reason}
    for name, value in changes.items():
        setattr(deadline, name, value)
    deadline.save(update_fields=list(changes))
