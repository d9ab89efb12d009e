"""What transfers ask of a person: to sign for, to settle, and what came back."""

import datetime as dt
from collections.abc import Iterator

from django.db.models import Q

from baiyi.deadlines.kinds import label_of
from baiyi.deadlines.receipts import lamp_of_open
from baiyi.notifications.todos import Todo, todo_sources
from baiyi.transfers import rights
from baiyi.transfers.kinds import HANDLE, SIGN
from baiyi.transfers.models import Transfer

State = Transfer.State


@todo_sources.register
def transfers_to_work_on(user, on: dt.date) -> Iterator[Todo]:
    """待签收 and 待办理 at the person's own unit or body. One statement, none where nothing waits."""
    home = {posting.unit_id for posting in user.current_postings}
    if not user.has_perm(rights.HANDLE) or not home & Transfer.objects.units_lately():
        return
    mine = Q(to_unit__in=home) | Q(to_unit=None, unit__in=home)
    rows = Transfer.objects.visible_to(user).live().filter(mine).with_terms(sign=SIGN, handle=HANDLE)
    for transfer in rows.select_related("to_unit", "unit").order_by("pk"):
        yield _todo(transfer, on)


def _todo(transfer: Transfer, on: dt.date) -> Todo:
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
