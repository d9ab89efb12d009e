"""Taking a list away: asked for once, made whole or not at all, journaled with what was taken."""

import hashlib
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

from auditlog.models import LogEntry
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404
from django.utils.timezone import localtime

from baiyi.accounts.backends import PostingBackend
from baiyi.exchange.exports.offer import Column, Offer
from baiyi.exchange.exports.workbook import Printed, Sheet
from baiyi.exchange.models import Export
from baiyi.exchange.models.exports import FOLDER, KEEP
from baiyi.jobs import background
from baiyi.journal.services import line_of, log_readings
from baiyi.records import clock
from baiyi.records.masking import mask_numbers
from baiyi.records.moves import MoveRefused
from baiyi.records.reasons import why_refused

AT_ONCE = 5000  # rows made while the person waits
KIND = "exchange.export"
WORK = "work-"  # begins the folder of a file that is being written
GONE = "列表已不能查看：权限或查询条件变了，请重新导出"
NO_COLUMN = "请至少选一列"

Heard = Callable[[int, int], None]  # rows written so far, rows in all


@transaction.atomic
def ask_export(*, by, address: str, keys: list[str], is_full: bool = False, reason: str = "") -> Export:
    """The row of an export, and for many rows the job that makes its file; the file of few is made by `make_now`.

    Raises as `Offer`; MoveRefused without a column, and for a poor reason when personal columns are taken in full.
    """
    offer = Offer(address, by)
    columns = offer.chosen(keys)
    if not columns:
        raise MoveRefused(NO_COLUMN)
    personal = [each.label for each in columns if each.field]
    is_full = is_full and bool(personal) and offer.may_take_in_full
    if is_full and (refusal := why_refused(reason)):
        raise MoveRefused(refusal)
    export = Export.objects.create(
        made_by=by,
        unit=by.home_unit,
        asked_at=clock.now(),
        title=offer.title[:100],
        address=address,
        conditions=offer.conditions(),
        keys=[each.key for each in columns],
        columns=[each.label for each in columns],
        personal=personal,
        is_full=is_full,
        reason=reason,
        rows=offer.total,
    )
    if export.rows > AT_ONCE:
        _start(export)
    return export


def _start(export: Export) -> None:
    title, params = f"导出{export.title} {export.rows} 行", {"export": export.pk}
    export.job = background.start(KIND, title=title, params=params, by=export.made_by, once=f"{KIND}:{export.pk}")
    export.save(update_fields=["job"])


def make_now(export: Export) -> None:
    """The file of few rows; nothing for what the worker makes, and for what is made."""
    if export.job_id is None and export.is_under_way:
        make_file(export, lambda written, total: None)


def work(job, progress) -> str:
    """Of the background job; returns the sentence of its result. Begun anew it writes the whole file again."""
    export = Export.objects.select_related("made_by", "job").get(pk=job.params["export"])

    def hear(written: int, total: int) -> None:
        Export.objects.filter(pk=export.pk).update(written=written)
        progress.advance(0)

    if export.made_at is None and not export.refusal:
        export = make_file(export, hear)
    return export.refusal or f"共 {export.rows} 行，{KEEP.days} 天内可以下载"


def result_url(job) -> str:
    found = Export.objects.filter(job=job).first()
    return found.get_absolute_url() if found else ""


background.register(KIND, label="导出", work=work, result_url=result_url)


def make_file(export: Export, hear: Heard) -> Export:
    """Write the file with the rights of this moment, then the end of the row and the journal in one transaction.

    What the maker may no longer see is refused in the row, not raised.
    """
    try:
        user = PostingBackend().get_user(export.made_by_id)
        if user is None:
            raise PermissionDenied(export.title)
        offer = Offer(export.address, user)
    except (Http404, PermissionDenied):
        Export.objects.filter(pk=export.pk, made_at=None).update(refusal=GONE)
        return Export.objects.get(pk=export.pk)
    export.path.parent.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(prefix=WORK, dir=export.path.parent) as folder:
        made = _write(Path(folder) / "export.xlsx", export, offer, hear)
        return _keep(made, export, by=user)


@dataclass
class Made:
    """A whole file that nobody knows of yet; `in_full` are rows by unit that gave personal fields in full."""

    path: Path
    columns: list[Column]
    rows: int = 0
    in_full: Counter = field(default_factory=Counter)


def _write(path: Path, export: Export, offer: Offer, hear: Heard) -> Made:
    """What is asked for and no longer offered is left out."""
    columns, made_at = offer.chosen(export.keys), localtime(clock.now())
    unit = str(export.unit) if export.unit else ""
    around = Printed(export.title, export.conditions, offer.user.name, unit, made_at)
    made = Made(path, columns)
    is_full = export.is_full and any(each.field for each in columns)
    total = offer.total
    with Sheet(path, [each.label for each in columns], around) as sheet:
        for chunk in offer.rows(columns, is_full=is_full):
            for record, values in chunk:
                sheet.add(values)
                if is_full and offer.gives_in_full(record):
                    made.in_full[record.unit_id] += 1
            made.rows += len(chunk)
            hear(made.rows, total)
    return made


@transaction.atomic
def _keep(made: Made, export: Export, *, by) -> Export:
    """Whoever comes second to the end finds the row made, and lets his file go."""
    now = Export.objects.select_for_update().get(pk=export.pk)
    if now.made_at is not None:
        return now
    now.sha256, now.size = _digest(made.path), made.path.stat().st_size
    now.rows = now.written = made.rows
    now.file, now.made_at = f"{FOLDER}/{now.path.name}", clock.now()
    now.expires_at = now.made_at + KEEP
    now.save()
    _journal(now, made, by=by)
    made.path.replace(now.path)
    return now


def _digest(path: Path) -> str:
    with path.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()


def _journal(export: Export, made: Made, *, by) -> None:
    """One line of what was taken; and for each unit whose personal data was taken in full, a reading its head finds."""
    line = line_of(export, LogEntry.Action.CREATE, by, "导出", export.reason)
    line.additional_data |= {
        "list": export.title,
        "conditions": mask_numbers(export.conditions),
        "rows": export.rows,
        "columns": export.columns,
        "personal": export.personal,
        "in_full": export.is_full,
    }
    line.save()
    if made.in_full:
        names = [each.label for each in made.columns if each.field]
        log_readings(export, units=made.in_full, by=by, fields=names, reason=export.reason)
