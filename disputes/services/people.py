"""Parties of a dispute: named only where somebody has to reach them."""

from django.core.exceptions import PermissionDenied
from django.db import transaction

from baiyi.accounts.models import User
from baiyi.records import clock
from baiyi.records.moves import MoveRefused, lock
from disputes import rights
from disputes.models import Dispute, Party

MOST_PARTIES = 20


def add_parties(dispute: Dispute, parties: list[Party], *, by: User) -> None:
    """Within the caller's transaction and right. Raises MoveRefused beyond MOST_PARTIES, and for a child."""
    if not parties:
        return
    if dispute.parties.count() + len(parties) > MOST_PARTIES:
        raise MoveRefused(f"一起纠纷最多登记 {MOST_PARTIES} 名当事人，其余记人数")
    _refuse_names_of_children(dispute, parties)
    for party in parties:
        party.dispute, party.created_by, party.created_at = dispute, by, clock.now()
        party.save(verb="登记当事人")


def _refuse_names_of_children(dispute: Dispute, parties: list[Party]) -> None:
    """More names than grown-up parties: one of them is a child's. A guardian is 其他, and none of the parties."""
    sides = [*dispute.parties.values_list("side", flat=True), *(each.side for each in parties)]
    named = sum(side != Party.Side.OTHER for side in sides)
    if dispute.minors and named > dispute.people - dispute.minors:
        adults = dispute.people - dispute.minors
        raise MoveRefused(f"成年当事人 {adults} 人：未成年人不登记姓名，监护人请登记为“其他”")


@transaction.atomic
def add_party(dispute: Dispute, *, by: User, version: int, side: str, name: str, phone: str = "") -> Dispute:
    """Raises PermissionDenied, StaleRecord, MoveRefused."""
    locked = _lock_to_record(dispute, by=by, version=version)
    add_parties(locked, [Party(side=side, name=name, phone=phone)], by=by)
    locked.save(verb="登记当事人")
    return locked


@transaction.atomic
def remove_party(dispute: Dispute, *, by: User, version: int, party: Party, reason: str) -> Dispute:
    """Registered by mistake: the row goes, that it was there stays in the journal. Raises PermissionDenied,
    StaleRecord, MoveRefused.
    """
    locked = _lock_to_record(dispute, by=by, version=version)
    locked.parties.filter(pk=party.pk).delete()
    locked.save(verb="移除当事人", reason=reason)
    return locked


def _lock_to_record(dispute: Dispute, *, by: User, version: int) -> Dispute:
    locked = lock(dispute, version=version)
    if not by.has_perm(rights.RECORD, locked):
        raise PermissionDenied(rights.RECORD)
    if locked.voided_at is not None:
        raise MoveRefused(f"{locked}已作废，不能再改")
    return locked
