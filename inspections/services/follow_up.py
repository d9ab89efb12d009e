"""后续处理 of what a round found not rectified: what it says is done with the round."""

from baiyi.accounts.answering import Part, who
from baiyi.accounts.models import Unit
from baiyi.notifications.services import send
from baiyi.records import clock
from baiyi.records.moves import MoveRefused, move
from inspections.kinds import TO_BE_LISTED
from inspections.models import Hazard, Reinspection
from inspections.services.terms import rectify_deadline

FollowUp = Reinspection.FollowUp


def follow(round_: Reinspection, hazards: list[Hazard], *, by, to: Unit | None = None) -> None:
    """移送 hands these hazards to `to`, 提请挂牌督办 tells the task force. 申请延期 is for before the term is over
    (93号令第九条); that and 立案处罚 are pages of their own. Raises MoveRefused.
    """
    if round_.follow_up in DONE and hazards:
        DONE[round_.follow_up](round_, hazards, by, to)


def _refer(round_: Reinspection, hazards: list[Hazard], by, to: Unit | None) -> None:
    if to is None:
        raise MoveRefused("请选择移送单位")
    for hazard in hazards:
        move(hazard, "refer", by=by, to=to, on=round_.reinspected_on)


def _ask_for_listing(round_: Reinspection, hazards: list[Hazard], by, to: Unit | None) -> None:
    today, notice = clock.today(), round_.notice
    words = "；".join(hazard.description for hazard in hazards)
    told = {"by": by, "venue": notice.venue, "hazards": words[:200]}
    people = who([notice], Part.TASK_FORCE, today)[notice.pk]
    send(people, kind=TO_BE_LISTED, subject=notice, period=f"round-{round_.round}", facts=told)


def _may_be_extended(round_: Reinspection, hazards: list[Hazard], by, to: Unit | None) -> None:
    if clock.today() > rectify_deadline(round_.notice).effective_due_on:
        raise MoveRefused("整改期限已届满，不能再申请延期；可选立案处罚、约谈或提请挂牌督办")


DONE = {FollowUp.REFER: _refer, FollowUp.LIST: _ask_for_listing, FollowUp.EXTEND: _may_be_extended}
