"""标错的原表: the batch is read again as it stands now, so that its marks are those of today's ledger."""

from django.core.exceptions import PermissionDenied
from django.db import transaction

from baiyi.exchange.imports import files, ledgers, marking, writing
from baiyi.exchange.imports.planning import make_plan, read_rows, table_of
from baiyi.exchange.models import ImportBatch
from baiyi.exchange.workbooks.reading import read
from baiyi.exchange.workbooks.refusals import WorkbookRefused
from baiyi.journal.services import acting
from baiyi.records import clock
from baiyi.records.moves import MoveRefused

NOT_READ = "还没有可以标错的表格"


def marked_workbook(batch: ImportBatch, *, by) -> tuple[str, bytes]:
    """Name and content. Raises PermissionDenied, MoveRefused."""
    if batch.uploaded_by_id != by.pk:
        raise PermissionDenied("只有导入人可以下载")
    ledger, content = ledgers.get(batch.ledger), files.content_of(batch)
    try:
        sheets = read(batch.file_name, content)
    except WorkbookRefused as refusal:
        raise MoveRefused(str(refusal)) from refusal
    chosen = next((each for each in sheets if each.name == batch.sheet), None)
    if chosen is None or not batch.head_row:
        raise MoveRefused(NOT_READ)
    table = table_of(ledger, by, chosen, head_row=batch.head_row - 1, mapping=batch.mapping)
    if table is None:
        raise MoveRefused(NOT_READ)
    plan = make_plan(ledger, by, *read_rows(ledger, by, table, year=batch.year or clock.today().year))
    with transaction.atomic(), acting(by):
        writing.rehearse(ledger, plan, by)
    return marking.file_name(batch.file_name), marking.marked(batch.file_name, content, sheets, plan)
