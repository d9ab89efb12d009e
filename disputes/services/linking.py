"""Two records of one matter: linked or merged, and counted once. And who leads a dispute."""

import datetime as dt

from django.db import transaction

from baiyi.accounts.models import UnitKind, User
from baiyi.notifications.services import send
from baiyi.records import clock
from baiyi.records.moves import MoveRefused, lock, move, move_locked
from baiyi.records.search import matching
from baiyi.records.text import key
from disputes import kinds, rights
from disputes.models import Dispute


def find_main(number: str, user: User) -> Dispute:
    """The record of that number, in whatever brackets and width, at the person's own units. Raises MoveRefused."""
    rows = Dispute.objects.current().filter(matching(number, "search_key"), unit__in=user.unit_ids(rights.DECIDE))
    found = next((each for each in rows if key(each.number) == key(number)), None)
    if found is None:
        raise MoveRefused(f"没有登记号为“{number.strip()}”的有效纠纷，或不在你的单位")
    return found


def link_dispute(dispute: Dispute, *, by: User, version: int, main: str, reason: str) -> Dispute:
    """关联主记录, by its number. Raises PermissionDenied, StaleRecord, MoveRefused."""
    return _to_main(dispute, "link", by=by, version=version, main=main, reason=reason)


def merge_dispute(dispute: Dispute, *, by: User, version: int, main: str, reason: str) -> Dispute:
    """并入主记录, by its number. Raises PermissionDenied, StaleRecord, MoveRefused."""
    return _to_main(dispute, "merge", by=by, version=version, main=main, reason=reason)


@transaction.atomic
def _to_main(dispute: Dispute, name: str, *, by: User, version: int, main: str, reason: str) -> Dispute:
    """Both rows are locked in the order of their keys, so that two who link them to each other do not both succeed."""
    target = find_main(main, by)
    for each in sorted({dispute.pk, target.pk}):
        lock(Dispute(pk=each))
    return move(dispute, name, by=by, version=version, main=lock(target), reason=reason)


def leaders_for(dispute: Dispute):
    """People who may lead it: those who lead at the branch above its unit."""
    above = dispute.unit.ancestors(include_self=True).filter(kind=UnitKind.BRANCH)
    return User.objects.holding(rights.LEAD, clock.today(), units=[each.pk for each in above])


@transaction.atomic
def lead_dispute(dispute: Dispute, *, by: User, version: int, leader: User, on: dt.date) -> Dispute:
    """领导包案: the officer is told. Raises PermissionDenied, StaleRecord, MoveRefused."""
    led = move_locked(lock(dispute, version=version), "lead", by=by, leader=leader, on=on)
    facts = {"dispute": str(led), "leader": leader.name}
    send({leader, led.officer}, kind=kinds.LED, subject=led, period=f"led-{led.version}", facts=facts)
    return led
