"""The background jobs of an import. Each may be killed at any line and runs again: what it wrote is whole or absent."""

from collections.abc import Callable

from django.db import connection, transaction

from baiyi.exchange.imports import files, ledgers, profiles, undoing, writing
from baiyi.exchange.imports.ledgers import Ledger
from baiyi.exchange.imports.planning import make_plan, read_rows, table_of, tables_of
from baiyi.exchange.imports.plans import Plan, letter_of, words_of
from baiyi.exchange.imports.steps import CHECK, UNDO, WRITE
from baiyi.exchange.models import ImportBatch, ImportFinding
from baiyi.exchange.workbooks.layout import Table, heads_of
from baiyi.exchange.workbooks.reading import Sheet, read
from baiyi.exchange.workbooks.refusals import WorkbookRefused
from baiyi.jobs import background
from baiyi.journal.services import acting
from baiyi.records import clock
from baiyi.records.addresses import address_of
from baiyi.records.moves import MoveRefused

State = ImportBatch.State
OVER = "已经办过，没有重复执行"
NO_TABLE = "没有找到《{title}》的表格：表头里至少要有{heads}，请下载模板对照"
NO_ROWS = "表头下面没有内容"
CHANGED_SINCE = "预检之后情况有变，现有 {wrong} 行不能导入，没有导入；请核对后再确认"
PATIENCE = "90s"  # of a statement that waits for, or writes, a whole ledger


class NotAll(Exception):
    """Rows are wrong that should all go in."""

    def __init__(self, plan: Plan):
        super().__init__()
        self.plan = plan


def check(job, progress) -> str:
    """预检: reads and rehearses; writes nothing of the ledger."""
    batch = _batch(job)
    if batch.state != State.READING:
        return OVER
    ledger = ledgers.get(batch.ledger)
    try:
        table = _find_table(ledger, batch)
        if table is None:
            return _pause(batch)
        plan = make_plan(ledger, batch.uploaded_by, *_rows(ledger, batch, table, _telling(progress)))
        with acting(batch.uploaded_by):
            writing.rehearse(ledger, plan, batch.uploaded_by)
    except (WorkbookRefused, MoveRefused) as refusal:
        return _refuse(batch, str(refusal))
    _tell(batch, plan)
    return _said(plan.counts())


def write(job, progress) -> str:
    """导入: once, whole or not at all."""
    batch = _batch(job)
    if batch.state != State.WRITING:
        return OVER
    ledger, by = ledgers.get(batch.ledger), batch.uploaded_by
    try:
        table = _find_table(ledger, batch)
        rows = _rows(ledger, batch, table, _telling(progress))
        with transaction.atomic(), acting(by):
            return _write(_alone(batch), ledger, rows)
    except NotAll as refusal:
        _tell(batch, refusal.plan)
        return CHANGED_SINCE.format(wrong=refusal.plan.counts()["wrong"])
    except (WorkbookRefused, MoveRefused) as refusal:
        return _refuse(batch, str(refusal))


def undo(job, progress) -> str:
    """撤销导入: once."""
    batch = _batch(job)
    with transaction.atomic(), acting(batch.uploaded_by):
        locked = _alone(batch)
        if locked.state != State.UNDOING:
            return OVER
        counts = undoing.take_back(ledgers.get(locked.ledger), locked, locked.uploaded_by)
        locked.state, locked.undone_at, locked.counts = State.UNDONE, clock.now(), locked.counts | counts
        locked.save()
    return f"已复原 {counts['reversed']} 行，未能复原 {counts['kept']} 行"


def _write(batch: ImportBatch, ledger: Ledger, rows) -> str:
    if batch.state != State.WRITING:
        return OVER
    plan = make_plan(ledger, batch.uploaded_by, *rows)
    counts = plan.counts()
    done = writing.write(ledger, plan, batch.uploaded_by) if batch.takes_good_rows or not counts["wrong"] else []
    counts = plan.counts()
    if counts["wrong"] and not batch.takes_good_rows:
        raise NotAll(plan)
    writing.keep_rows(batch, done)
    batch.state, batch.ended_at, batch.counts = State.DONE, clock.now(), counts
    batch.save()
    return f"已新增 {counts['new']} 行，更新 {counts['changed']} 行"


def _batch(job) -> ImportBatch:
    return ImportBatch.objects.select_related("uploaded_by").get(pk=job.params["batch"])


def _alone(batch: ImportBatch) -> ImportBatch:
    """Locked, and nobody else writes the ledger: each locks all batches that are being written."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(f"SET LOCAL lock_timeout = '{PATIENCE}'; SET LOCAL statement_timeout = '{PATIENCE}'")
    writing_now = ImportBatch.objects.filter(ledger=batch.ledger, state__in=[State.WRITING, State.UNDOING])
    list(writing_now.select_for_update().order_by("pk"))
    return ImportBatch.objects.select_for_update(of=("self",)).select_related("uploaded_by").get(pk=batch.pk)


def _find_table(ledger: Ledger, batch: ImportBatch) -> Table | None:
    """None when somebody must say which sheet, or which column, is meant. Raises WorkbookRefused, MoveRefused."""
    sheets = read(batch.file_name, files.content_of(batch))
    if batch.head_row and (sheet := _named(sheets, batch.sheet)) is not None:
        return _as_said(ledger, batch, sheet)
    tables = tables_of(ledger, batch.uploaded_by, sheets)
    if batch.sheet:
        tables = [each for each in tables if each.sheet.name == batch.sheet]
    if not tables:
        labels = [each.label for each in ledger.heads(ledger.form(batch.uploaded_by)) if each.is_required][:3]
        raise MoveRefused(NO_TABLE.format(title=ledger.title, heads=f"“{'”“'.join(labels)}”"))
    batch.sheets = [each.sheet.name for each in tables]
    return _as_unit_says(ledger, batch, tables[0]) if len(tables) == 1 else None


def _as_unit_says(ledger: Ledger, batch: ImportBatch, table: Table) -> Table | None:
    """By the profile of its heads, when the unit has one; None when a required column is missing."""
    _keep_heads(batch, table)
    profile = profiles.profile_of(batch, _heads(batch))
    if profile is not None:
        batch.year, batch.mapping, batch.head_row = profile.year, profile.mapping, profile.head_row
        return _as_said(ledger, batch, table.sheet)
    return None if table.missing else table


def _as_said(ledger: Ledger, batch: ImportBatch, sheet: Sheet) -> Table | None:
    """None where somebody named a row of heads in which no column stands."""
    facts = {"head_row": batch.head_row - 1, "mapping": batch.mapping}
    table = table_of(ledger, batch.uploaded_by, sheet, **facts)
    if table is None:
        heads = heads_of(sheet, batch.head_row - 1, batch.head_row - 1)
        batch.heads = {str(place): head for place, head in heads.items()}
    else:
        _keep_heads(batch, table)
    return table


def _keep_heads(batch: ImportBatch, table: Table) -> None:
    heads = heads_of(table.sheet, table.top, table.bottom)
    batch.sheet, batch.head_row = table.sheet.name, table.bottom + 1
    batch.heads = {str(place): head for place, head in heads.items()}


def _heads(batch: ImportBatch) -> dict[int, str]:
    return {int(place): head for place, head in batch.heads.items()}


def _named(sheets: list[Sheet], name: str) -> Sheet | None:
    return next((each for each in sheets if each.name == name), None)


def _rows(ledger: Ledger, batch: ImportBatch, table: Table, told: Callable[[int, int], None]):
    year = batch.year or clock.today().year
    return read_rows(ledger, batch.uploaded_by, table, year=year, told=told)


def _telling(progress) -> Callable[[int, int], None]:
    said = [0]

    def tell(done: int, total: int) -> None:
        progress.advance(done - said[0], total=total)
        said[0] = done

    return tell


def _pause(batch: ImportBatch) -> str:
    """It waits for the one who uploaded it."""
    batch.state = State.CHOICE if len(batch.sheets) > 1 and not batch.sheet else State.MAPPING
    batch.save()
    return "请选择要导入的工作表" if batch.state == State.CHOICE else "有列没有对应上，请指定"


def _refuse(batch: ImportBatch, why: str) -> str:
    batch.state, batch.refusal = State.REFUSED, why[:300]
    batch.save()
    return batch.refusal


@transaction.atomic
def _tell(batch: ImportBatch, plan: Plan) -> None:
    """The report of the plan in place of an earlier one."""
    batch.findings.all().delete()
    table = plan.table
    rows = [
        ImportFinding(
            batch=batch,
            kind=each.kind,
            sheet=table.sheet.name[:60],
            row=each.row + 1,
            letter=letter_of(table.places[each.label]) if each.label in table.places else "",
            label=each.label[:60],
            value=words_of(each.value),
            problem=each.problem[:300],
            how=each.how[:300],
        )
        for each in plan.kept_findings()
    ]
    ImportFinding.objects.bulk_create(rows, batch_size=writing.CHUNK)
    batch.state, batch.counts = State.CHECKED, plan.counts()
    batch.save()


def _said(counts: dict[str, int]) -> str:
    ready = counts["new"] + counts["changed"]
    return f"共 {counts['total']} 行：可导入 {ready}，有误 {counts['wrong']}，与现有相同 {counts['same']}"


def result_url(job) -> str:
    """The page of the batch."""
    return address_of("exchange:import-detail", job.params["batch"])


background.register(CHECK, label="导入预检", work=check, result_url=result_url)
background.register(WRITE, label="导入台账", work=write, result_url=result_url)
background.register(UNDO, label="撤销导入", work=undo, result_url=result_url)
