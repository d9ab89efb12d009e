"""What transfers ask of a person: to sign for, to settle, to approve, and to see to what came back."""

import datetime as dt
from collections.abc import Iterator

from django.db.models import Exists, OuterRef, Q

from baiyi.accounts.models import Posting
from baiyi.deadlines.kinds import label_of
from baiyi.deadlines.receipts import lamp_of_open
from baiyi.notifications.todos import Todo, todo_sources
from baiyi.records import lamps
from baiyi.records.rights import roles_with
from baiyi.transfers import rights
from baiyi.transfers.kinds import HANDLE, SIGN
from baiyi.transfers.models import State, Transfer
from baiyi.transfers.models.rows import FOR_SENDER, WAITS_FOR_APPROVAL

FOR_SENDERS = {  # by state: what a sender does, and how the row is marked
    State.RETURNED: ("退回 {}，请重新流转或办理", "流转退回"),
    State.REFUSED: ("未批准流转 {}，请修改后重新流转或办理", "流转未批准"),
    State.SETTLED: ("{} 已反馈，须本单位处理", "流转待处理"),
    State.ACCEPTED: ("审批延期 {}", "延期待批准"),
}


@todo_sources.register
def transfers_to_work_on(user, on: dt.date) -> Iterator[Todo]:
    """待签收 and 待办理 at the person's own unit or body. One statement, none where nothing waits."""
    home = {posting.unit_id for posting in user.current_postings}
    if not user.has_perm(rights.HANDLE) or not home & Transfer.objects.waiting_lately()["work"]:
        return
    mine = Q(to_unit__in=home) | Q(to_unit=None, unit__in=home)
    rows = Transfer.objects.visible_to(user).live().filter(mine).with_terms(sign=SIGN, handle=HANDLE)
    for transfer in rows.select_related("to_unit", "unit").order_by("pk"):
        yield _to_work_on(transfer, on)


def _to_work_on(transfer: Transfer, on: dt.date) -> Todo:
    is_new = transfer.state == State.SENT
    kind = SIGN if is_new else HANDLE
    due_on = transfer.sign_due_on if is_new else transfer.handle_due_on
    late_after = transfer.sign_late_after if is_new else transfer.handle_late_after
    return Todo(
        f"{'签收' if is_new else '办理'} {transfer.title}",
        transfer.get_absolute_url(),
        note=f"{transfer.unit} 流转",
        due_on=due_on,
        lamp=lamp_of_open(due_on, late_after, on=on, word=label_of(kind)) if due_on else None,
        label="待签收" if is_new else "待办理",
    )


@todo_sources.register
def transfers_of_sender(user, on: dt.date) -> Iterator[Todo]:
    """退回, 未批准, an answer that leaves something to do, and 延期 asked for: for who sent it; when he has no posting
    there any more, for the heads of the unit. One statement, none where nothing waits.
    """
    units = set(user.unit_ids(rights.SEND))
    if not units & Transfer.objects.waiting_lately()["sender"]:
        return
    posted = Posting.objects.in_force(on).filter(user=OuterRef("created_by"), role__in=roles_with(rights.SEND))
    there = posted.filter(Q(unit=OuterRef("unit")) | Q(unit=OuterRef("unit__parent")), user__is_active=True)
    left = Q(unit__in=user.unit_ids(rights.APPROVE)) & ~Exists(there)
    rows = Transfer.objects.current().filter(FOR_SENDER, Q(created_by=user) | left, unit__in=units)
    for transfer in rows.select_related("to_unit").order_by("pk"):
        title, label = FOR_SENDERS[transfer.state]
        said = transfer.result if transfer.state == State.SETTLED else transfer.end_words or transfer.extension_reason
        note = f"{transfer.receiver}：{said}"
        yield Todo(
            title.format(transfer.title),
            transfer.get_absolute_url(),
            note=note,
            lamp=lamps.near("待办"),
            label=label,
        )


@todo_sources.register
def transfers_to_approve(user, on: dt.date) -> Iterator[Todo]:
    """待审批 at the units whose transfers the person may approve. One statement, none where nothing waits."""
    units = set(user.unit_ids(rights.APPROVE))
    if not units & Transfer.objects.waiting_lately()["approve"]:
        return
    rows = Transfer.objects.current().filter(WAITS_FOR_APPROVAL, unit__in=units)
    for transfer in rows.select_related("to_unit", "unit", "created_by").order_by("pk"):
        note = f"{transfer.unit} {transfer.created_by} 提请，流转给{transfer.receiver}"
        yield Todo(
            f"审批流转 {transfer.title}",
            transfer.get_absolute_url(),
            note=note,
            lamp=lamps.near("待办"),
            label="流转待审批",
        )
