"""What the pages of all turns of duty show alike."""

from collections.abc import Callable

from django.utils.html import format_html

from baiyi.records import lamps
from baiyi.records.lamps import drawn_lamp
from baiyi.records.page_parts import Warned
from baiyi.records.recordviews import facts_of
from baiyi.records.views import DetailPage, PageAction, Section, StateMark
from prevention import rights
from prevention.models import Turn

State = Turn.State


class TurnPage(DetailPage):
    """Whether it was signed for, the way to relieve it, and what was handed on. `opening` says where the next turn is
    begun.
    """

    def opening(self) -> str:
        raise NotImplementedError

    def get_queryset(self):
        return super().get_queryset().with_follower()

    def states(self):
        """On duty, handed over, signed for; or stood down."""
        turn = self.object
        on = "current" if turn.state == State.ON else "done"
        if turn.state == State.CLOSED:
            return [StateMark("在岗", status=on), StateMark("已撤岗", status="done")]
        handed = "todo" if turn.state == State.ON else "done" if turn.is_signed else "current"
        signed = StateMark("已接班", turn.followed_by or "", "done" if turn.is_signed else "todo")
        return [StateMark("在岗", status=on), StateMark("已交班", status=handed), signed]

    def page_actions(self):
        turn = self.object
        waits = turn.state == State.HANDED and not turn.is_signed and not self.is_voided
        if not (waits and self.request.user.has_perm(rights.RECORD, turn)):
            return super().page_actions()
        return [PageAction("接班", self.opening(), "check2-square", is_primary=True), *super().page_actions()]

    def voided(self) -> list:
        return facts_of(self.object, "voided_at", "void_reason") if self.is_voided else []

    def belongs(self) -> list:
        """To which operation and unit, and who entered it."""
        turn = self.object
        joint = [("所属集中行动", turn.operation)] if turn.operation_id else []
        return [*joint, *facts_of(turn, "unit", "created_by")]

    def ended(self) -> list:
        """How long it lasted, and what was left undone."""
        turn = self.object
        if turn.state == State.ON:
            return []
        short = "、".join(turn.shortfalls())
        return [("在岗时长", turn.length), *([("未完成", lamps.near(short))] if short else [])]

    def handed_on(self) -> Section:
        turn = self.object
        known = filled(facts_of(turn, "unfinished", "equipment", "successor"))
        if turn.gap_lamp:
            known.append(("断档", drawn_lamp(turn.gap_lamp)))
        if turn.previous_id:
            before = format_html('<a href="{}">{}</a>', turn.previous.get_absolute_url(), turn.previous.hours)
            known.append(("上一班", before))
        return Section("交接班", known or [("交接情况", "没有要交接的")])


def said_of_end(word: str) -> Callable[[Turn], str]:
    """已撤岗：必巡点到 1/3、在岗 1 分钟; a warning when not all was done, or it ended well before its hour."""

    def said(turn: Turn) -> str:
        short = turn.shortfalls()
        words = f"{word}：{'、'.join([*short, f'在岗 {turn.length}'])}"
        return Warned(words) if short or turn.is_cut_short else words

    return said


def filled(facts: list) -> list:
    return [each for each in facts if each[1]]
