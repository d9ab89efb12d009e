"""Celery wrappers: they call one service and hold no logic."""

import logging

from celery import shared_task

from baiyi.jobs import ticks
from inspections import services

logger = logging.getLogger(__name__)


@shared_task(name="inspections.compute_rectification_deadlines")
def compute_rectification_deadlines() -> None:
    logger.info("%s", services.compute_rectification_deadlines())


ticks.register(services.compute_rectification_deadlines, every=60)
