"""Long work that somebody starts on a page: one row, done by the worker, seen on a page that may be left and opened
again.
"""

from collections.abc import Callable
from dataclasses import dataclass

from celery import shared_task
from django.utils import timezone

from baiyi.jobs import leases
from baiyi.jobs.events import job_finished
from baiyi.jobs.leases import Progress
from baiyi.jobs.models import BackgroundJob
from baiyi.jobs.publish import hint
from baiyi.records import clock


@dataclass(frozen=True)
class Kind:
    label: str
    work: Callable[[BackgroundJob, Progress], str]
    result_url: Callable[[BackgroundJob], str] | None = None


_kinds: dict[str, Kind] = {}


def register(
    kind: str,
    *,
    label: str,
    work: Callable[[BackgroundJob, Progress], str],
    result_url: Callable[[BackgroundJob], str] | None = None,
) -> None:
    """`work(job, progress)` is idempotent, commits in chunks of at most 100, advances after each, returns the sentence
    of the result. `result_url` is the page that shows what came of a job, when that is another than its own.
    """
    _kinds[kind] = Kind(label, work, result_url)


def label_of(kind: str) -> str:
    return _kinds[kind].label if kind in _kinds else kind


def result_url(job: BackgroundJob) -> str:
    """Where what came of it is shown."""
    known = _kinds.get(job.kind)
    return (known and known.result_url and known.result_url(job)) or job.get_absolute_url()


def start(kind: str, *, title: str, params: dict, by, once: str) -> BackgroundJob:
    """Have the worker do it soon after the commit. `once` is unique: the same key gives the job that is there already.

    `params` are keys and plain values: they are stored as they are, so no personal text.
    Raises KeyError for a kind nobody registered.
    """
    if kind not in _kinds:
        raise KeyError(kind)
    row = BackgroundJob(kind=kind, title=title[:200], params=params, created_by=by, created_at=clock.now(), once=once)
    BackgroundJob.objects.bulk_create([row], ignore_conflicts=True)
    job = BackgroundJob.objects.get(once=once)
    if job.state == BackgroundJob.State.DUE:
        hint(run_job, job.pk)
    return job


@shared_task
def run_job(pk: int) -> bool:
    """Claim and do this job; False when another worker has it or it is over. The tick finds it too."""
    kind = BackgroundJob.objects.filter(pk=pk).values_list("kind", flat=True).first()
    if kind not in _kinds:
        return False
    job = leases.claim(BackgroundJob, pk, label=_kinds[kind].label)
    if job is None:
        return False
    leases.run(
        job,
        lambda progress: {"result": str(_kinds[kind].work(job, progress))[:500]},
        label=job.title,
        finished=job_finished,
    )
    return True


def run_due() -> int:
    """Jobs whose hint was lost or whose lease has run out, oldest first; returns how many this worker did."""
    rows = BackgroundJob.objects.claimable(timezone.now()).filter(kind__in=list(_kinds)).order_by("created_at", "pk")
    return sum(run_job(pk) for pk in rows.values_list("pk", flat=True))
