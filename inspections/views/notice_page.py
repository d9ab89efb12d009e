"""How a notice stands, for its page and for what is said after an act: the state bar, the receipt of its term, what
comes next, and whether it may still be extended.
"""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

from baiyi.deadlines.models import Deadline
from baiyi.deadlines.receipts import lamp_of, receipt_of
from baiyi.deadlines.serving import SERVE
from baiyi.records import clock
from baiyi.records.addresses import address_of
from baiyi.records.lamps import Lamp
from baiyi.records.views import StateMark
from inspections.kinds import RECHECK, RECTIFY
from inspections.models import ExtensionRequest, RectificationNotice
from inspections.reading.replacement import words_of_voided

State = RectificationNotice.State
WAY = (State.DRAFT, State.ISSUED, State.SERVED, State.AWAITING, State.CLOSED)
WORDS = {State.SERVED: "限期整改"}
UNSERVABLE = "整改期限已过，不能再送达：请所领导作废后重新开具"
AFTER_TERM = "期限已届满，不能再延期；复查仍未整改的，依法立案处罚、移送、约谈或提请挂牌督办"


@dataclass(frozen=True, kw_only=True)
class Next:
    """What comes next, by which day, and the address of the act (empty: it is nobody's turn here)."""

    words: str
    due_on: dt.date | None = None
    lamp: Lamp | None = None
    act: str = ""
    label: str = ""

    def url(self, notice: RectificationNotice) -> str:
        return address_of(f"inspections:notice-{self.act}", notice.pk) if self.act else ""


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


def terms_of(notice: RectificationNotice) -> dict[str, Deadline]:
    """By kind, those that were not voided. One statement, none for rows with prefetched deadlines."""
    return {each.kind: each for each in notice.deadlines.all() if each.voided_at is None}


def receipt_context(notice: RectificationNotice) -> dict:
    """The rectification term as days, and the day until which the reinspection is due. For rows with prefetched
    deadlines.
    """
    current = terms_of(notice)
    rectify = current.get(RECTIFY)
    receipt = receipt_of(rectify, on=clock.today()) if rectify else None
    return {"notice": notice, "receipt": receipt, "recheck": current.get(RECHECK)}


def next_of(notice: RectificationNotice) -> Next:
    """What has to be done now. One statement, none for rows with prefetched deadlines."""
    if notice.state == State.VOIDED:
        return Next(words=words_of_voided(notice))
    if notice.state == State.CLOSED:
        return Next(words="隐患已全部了结，无须再办")
    if notice.state == State.DRAFT:
        return Next(words="由所领导签发，签发时起算期限", act="issue", label="签发")
    current = terms_of(notice)
    return _to_serve(current) if notice.state == State.ISSUED else _to_reinspect(current)


def _to_serve(current: dict[str, Deadline]) -> Next:
    term, service = current.get(RECTIFY), current.get(SERVE)
    if term and clock.today() > term.effective_due_on:
        return Next(words=UNSERVABLE, due_on=term.effective_due_on, lamp=_lamp(term), act="void", label="作废")
    if service is None:
        return Next(words="请尽快送达并登记", act="serve", label="登记送达")
    words = by_day("须", service, "送达并登记")
    return Next(words=words, due_on=service.effective_due_on, lamp=_lamp(service), act="serve", label="登记送达")


def _to_reinspect(current: dict[str, Deadline]) -> Next:
    term, again = current.get(RECTIFY), current.get(RECHECK)
    is_past = term is not None and clock.today() > term.effective_due_on
    waits = again is not None and again.closed_on is None
    by = by_day("请" if is_past else "", again, "复查") if waits else "" if is_past else "复查"
    words = "，".join(filter(None, ["" if is_past else "督促整改", by]))
    words = "。".join(filter(None, [AFTER_TERM if is_past else "", words]))
    return Next(
        words=words,
        due_on=term.effective_due_on if term else None,
        lamp=_lamp(term),
        act="reinspect",
        label="登记复查",
    )


def said(done: str) -> Callable[[RectificationNotice], str]:
    """What is said after an act: the number, its day, and what comes next."""

    def sentence(notice: RectificationNotice) -> str:
        fresh = RectificationNotice.objects.select_related("number", "inspection").get(pk=notice.pk)
        term = terms_of(fresh).get(RECTIFY)
        until = f"，整改期限{day_words(term.effective_due_on)}" if term and fresh.is_open else ""
        return f"{fresh}{done}{until}。下一步：{next_of(fresh).words}。"

    return sentence


def said_of_extension(done: str) -> Callable[[ExtensionRequest], str]:
    """After asking and deciding: which notice, from which day to which."""

    def sentence(asked: ExtensionRequest) -> str:
        words = {"notice": str(asked.notice), "due": day_words(asked.due_on), "wanted": day_words(asked.wanted_on)}
        return done.format_map(words)

    return sentence


def may_extend(notice: RectificationNotice) -> bool:
    """Whether an extension can be asked for at all: before expiry, as often as the rule allows, and none waits."""
    rectify = terms_of(notice).get(RECTIFY)
    if rectify is None or not notice.is_open or clock.today() > rectify.effective_due_on:
        return False
    return rectify.rule.max_extensions > (1 if rectify.last_total_length else 0) and waiting_of(notice) is None


def waiting_of(notice: RectificationNotice) -> ExtensionRequest | None:
    """The request that waits for a decision. No statement for rows with prefetched requests."""
    return next((each for each in notice.extension_requests.all() if each.state == each.State.ASKED), None)


def is_asked(notice: RectificationNotice) -> bool:
    return waiting_of(notice) is not None


def is_served(notice: RectificationNotice) -> bool:
    return notice.served_on is not None


def by_day(must: str, term: Deadline, act: str) -> str:
    """须于7月8日前送达; once the day is gone 应于7月8日前送达，已超期 3 天 (natural days)."""
    due, on = day_words(term.effective_due_on), clock.today()
    if on <= term.effective_due_on:
        return f"{must}于{due}前{act}" if must else f"{due}前{act}"
    late = (on - term.late_after).days if term.late_after else 0
    return f"应于{due}前{act}，{f'已超期 {late} 天' if late > 0 else '请尽快办理'}"


def day_words(day: dt.date) -> str:
    return f"{day.month}月{day.day}日"


def _lamp(term: Deadline | None) -> Lamp | None:
    return lamp_of(term, on=clock.today()) if term else None


def _word(state: str) -> str:
    return WORDS.get(state, State(state).label)


def _status(place: int, here: int) -> str:
    return "done" if place < here else "current" if place == here else "todo"
