"""告诫书: registered on a dispute of a family, or one with the sign of violence; told to the committee; called on."""

import datetime as dt

from django.db import transaction

from baiyi.records import clock
from baiyi.records import services as rows
from baiyi.records.moves import MoveRefused, lock, move_locked
from disputes.kinds import VISIT
from disputes.models import Dispute, FamilyWarning, Group, WarningVisit
from disputes.models.family import VIOLENCE
from disputes.services.mediations import lock_dispute, progress


def may_warn(dispute: Dispute) -> bool:
    """Whether it is a matter of a family, or violence was ticked."""
    return dispute.category.group == Group.FAMILY or dispute.signs.filter(code=VIOLENCE).exists()


@transaction.atomic
def warn_family(dispute: Dispute, *, by, version: int, **facts) -> FamilyWarning:
    """出具告诫书. Raises StaleRecord, PermissionDenied; MoveRefused for another matter, or a number that is there."""
    locked = lock_dispute(dispute, by=by, version=version)
    if not may_warn(locked):
        raise MoveRefused("只有婚恋家庭类纠纷，或者选了“家庭暴力”信号的，才登记告诫书")
    warning = FamilyWarning(dispute=locked, unit=locked.unit, **facts)
    _refuse_days(warning)
    warning.created_by, warning.created_at = by, clock.now()
    _save_once(warning)
    progress(locked, warning.issued_on, "出具家庭暴力告诫书")
    return warning


@transaction.atomic
def visit_warned(
    warning: FamilyWarning, *, by, version: int, on: dt.date, found: str, words: str = ""
) -> FamilyWarning:
    """登记查访, with what was found. Raises PermissionDenied, MoveRefused, StaleRecord."""
    dispute = lock(warning.dispute)
    locked = lock(warning, version=version)
    locked.dispute = dispute
    term = locked.open_deadline(VISIT)
    visited = move_locked(locked, "visit", by=by, on=on)
    due_on = term.effective_due_on if term else None
    WarningVisit(warning=visited, visited_on=on, found=found, words=words, due_on=due_on).save()
    progress(dispute, on, f"告诫查访：{WarningVisit.Found(found).label}")
    return visited


def _refuse_days(warning: FamilyWarning) -> None:
    today = clock.today()
    if warning.issued_on > today:
        raise MoveRefused("告诫书出具日不能晚于今天")
    for word, day in {"送交加害人日": warning.offender_served_on, "送交受害人日": warning.victim_served_on}.items():
        if not warning.issued_on <= day <= today:
            raise MoveRefused(f"{word}须在出具日（{warning.issued_on}）与今天之间")


def _save_once(warning: FamilyWarning) -> None:
    """One number is one paper."""
    known = FamilyWarning.objects.current().filter(number=warning.number).select_related("unit")
    with rows.unless_taken(
        known.first, lambda other: MoveRefused(f"告诫书文号 {warning.number} 已登记（{other.unit}）")
    ):
        warning.save()
