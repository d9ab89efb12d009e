"""The tick: proof that the worker works, and the start of everything periodic."""

from celery import shared_task

from baiyi.jobs import ticks
from baiyi.jobs.models import WORKER, Heartbeat


@shared_task
def tick() -> None:
    """Sent by beat every BAIYI_TICK_SECONDS seconds, and by a worker that starts."""
    Heartbeat.objects.beat(WORKER)
    Heartbeat.objects.publish_works()
    ticks.run_due()
