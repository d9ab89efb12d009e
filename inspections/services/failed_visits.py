"""到访未查: recorded with two taps, taken back within ten minutes; what the station makes of a venue that is gone."""

import datetime as dt
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import transaction

from baiyi.exchange import numbers
from baiyi.exchange.photos import attach_form
from baiyi.records import clock, services
from baiyi.records.addresses import address_of
from baiyi.records.drafts import Payload
from baiyi.records.moves import MoveRefused
from baiyi.records.once import send_once
from baiyi.records.tickets import Ticket
from inspections import rights
from inspections.models import FailedVisit, Venue
from inspections.services.merged import refuse_merged
from inspections.services.recording import BACKFILL_AFTER, WITHDRAW_WITHIN, local_day, submitted_with
from inspections.services.waiting import forget_waiting


@transaction.atomic
def record_failed_visit(
    venue: Venue, *, outcome: str, visited_at: dt.datetime, by, client_uuid: UUID, note: str = ""
) -> FailedVisit:
    """With the photos of its form; a number that was reserved for a notice is voided.

    Raises PermissionDenied; MoveRefused when the moment is to come, longer ago than a day, or the form became an
    inspection.
    """
    if not by.has_perm(rights.RECORD, venue):
        raise PermissionDenied(rights.RECORD)
    refuse_merged(venue)
    if not clock.now() - BACKFILL_AFTER <= visited_at <= clock.now():
        raise MoveRefused("到访时间须在最近 24 小时以内，且不能晚于现在")
    if submitted_with(by, client_uuid):
        raise MoveRefused("这份登记已经作为检查提交")
    facts = {"outcome": outcome, "visited_at": visited_at, "visited_on": local_day(visited_at), "note": note}
    visit = FailedVisit(unit_id=venue.unit_id, venue=venue, client_uuid=client_uuid, **facts)
    services.add(visit, by=by, right=rights.RECORD)
    attach_form(visit, client_uuid, by=by)
    forget_waiting()
    numbers.void_reserved(reserved_for=client_uuid, by=by, reason="未开具通知书")
    return visit


def send_failed_visit(venue: Venue, *, payload: Payload, ticket: Ticket | None, by, client_uuid: UUID, **facts) -> str:
    """The address of its result: of the first one, however often the form comes. Raises AlreadySent, SentOtherwise,
    ChangedElsewhere, and as `record_failed_visit` does.
    """

    def act() -> str:
        visit = record_failed_visit(venue, by=by, client_uuid=client_uuid, **facts)
        return address_of("inspections:failed_visit-result", visit.pk)

    return send_once(by=by, number=client_uuid, payload=payload, ticket=ticket, act=act)


def may_take_back(visit: FailedVisit, *, by) -> bool:
    is_his = visit.voided_at is None and visit.created_by_id == by.pk
    return is_his and clock.now() <= visit.created_at + WITHDRAW_WITHIN


@transaction.atomic
def take_back(visit: FailedVisit, *, by) -> FailedVisit:
    """Raises MoveRefused after ten minutes, for another person, and a second time."""
    locked = FailedVisit.objects.select_for_update().get(pk=visit.pk)
    if not may_take_back(locked, by=by):
        raise MoveRefused("只有登记人在 10 分钟内可以撤回")
    facts = {"verb": "撤回", "reason": "登记人撤回"}
    return services.void(locked, by=by, right=rights.RECORD, version=locked.version, **facts)


@transaction.atomic
def retire_venue(venue: Venue, *, version: int, by, reason: str) -> Venue:
    """停用: the venue leaves the ledger and is inspected no more; what was recorded there stays. Raises StaleRecord,
    PermissionDenied, MoveRefused.
    """
    retired = services.void(venue, by=by, right=rights.RETIRE, version=version, verb="停用场所", reason=reason)
    _settle(retired)
    return retired


@transaction.atomic
def keep_venue(venue: Venue, *, version: int, by, reason: str) -> Venue:
    """仍在经营: what was proposed is answered. Raises as `retire_venue` does, MoveRefused when nothing is proposed."""
    if not venue.failed_visits.proposing().exists():
        raise MoveRefused(f"{venue}没有待核实的停用建议")
    kept = services.change(venue, by=by, right=rights.RETIRE, version=version, verb="核实仍在经营", reason=reason)
    _settle(kept)
    return kept


def _settle(venue: Venue) -> None:
    venue.failed_visits.filter(settled_on=None).update(settled_on=clock.today())
