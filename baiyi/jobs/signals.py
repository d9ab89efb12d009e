"""What Celery is told when its processes start."""

from celery import signals

from baiyi.jobs.parentage import watch_parent
from baiyi.jobs.tasks import tick


@signals.setup_logging.connect
def keep_our_logging(**kwargs) -> None:
    """A receiver is enough for Celery to leave Django's LOGGING alone."""


@signals.worker_process_init.connect
def follow_the_worker(**kwargs) -> None:
    watch_parent()


@signals.worker_ready.connect
def tick_at_once(**kwargs) -> None:
    """A worker that starts proves its life and catches up without waiting for beat."""
    tick.apply_async(retry=False)
