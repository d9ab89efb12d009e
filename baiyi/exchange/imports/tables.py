"""Columns of 导入中心."""

import django_filters
import django_tables2 as tables

from baiyi.exchange.imports import ledgers
from baiyi.exchange.models import ImportBatch
from baiyi.records.filters import Filters
from baiyi.records.tables import LampColumn, LinkTo, PhoneCard, RecordTable


class ImportTable(RecordTable):
    card = PhoneCard("file_name", ("lamp",), {"ledger": "", "uploaded_by": "", "uploaded_at": "", "result": ""})

    file_name = LinkTo("exchange:import-detail")
    ledger = tables.Column()
    uploaded_at = tables.DateTimeColumn(format="Y-m-d H:i")
    result = tables.Column("结果", accessor="counts", orderable=False)
    lamp = LampColumn("lamp", verbose_name="导入状态")

    class Meta(RecordTable.Meta):
        model = ImportBatch
        fields = ["file_name", "ledger", "unit", "uploaded_by", "uploaded_at", "result", "lamp"]

    def render_ledger(self, value) -> str:
        return title_of(value)

    def render_result(self, record) -> str:
        return said_of(record)


class ImportFilter(Filters):
    ledger = django_filters.ChoiceFilter(label="台账", choices=lambda: titles(), empty_label="全部")
    state = django_filters.ChoiceFilter(label="导入状态", choices=ImportBatch.State.choices, empty_label="全部")

    class Meta:
        model = ImportBatch
        fields = ["ledger", "state"]


def titles() -> list[tuple[str, str]]:
    return [(each.name, each.title) for each in ledgers.all_ledgers()]


def title_of(name: str) -> str:
    """A ledger that is declared no longer keeps its name."""
    return dict(titles()).get(name, name)


def said_of(batch: ImportBatch) -> str:
    """行 by what became of them, or would."""
    counts, state = batch.counts, ImportBatch.State
    if batch.state in {state.DONE, state.CHECKED, state.WRITING} and counts:
        words = [("新增", "new"), ("更新", "changed"), ("相同", "same"), ("有误", "wrong")]
        return "，".join(f"{word} {counts.get(name, 0)}" for word, name in words)
    if batch.state == state.UNDONE:
        return f"已复原 {counts.get('reversed', 0)}，未能复原 {counts.get('kept', 0)}"
    return batch.refusal
