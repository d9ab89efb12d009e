"""Which records came by an old book (历史台账): the rows of batches know it, and nothing beside them says it. Their
mark is 导入, on their page with the batch, and in lists.
"""

from django.db.models import Case, Exists, Model, OuterRef, QuerySet, Value, When

from baiyi.exchange.imports.ledgers import history_of
from baiyi.exchange.models import ImportBatch, ImportedRow
from baiyi.exchange.rights import SEE_IMPORTS
from baiyi.records import lamps
from baiyi.records.cells import pen
from baiyi.records.hooks import Panel, panels
from baiyi.records.lamps import drawn_lamp
from baiyi.records.tables import LampColumn
from baiyi.records.written import Key, written

IMPORTED = lamps.tag("导入")


def imported(rows: QuerySet) -> QuerySet:
    """Those that came by an old book."""
    return rows.filter(_came_in(rows.model))


def with_source(rows: QuerySet) -> QuerySet:
    """Adds source_word, 导入 or nothing, for `SourceColumn`. No statement more."""
    return rows.annotate(source_word=Case(When(_came_in(rows.model), then=Value(IMPORTED.text)), default=Value("")))


def _came_in(model: type[Model]) -> Exists:
    return Exists(_rows_of(model).filter(object_id=OuterRef("pk")))


def _rows_of(model: type[Model]) -> QuerySet:
    """What an undone import could not take back has come in all the same."""
    rows = ImportedRow.objects.filter(batch__ledger__in=history_of(model), action=ImportedRow.Action.NEW)
    return rows.exclude(undo=ImportedRow.Undo.REVERSED)


class SourceColumn(LampColumn):
    """导入 at rows of `with_source` that came by an old book."""

    hides_blank = True

    def __init__(self, **kwargs):
        super().__init__(**({"accessor": "source_word", "verbose_name": "来源"} | kwargs))


@pen.register
def _(column: SourceColumn):
    return lambda value, row, bound: drawn_lamp(IMPORTED if value else None)


@panels.register("*")
def source(request, record) -> Panel | None:
    """导入, with the batch for whoever may see it. One statement where old books become records of the model; none for
    a record that keeps itself that it was not imported.
    """
    model = type(record)
    if not history_of(model) or not getattr(record, "is_imported", True):
        return None
    if not (batches := _batches(model, Key(record.pk))):
        return None
    batch, user = batches[0], request.user
    may_see = batch.uploaded_by_id == user.pk or user.has_perm(SEE_IMPORTS)
    return Panel("exchange/_source.html", {"mark": IMPORTED, "batch": batch, "may_see": may_see}, order=40)


@written
def _batches(model: type[Model], record: Key) -> QuerySet:
    rows = _rows_of(model).filter(object_id=record).order_by()
    return ImportBatch.objects.filter(pk__in=rows.values("batch")).order_by("-pk")
