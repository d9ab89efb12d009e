"""排查化解机制: a new version with an effective day. What began under another one finishes under it."""

import datetime as dt
from collections.abc import Iterable
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from baiyi.accounts.models import User
from baiyi.records import clock
from baiyi.records.moves import MoveRefused
from disputes import rights
from disputes.models import Dispute, Mechanism, Stage

MOST_STAGES = 6
Ends = Stage.Ends


@transaction.atomic
def add_mechanism(
    *,
    by: User,
    name: str,
    effective_from: dt.date,
    stages: Iterable[dict],
    note: str = "",
    client_uuid: UUID | None = None,
) -> Mechanism:
    """`stages` in their order, each with the fields of Stage and `papers`. The same form twice is one version.

    Raises PermissionDenied; MoveRefused for a day that has another version or lies in the past, without stages, and
    for marks that come too late.
    """
    _may_arrange(by)
    if client_uuid and (known := Mechanism.objects.filter(created_by=by, client_uuid=client_uuid).first()):
        return known
    stages = list(stages)
    if not 1 <= len(stages) <= MOST_STAGES:
        raise MoveRefused(f"机制须有 1 至 {MOST_STAGES} 个环节")
    if effective_from < clock.today():
        raise MoveRefused("启用日期不能早于今天：已经登记的纠纷按原机制走完")
    _refuse_marks([stage.get("ends_with", Ends.BY_HAND) for stage in stages])
    facts = {"name": name, "note": note, "effective_from": effective_from, "client_uuid": client_uuid}
    mechanism = Mechanism(created_by=by, created_at=clock.now(), **facts)
    _save(mechanism)
    for position, stage in enumerate(stages, 1):
        papers = stage.pop("papers", ())
        Stage.objects.create(mechanism=mechanism, position=position, **stage).papers.set(papers)
    return mechanism


@transaction.atomic
def withdraw_mechanism(mechanism: Mechanism, *, by: User, reason: str) -> Mechanism:
    """撤销 of a version under which nothing runs. Raises PermissionDenied, MoveRefused."""
    _may_arrange(by)
    locked = Mechanism.objects.select_for_update().get(pk=mechanism.pk)
    if locked.withdrawn_at is not None:
        raise MoveRefused("这个版本已经撤销")
    if Dispute.objects.filter(mechanism=locked).exists():
        raise MoveRefused("已有纠纷按这个版本办理，不能撤销；请制定新版本")
    locked.withdrawn_at = clock.now()
    locked.save(verb="撤销", reason=reason)
    return locked


def _refuse_marks(marks: list[str]) -> None:
    """A stage that nothing could complete any more would stay for ever."""
    moves = [mark for mark in marks if mark != Ends.BY_HAND]
    if Ends.REGISTERED in marks[1:] or len(moves) != len(set(moves)):
        raise MoveRefused("“登记”只能是第一个环节的完成标志；除手工确认外，一个完成标志只用一次")


def _save(mechanism: Mechanism) -> None:
    try:
        with transaction.atomic():
            mechanism.save(verb="制定机制")
    except IntegrityError as error:
        raise MoveRefused(f"{mechanism.effective_from} 已有一个启用的版本，请换一天或先撤销") from error


def _may_arrange(by: User) -> None:
    if not by.has_perm(rights.ARRANGE):
        raise PermissionDenied(rights.ARRANGE)
