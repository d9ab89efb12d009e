"""An import is taken back row by row: what it made goes, what it changed returns, and what somebody has worked on since
stays, with the reason.
"""

from collections.abc import Collection, Iterable, Iterator
from typing import Any

from django import forms
from django.apps import apps
from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import FieldDoesNotExist, PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Model, ProtectedError, QuerySet

from baiyi.exchange.imports.cells import checked
from baiyi.exchange.imports.ledgers import Ledger
from baiyi.exchange.models import ImportBatch, ImportedRow, Photo
from baiyi.journal.services import log_bulk
from baiyi.records.models import Record
from baiyi.records.moves import MoveRefused, StaleRecord

Action, Undo = ImportedRow.Action, ImportedRow.Undo
GONE, TOUCHED = "已不在台账里", "导入后又有改动"
VERB = "撤销导入"
CHUNK = 500


def take_back(ledger: Ledger, batch: ImportBatch, by) -> dict[str, int]:
    """Returns how many rows (行) were reversed, and how many kept."""
    rows = list(batch.rows.filter(undo="").order_by("-row"))
    records = _records(ledger, rows)
    made = [each for each in rows if each.action == Action.NEW]
    for each in rows:
        if refusal := _refusal(each, records.get(each.object_id)):
            _keep(each, refusal)
    _remove(ledger, [each for each in made if not each.undo], records, by)
    changed = [each for each in rows if each.action == Action.CHANGED and not each.undo]
    form = ledger.form(by) if changed else None
    for each in changed:
        _restore(ledger, form, each, records[each.object_id], by)
    ImportedRow.objects.bulk_update(rows, ["undo", "why_kept"], batch_size=CHUNK)
    kept = sum(each.undo == Undo.KEPT for each in rows)
    return {"reversed": len(rows) - kept, "kept": kept}


def _records(ledger: Ledger, rows: list[ImportedRow]) -> dict[int, Model]:
    found, keys = {}, [each.object_id for each in rows]
    for start in range(0, len(keys), CHUNK):
        found |= ledger.model._default_manager.in_bulk(keys[start : start + CHUNK])
    return found


def _refusal(row: ImportedRow, record: Model | None) -> str:
    if record is None or getattr(record, "voided_at", None) is not None:
        return GONE
    return TOUCHED if getattr(record, "version", None) != row.version else ""


def _keep(row: ImportedRow, why: str) -> None:
    row.undo, row.why_kept = Undo.KEPT, why[:200]


def _remove(ledger: Ledger, rows: list[ImportedRow], records: dict[int, Model], by) -> None:
    """What nothing hangs on."""
    if ledger.take_back is not None:
        for each in rows:
            _do(each, lambda record=records[each.object_id]: ledger.take_back(record, by=by))
        return
    used = what_hangs_on(ledger.model, [each.object_id for each in rows], but=ledger.own_rows)
    free = []
    for each in rows:
        if each.object_id in used:
            _keep(each, f"已有{used[each.object_id]}")
        else:
            free.append(each)
    _delete(ledger, free, records, by)


def what_hangs_on(model: type[Model], keys: list[int], *, but: Collection[str] = ()) -> dict[int, str]:
    """What other rows hang on each record, in a word; `but` are relations that are no reason to keep it."""
    found: dict[int, str] = {}
    for relation in model._meta.related_objects:
        if relation.get_accessor_name() in but or relation.many_to_many:
            continue
        rows, field = relation.related_model._base_manager.all(), relation.field
        found |= _those(rows, field.name, field.attname, keys)
    for name, key, rows in _generic():
        found |= _those(rows.filter(**{name: ContentType.objects.get_for_model(model)}), key, key, keys)
    return found


def _those(rows: QuerySet, name: str, attname: str, keys: list[int]) -> dict[int, str]:
    found: dict[int, str] = {}
    for start in range(0, len(keys), CHUNK):
        chunk = rows.filter(**{f"{name}__in": keys[start : start + CHUNK]})
        found |= dict.fromkeys(chunk.values_list(attname, flat=True), str(rows.model._meta.verbose_name))
    return found


def _generic() -> Iterator[tuple[str, str, QuerySet]]:
    """Records and photos that may be about a record of any kind: a case found there, a transfer of it."""
    for each in apps.get_models():
        for field in each._meta.private_fields if issubclass(each, (Record, Photo)) else ():
            if isinstance(field, GenericForeignKey):
                yield field.ct_field, field.fk_field, each._base_manager.all()


def _delete(ledger: Ledger, rows: list[ImportedRow], records: dict[int, Model], by) -> None:
    for start in range(0, len(rows), CHUNK):
        chunk = rows[start : start + CHUNK]
        keys = [each.object_id for each in chunk]
        try:
            with transaction.atomic():
                _delete_chunk(ledger, keys)
        except ProtectedError:
            for each in chunk:
                _do(each, lambda key=each.object_id: _delete_chunk(ledger, [key]))
            continue
        log_bulk([records[key] for key in keys], verb=VERB, by=by)
        for each in chunk:
            each.undo = Undo.REVERSED


def _delete_chunk(ledger: Ledger, keys: Iterable[int]) -> None:
    for name in ledger.own_rows:
        relation = ledger.model._meta.get_field(name)
        relation.related_model._base_manager.filter(**{f"{relation.field.name}__in": keys}).delete()
    ledger.model._base_manager.filter(pk__in=keys).delete()


def _restore(ledger: Ledger, form: forms.BaseForm, row: ImportedRow, record: Model, by) -> None:
    before = {name: _live(ledger, form, name, value) for name, value in row.before.items()}

    def restore() -> None:
        restored = ledger.change(record, by=by, version=record.version, **before)
        _as_they_left_it(ledger, row).update(version=restored.version)

    _do(row, restore)


def _as_they_left_it(ledger: Ledger, row: ImportedRow) -> QuerySet:
    """Rows of an earlier batch that stood unchanged until this one: the record is again as they left it, and they may
    be taken back too.
    """
    earlier = ImportedRow.objects.filter(batch__ledger=ledger.name, object_id=row.object_id, undo="")
    return earlier.filter(version=row.version - 1).exclude(batch=row.batch_id)


def _live(ledger: Ledger, form: forms.BaseForm, name: str, value: Any) -> Any:
    """What JSON kept, as the service takes it."""
    if read := ledger.by_name[name].read:
        return checked(form.fields[name], read)("\n".join(value) if isinstance(value, list) else value or "").value
    if isinstance(value, dict):
        return apps.get_model(value["model"])._default_manager.get(pk=value["pk"])
    if isinstance(value, list):
        return [_live(ledger, form, name, each) for each in value]
    try:
        return ledger.model._meta.get_field(name).to_python(value)
    except FieldDoesNotExist:
        return value


def _do(row: ImportedRow, act) -> None:
    try:
        with transaction.atomic():
            act()
    except (MoveRefused, ValidationError) as refusal:
        _keep(row, "；".join(refusal.messages) if isinstance(refusal, ValidationError) else str(refusal))
    except (StaleRecord, ProtectedError):
        _keep(row, TOUCHED)
    except PermissionDenied:
        _keep(row, "没有在这个单位修改的权限")
    else:
        row.undo = Undo.REVERSED
