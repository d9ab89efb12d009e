"""Verbs on bulk runs: choose the rows, confirm."""

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass

from django.core.exceptions import PermissionDenied
from django.db import transaction

from baiyi.exchange.bulk.acts import BulkAct
from baiyi.exchange.bulk.conditions import conditions_of
from baiyi.exchange.models import BulkRow, BulkRun
from baiyi.jobs import background
from baiyi.records import clock
from baiyi.records.form_payload import last
from baiyi.records.moves import MoveRefused
from baiyi.records.views import ListPage

KIND = "exchange.bulk"
MOST_ROWS = 5000  # of one run
AT_ONCE = 1000  # rows of one insert
FORGOTTEN_AFTER = dt.timedelta(days=1)  # a run that nobody confirmed


@transaction.atomic
def prepare_run(act: BulkAct, page: ListPage, *, by, address: str, picked: Collection[int] | None) -> BulkRun:
    """Freeze the rows: those `picked` among the rows of the list, or (None) all of them. What comes to meet the
    conditions later is not touched. Raises PermissionDenied; MoveRefused for none, and for too many.
    """
    if not by.has_perm(act.right):
        raise PermissionDenied(act.right)
    keys = _keys(page.object_list if picked is None else page.object_list.filter(pk__in=picked))
    if not keys:
        raise MoveRefused("请先勾选记录，或者勾选“全选”" if picked is not None else "没有符合条件的记录")
    if len(keys) > MOST_ROWS:
        raise MoveRefused(f"一次最多 {MOST_ROWS} 条，现有 {len(keys)} 条，请缩小查询条件")
    BulkRun.objects.filter(
        created_by=by, state=BulkRun.State.PREPARED, created_at__lt=clock.now() - FORGOTTEN_AFTER
    ).delete()
    run = BulkRun(label=act.label, act=act.code, address=address, conditions=conditions_of(page), total=len(keys))
    run.is_whole, run.created_by, run.created_at = picked is None, by, clock.now()
    run.save(verb=f"选取 {run.total} 条，准备批量{act.name}", reason=run.conditions)
    BulkRow.objects.bulk_create([BulkRow(run=run, object_id=key) for key in keys], batch_size=AT_ONCE)
    return run


def _forget_old(by) -> None:
    old = BulkRun.objects.filter(state=BulkRun.State.PREPARED, created_at__lt=clock.now() - FORGOTTEN_AFTER)
    old.filter(created_by=by).delete()


def _keys(rows) -> list[int]:
    return sorted(set(rows.order_by().values_list("pk", flat=True)[: MOST_ROWS * 2]))


@dataclass(frozen=True)
class Shown:
    """What the page that asks says of a run: rows that would be done, and the others with the reason."""

    possible: list
    refused: list[tuple[object, str]]
    gone: int  # rows the person does not see any more

    @property
    def left_out(self) -> int:
        return len(self.refused) + self.gone


def look_at(run: BulkRun, *, by) -> Shown:
    """As things stand now; each row is asked again when it is done."""
    act = run.declared
    records = list(act.rows_of(run.rows.values_list("object_id", flat=True), by))
    words = {record.pk: act.refusal_of(record, by) for record in records}
    possible = [record for record in records if not words[record.pk]]
    refused = [(record, words[record.pk]) for record in records if words[record.pk]]
    return Shown(possible, refused, run.total - len(records))


@transaction.atomic
def confirm_run(run: BulkRun, *, by, typed: dict[str, list[str]]) -> BulkRun:
    """The worker begins soon. Confirmed twice, also at once, it is one run. Raises PermissionDenied."""
    locked = BulkRun.objects.select_for_update(of=("self",)).get(pk=run.pk)
    if locked.created_by_id != by.pk or locked.declared is None or not by.has_perm(locked.declared.right):
        raise PermissionDenied(locked.declared.right if locked.declared else "")
    if locked.state != BulkRun.State.PREPARED:
        return locked
    facts = {"title": str(locked), "params": {"run": locked.pk}, "by": by, "once": f"{KIND}:{locked.pk}"}
    locked.state, locked.confirmed_at, locked.typed = BulkRun.State.STARTED, clock.now(), typed
    locked.job = background.start(KIND, **facts)
    locked.save(verb=f"确认{locked}", reason=last(typed, "reason") or locked.conditions)
    return locked
