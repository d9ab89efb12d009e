"""The job of a bulk run: each row in a transaction of its own, in which what came of it is written. A worker that is
killed anywhere has done a row with its mark, or nothing of it.
"""

from functools import partial

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.utils.datastructures import MultiValueDict

from baiyi.accounts.models import User
from baiyi.exchange.bulk.acts import NO_RIGHT, BulkAct
from baiyi.exchange.bulk.services import KIND
from baiyi.exchange.models import BulkRow, BulkRun
from baiyi.jobs import background
from baiyi.jobs.chunks import CHUNK
from baiyi.journal.services import acting
from baiyi.records import clock
from baiyi.records.moves import MoveRefused, StaleRecord
from baiyi.records.once import refusal_of_taken

MOST_WORDS = BulkRow._meta.get_field("words").max_length
GONE = "记录已不在你能看到的范围内"
UNKNOWN = "这个版本不再有这项批量办理"
Outcome = BulkRow.Outcome


def do_run(job, progress) -> str:
    """Work of the job; returns the sentence of its result."""
    run = BulkRun.objects.get(pk=job.params["run"])
    by = User.objects.get(pk=run.created_by_id)
    with acting(by):
        act = partial(_act, run, by, *_asked(run, by))
        while chunk := list(run.rows.waiting().order_by("object_id")[:CHUNK]):
            progress.advance(sum(_do(row, act) for row in chunk), total=run.total)
        return _finish(run, by)


def _asked(run: BulkRun, by) -> tuple[BulkAct | None, dict | None, str]:
    """The act, what its form says now, and why nothing can be done at all: who was chosen may have left meanwhile."""
    declared = run.declared
    if declared is None:
        return None, None, UNKNOWN
    form = declared.form(MultiValueDict(run.typed), **declared.form_facts(by))
    if form.is_valid():
        return declared, form.facts(), ""
    return declared, None, "；".join(message for _, message in form.error_list())


@transaction.atomic
def _do(row: BulkRow, act) -> int:
    """1 when this call did it, 0 when it was done before."""
    locked = BulkRow.objects.waiting().select_for_update().filter(pk=row.pk).first()
    if locked is None:
        return 0
    words = act(locked.object_id)
    locked.outcome, locked.words = (Outcome.REFUSED if words else Outcome.DONE), words[:MOST_WORDS]
    locked.done_at = clock.now()
    locked.save(update_fields=["outcome", "words", "done_at"])
    return 1


def _act(run: BulkRun, by, declared: BulkAct | None, facts: dict | None, refusal: str, key: int) -> str:
    """Do it to one record; why not, or nothing."""
    if declared is None or facts is None:
        return refusal
    record = declared.rows_of([key], by).first()
    if record is None:
        return GONE
    if words := declared.refusal_of(record, by):
        return words
    try:
        with transaction.atomic():
            declared.act(record, by=by, **facts)
    except (MoveRefused, StaleRecord) as refused:
        return str(refused)
    except PermissionDenied:
        return NO_RIGHT
    except ValidationError as wrong:
        return "；".join(wrong.messages)
    except IntegrityError as error:
        return str(refusal_of_taken(error))
    return ""


@transaction.atomic
def _finish(run: BulkRun, by) -> str:
    locked = BulkRun.objects.select_for_update(of=("self",)).get(pk=run.pk)
    counts = locked.counts()
    said = f"{locked.total} 条中已{locked.name} {counts[Outcome.DONE]} 条，未办成 {counts[Outcome.REFUSED]} 条"
    if locked.state != BulkRun.State.DONE:
        done = list(locked.rows.filter(outcome=Outcome.DONE).values_list("object_id", flat=True))
        if locked.declared:
            locked.declared.finish(done, run=locked, by=by)
        locked.state = BulkRun.State.DONE
        locked.save(update_fields=["state"], verb=f"批量{locked.name}办完：{said}", reason=locked.conditions)
    return said


background.register(KIND, label="批量办理", work=do_run)
