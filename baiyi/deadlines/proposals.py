"""Proposed work calendars: brought by one person (or at the machine), confirmed or refused by another."""

from collections.abc import Iterable
from functools import cached_property

from django.core.exceptions import PermissionDenied
from django.db import transaction

from baiyi.deadlines import rights
from baiyi.deadlines.calendar import Calendar
from baiyi.deadlines.models import CalendarProposal, CalendarYear, ProposedDay
from baiyi.deadlines.workdays import (
    CalendarRefused,
    Change,
    NamedDay,
    changes_between,
    checked,
    count_affected,
    put_in_force,
    read_calendar,
    table_of,
)
from baiyi.journal.services import acting
from baiyi.records import clock
from baiyi.records.services import unless_taken

Verdict = CalendarProposal.Verdict


class Comparison:
    """What a proposed table would make of the one in force, day by day, and of the deadlines that are open."""

    def __init__(self, proposal: CalendarProposal) -> None:
        self.year = proposal.year
        days = [NamedDay(*row) for row in proposal.days.values_list("day", "is_working", "note")]
        before = read_calendar()
        self.table, self.in_force = table_of(proposal.year, days), before.years.get(proposal.year)
        self._before, self._after = before, Calendar({**before.years, proposal.year: self.table})

    @property
    def version(self) -> int:
        """Of the table in force; 0 when the year has none."""
        return self.in_force.version if self.in_force else 0

    @property
    def missing(self) -> tuple[str, ...]:
        return self.table.missing

    @cached_property
    def changes(self) -> list[Change]:
        return changes_between(self.in_force, self.table)

    @property
    def lost(self) -> list[Change]:
        return [change for change in self.changes if change.is_lost]

    def affected(self) -> int:
        """Open deadlines (项) whose last day the table would place elsewhere. None of them is changed."""
        return count_affected(self._before, self._after)


def propose_calendar(
    *, year: int, days: Iterable[NamedDay], document_no: str, source: str, by=None
) -> CalendarProposal:
    """Nothing is in force by it. `by=None`: brought at the machine by nobody who signed in. Raises PermissionDenied,
    CalendarRefused.
    """
    if by is not None and not by.has_perm(rights.CONFIRM_CALENDAR):
        raise PermissionDenied(rights.CONFIRM_CALENDAR)
    rows = checked(year, list(days))
    if not document_no.strip() or not source.strip():
        raise CalendarRefused("请写明通知文号和来源")
    proposal = CalendarProposal(
        year=year, document_no=document_no.strip(), source=source.strip(), proposed_by=by, proposed_at=clock.now()
    )
    with transaction.atomic(), acting(by), unless_taken(lambda: waiting_of(year), _refuse_a_second):
        proposal.save(verb="提出节假日历")
        ProposedDay.objects.bulk_create(
            [ProposedDay(proposal=proposal, day=row.day, is_working=row.is_working, note=row.note) for row in rows]
        )
    return proposal


def waiting_of(year: int) -> CalendarProposal | None:
    return CalendarProposal.objects.filter(year=year, verdict=Verdict.WAITING).first()


@transaction.atomic
def confirm_calendar(proposal: CalendarProposal, *, by, against: int, losing: int = 0) -> CalendarProposal:
    """Makes the table the year's next version. `against` is the version it was compared with, `losing` the number of
    days that the person saw it lose.

    Raises PermissionDenied, CalendarRefused.
    """
    locked = _undecided(proposal, by)
    if locked.proposed_by_id == by.pk:
        raise CalendarRefused("提出人不能自己确认，请由另一人核对后确认")
    CalendarYear.objects.select_for_update().filter(year=locked.year).first()
    compared = Comparison(locked)
    if compared.version != against:
        raise CalendarRefused(f"{locked.year}年历表已是第 {compared.version} 版，请重新逐日核对后再确认")
    if len(compared.lost) != losing:
        raise CalendarRefused(f"新历表比现行历表少 {len(compared.lost)} 日，请逐日核对并勾选后再确认")
    days = [NamedDay(*row) for row in locked.days.values_list("day", "is_working", "note")]
    table = put_in_force(year=locked.year, days=days, source=locked.document_no, by=by)
    locked.made_version = table.version
    return _decided(locked, Verdict.CONFIRMED, by=by, verb="确认节假日历")


@transaction.atomic
def refuse_calendar(proposal: CalendarProposal, *, by, reason: str) -> CalendarProposal:
    """It stays with its reason. Also for the proposer, who takes it back. Raises PermissionDenied, CalendarRefused."""
    locked = _undecided(proposal, by)
    locked.reason = reason
    return _decided(locked, Verdict.REFUSED, by=by, verb="退回节假日历", reason=reason)


def _undecided(proposal: CalendarProposal, by) -> CalendarProposal:
    if not by.has_perm(rights.CONFIRM_CALENDAR):
        raise PermissionDenied(rights.CONFIRM_CALENDAR)
    locked = CalendarProposal.objects.select_for_update().get(pk=proposal.pk)
    if not locked.is_waiting:
        raise CalendarRefused(f"{locked}{locked.get_verdict_display()}，不能再处理")
    return locked


def _decided(locked: CalendarProposal, verdict: str, *, by, verb: str, reason: str = "") -> CalendarProposal:
    locked.verdict, locked.decided_by, locked.decided_at = verdict, by, clock.now()
    locked.save(verb=verb, reason=reason)
    return locked


def _refuse_a_second(first: CalendarProposal) -> CalendarRefused:
    return CalendarRefused(f"{first}正待确认，请先确认或退回，再提出新的")
