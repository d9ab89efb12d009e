"""The only way to put work on the broker. A message is a hint: the truth is the rows a task scans at the next tick."""

import logging
from functools import partial

from django.apps import apps
from django.db import DatabaseError, transaction

from baiyi.jobs.broker import quick_connection

log = logging.getLogger(__name__)


def hint(task, *args) -> None:
    """Ask the worker, once the transaction has committed, to run `task` soon; `args` are primary keys or plain values.

    Never raises and waits for the broker at most 1 s: a saved record stays saved when the broker is away. The failure
    is
    logged, and recorded until a message gets through again; the tick then does the work.
    """
    transaction.on_commit(partial(_publish, task, args), robust=True)


def _publish(task, args) -> None:
    heartbeats = apps.get_model("jobs", "Heartbeat").objects
    try:
        with quick_connection() as connection:
            task.apply_async(args=args, connection=connection, retry=False)
    except Exception as error:  # whatever the broker does, the committed record is safe
        log.warning("cannot publish %s: %s: %s", task.name, type(error).__name__, error)
        _record(heartbeats.publish_failed, f"{type(error).__name__}: {error}")
        _publish.is_failing = True
    else:
        if _publish.is_failing:
            _record(heartbeats.publish_works)
            _publish.is_failing = False


_publish.is_failing = False  # of this process; spares a statement for every message that gets through


def _record(verb, *args) -> None:
    try:
        verb(*args)
    except DatabaseError:
        log.exception("cannot record the state of publishing")
