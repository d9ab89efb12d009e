"""A plan becomes rows of the ledger, through the services that pages call: all of it in the caller's transaction."""

from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Model

from baiyi.exchange.imports.ledgers import Ledger
from baiyi.exchange.imports.plans import CHANGED, NEW, Plan, PlannedRow
from baiyi.exchange.models import ImportBatch, ImportedRow
from baiyi.records.moves import MoveRefused, StaleRecord

TAKEN = "与系统里已有的记录重复，或不符合登记的规定"
NOT_HERE = "不能登记在这个单位"
CHUNK = 500  # rows of one statement


class Rehearsed(Exception):
    """Undoes what a rehearsal wrote."""


def rehearse(ledger: Ledger, plan: Plan, by) -> None:
    """Write everything and take it back: what a service refuses is a fault of its row. Bulk writers refuse nothing."""
    if ledger.add_many is not None:
        return
    try:
        with transaction.atomic():
            write(ledger, plan, by)
            raise Rehearsed
    except Rehearsed:
        pass


def write(ledger: Ledger, plan: Plan, by) -> list[tuple[PlannedRow, Model]]:
    """Rows that are new or changed; one that a service refuses becomes wrong and is not written. Returns the records
    with their rows.
    """
    done = []
    if ledger.add_many is not None:
        new = [each for each in plan.rows if each.outcome == NEW]
        done += zip(new, ledger.add_many([each.given for each in new], by=by), strict=True)
    singly = {CHANGED} if ledger.add_many else {NEW, CHANGED}
    waiting = [each for each in plan.rows if each.outcome in singly]
    written = [(each, _written(ledger, each, by)) for each in waiting]
    return done + [(each, record) for each, record in written if record is not None]


def _written(ledger: Ledger, planned: PlannedRow, by) -> Model | None:
    try:
        with transaction.atomic():
            return _write(ledger, planned, by)
    except MoveRefused as refusal:
        planned.fault(str(refusal))
    except ValidationError as refusal:
        planned.fault("；".join(refusal.messages))
    except StaleRecord:
        planned.fault("这一项刚刚被别人修改过", "重新预检")
    except PermissionDenied:
        planned.fault(NOT_HERE)
    except IntegrityError:
        planned.fault(TAKEN)
    return None


def _write(ledger: Ledger, planned: PlannedRow, by) -> Model:
    if planned.record is None:
        return ledger.add(by=by, **planned.given)
    after = {name: value for name, (_, value) in planned.changes.items()}
    return ledger.change(planned.record, by=by, version=planned.record.version, **after)


def keep_rows(batch: ImportBatch, done: list[tuple[PlannedRow, Model]]) -> None:
    """What each row became, so that it can be taken back."""
    rows = [
        ImportedRow(
            batch=batch,
            row=planned.row + 1,
            object_id=record.pk,
            action=NEW if planned.record is None else CHANGED,
            before={name: stored(before) for name, (before, _) in planned.changes.items()},
            version=getattr(record, "version", None),
        )
        for planned, record in done
    ]
    ImportedRow.objects.bulk_create(rows, batch_size=CHUNK)


def stored(value: Any) -> Any:
    """A value as JSON keeps it: a record by its model and key."""
    if isinstance(value, Model):
        return {"model": value._meta.label_lower, "pk": value.pk}
    if isinstance(value, list):
        return [stored(each) for each in value]
    return value if value is None or isinstance(value, bool | int | str) else str(value)
