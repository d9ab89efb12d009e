"""The button 撤回修改, on the pages of an inspection and its notice and among somebody's records of today."""

from baiyi.records import clock
from baiyi.records.addresses import address_of
from baiyi.records.hooks import actions
from baiyi.records.page_parts import PageAction
from inspections import services
from inspections.models import FailedVisit, Inspection, Reinspection
from inspections.services.failed_visits import may_take_back
from inspections.services.recording import WITHDRAW_WITHIN


def withdraw_action(inspection: Inspection, user) -> PageAction | None:
    """The button for whoever recorded it, as long as he may."""
    if services.withdrawable_until(inspection, by=user) is None:
        return None
    return PageAction("撤回修改", address_of("inspections:entry-withdraw", inspection.pk), "arrow-counterclockwise")


def take_back_action(visit: FailedVisit, user) -> PageAction | None:
    """The way to the page that takes a visit back."""
    if not may_take_back(visit, by=user):
        return None
    return PageAction("撤回", address_of("inspections:failed_visit-result", visit.pk), "arrow-counterclockwise")


def withdraw_round_action(round_: Reinspection, user) -> PageAction | None:
    """The button for whoever recorded the round. No statement."""
    if services.round_withdrawable_until(round_, by=user) is None:
        return None
    address = address_of("inspections:reinspection-withdraw", round_.pk)
    return PageAction("撤回复查", address, "arrow-counterclockwise")


@actions.register("inspections.inspection")
def of_inspection(request, inspection: Inspection) -> PageAction | None:
    return withdraw_action(inspection, request.user)


@actions.register("inspections.rectificationnotice")
def of_notice(request, notice) -> PageAction | None:
    """One statement, for a notice that this person made in these minutes."""
    is_mine = notice.created_by_id == request.user.pk and notice.created_at >= clock.now() - WITHDRAW_WITHIN
    return withdraw_action(Inspection.objects.get(pk=notice.inspection_id), request.user) if is_mine else None
