"""What a person does with a batch: uploads it, says which sheet and columns are meant, lets it in, gives it up, takes
it back. The work itself is a background job (work.py).
"""

import uuid

from django.core.exceptions import PermissionDenied
from django.db import transaction

from baiyi.exchange.imports import files, ledgers, profiles
from baiyi.exchange.imports.ledgers import Ledger
from baiyi.exchange.models import ImportBatch
from baiyi.exchange.workbooks import guard
from baiyi.jobs import background
from baiyi.jobs.models import BackgroundJob
from baiyi.records import clock
from baiyi.records.moves import MoveRefused

State = ImportBatch.State
CHECK, WRITE, UNDO = "exchange.check_import", "exchange.write_import", "exchange.undo_import"
OPEN = (State.CHOICE, State.MAPPING, State.CHECKED)  # waits for somebody
MOST_NAME = 120


def start_import(ledger: Ledger, *, file_name: str, content: bytes, by, client_uuid: uuid.UUID) -> ImportBatch:
    """The same form twice is one batch. Raises PermissionDenied, WorkbookRefused."""
    if not by.has_perm(ledger.right):
        raise PermissionDenied(ledger.right)
    if (known := ImportBatch.objects.filter(uploaded_by=by, client_uuid=client_uuid).first()) is not None:
        return known
    guard.kind_of(file_name, content)
    batch = ImportBatch(
        ledger=ledger.name,
        unit=by.home_unit,
        uploaded_by=by,
        uploaded_at=clock.now(),
        client_uuid=client_uuid,
        file_name=file_name[-MOST_NAME:],
    )
    files.keep(batch, content)
    with transaction.atomic():
        batch.save()
        _run(batch, CHECK, by=by)
    return batch


@transaction.atomic
def choose_sheet(batch: ImportBatch, *, sheet: str, by) -> ImportBatch:
    """Raises PermissionDenied, MoveRefused."""
    locked = _locked(batch, *OPEN, by=by)
    if sheet not in locked.sheets:
        raise MoveRefused("没有这张工作表，请重新选择")
    locked.sheet, locked.mapping, locked.head_row = sheet, {}, None
    return _run(locked, CHECK, by=by)


@transaction.atomic
def map_columns(
    batch: ImportBatch, *, mapping: dict[str, str], head_row: int, year: int | None, is_kept: bool, by
) -> ImportBatch:
    """`mapping` gives the head of the workbook by the ledger's column. `is_kept` remembers it for workbooks of these
    heads. Raises PermissionDenied, MoveRefused.
    """
    locked = _locked(batch, *OPEN, by=by)
    locked.mapping, locked.head_row, locked.year = mapping, head_row, year
    if is_kept:
        profiles.keep(locked, by=by)
    return _run(locked, CHECK, by=by)


@transaction.atomic
def let_in(batch: ImportBatch, *, takes_good_rows: bool, by) -> ImportBatch:
    """导入 all rows, or the right ones. Raises PermissionDenied, MoveRefused."""
    locked = _locked(batch, State.CHECKED, by=by)
    if locked.wrong and not takes_good_rows:
        raise MoveRefused(f"有 {locked.wrong} 行有误，请改正后重新上传，或选择“只导正确行”")
    if not locked.ready:
        raise MoveRefused("没有要新增或更新的行")
    locked.takes_good_rows = takes_good_rows
    return _run(locked, WRITE, by=by, state=State.WRITING)


@transaction.atomic
def give_up(batch: ImportBatch, *, by) -> ImportBatch:
    """取消: nothing was written; the workbook goes. Raises PermissionDenied, MoveRefused."""
    stuck = (State.READING, State.WRITING) if batch.job and batch.job.state == BackgroundJob.State.DEAD else ()
    locked = _locked(batch, *OPEN, State.REFUSED, *stuck, by=by)
    locked.state = State.CANCELLED
    locked.save(update_fields=["state"])
    transaction.on_commit(lambda: files.remove(locked))
    return locked


@transaction.atomic
def undo(batch: ImportBatch, *, by) -> ImportBatch:
    """Raises PermissionDenied, MoveRefused."""
    return _run(_locked(batch, State.DONE, by=by), UNDO, by=by, state=State.UNDOING)


def _locked(batch: ImportBatch, *states: str, by) -> ImportBatch:
    locked = ImportBatch.objects.select_for_update().get(pk=batch.pk)
    if locked.uploaded_by_id != by.pk:
        raise PermissionDenied("只有导入人可以处理")
    if not by.has_perm(ledgers.get(locked.ledger).right):
        raise PermissionDenied(ledgers.get(locked.ledger).right)
    if locked.state not in states:
        raise MoveRefused(f"现在是“{locked.get_state_display()}”，不能这样操作，请刷新页面")
    return locked


def _run(batch: ImportBatch, kind: str, *, by, state: str = State.READING) -> ImportBatch:
    """Have the worker do it."""
    title = f"{ledgers.get(batch.ledger).title}：{batch.file_name}"
    once = f"{kind}:{batch.pk}:{uuid.uuid4()}"
    batch.state = state
    batch.job = background.start(kind, title=title, params={"batch": batch.pk}, by=by, once=once)
    batch.save()
    return batch
