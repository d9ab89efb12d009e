"""How a notice stands, for its page: the state bar, the receipt of its term, and whether it may still be extended."""

from baiyi.deadlines.models import Deadline
from baiyi.deadlines.receipts import receipt_of
from baiyi.records import clock
from baiyi.records.views import StateMark
from inspections.kinds import RECHECK, RECTIFY
from inspections.models import RectificationNotice

State = RectificationNotice.State
WAY = (State.DRAFT, State.ISSUED, State.SERVED, State.AWAITING, State.CLOSED)
WORDS = {State.SERVED: "限期整改"}


def states_of(notice: RectificationNotice) -> list[StateMark]:
    """草拟 → 已签发 → 限期整改 → 待复查 → 已销号; a voided notice shows how far it came, and that it is void."""
    days = {
        State.ISSUED: notice.issued_on,
        State.SERVED: notice.served_on,
        State.AWAITING: notice.requested_on,
        State.CLOSED: notice.closed_on,
    }
    if notice.state == State.VOIDED:
        came = [StateMark(_word(each), str(days[each]), "done") for each in WAY if days.get(each)]
        return [*came, StateMark("已作废", notice.void_reason, "current")]
    here = WAY.index(notice.state)
    return [StateMark(_word(each), str(days.get(each) or ""), _status(place, here)) for place, each in enumerate(WAY)]


def receipt_context(notice: RectificationNotice) -> dict:
    """The rectification term as days, and the day until which the reinspection is due. For rows with prefetched
    deadlines.
    """
    current = {each.kind: each for each in notice.deadlines.all() if each.voided_at is None}
    rectify = current.get(RECTIFY)
    receipt = receipt_of(rectify, on=clock.today()) if rectify else None
    return {"notice": notice, "receipt": receipt, "recheck": current.get(RECHECK)}


def may_extend(notice: RectificationNotice) -> bool:
    """Whether an extension can be asked for at all: before expiry, and as often as the rule allows."""
    rectify = receipt_deadline(notice)
    if rectify is None or not notice.is_open or clock.today() > rectify.effective_due_on:
        return False
    return rectify.rule.max_extensions > (1 if rectify.last_total_length else 0)


def receipt_deadline(notice: RectificationNotice) -> Deadline | None:
    return next((each for each in notice.deadlines.all() if each.kind == RECTIFY and each.voided_at is None), None)


def _word(state: str) -> str:
    return WORDS.get(state, State(state).label)


def _status(place: int, here: int) -> str:
    return "done" if place < here else "current" if place == here else "todo"
