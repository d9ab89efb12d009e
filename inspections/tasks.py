"""Celery wrappers: they call one service and hold no logic. When they run stands beside them."""

import logging

from celery import shared_task
from django.db.models.signals import post_save
from django.dispatch import receiver

from baiyi.jobs import hint, ticks
from inspections import services
from inspections.models import RectificationNotice

logger = logging.getLogger(__name__)
EVERY = 60  # seconds


@shared_task(name="inspections.compute_rectification_deadlines")
def compute_rectification_deadlines() -> None:
    logger.info("%s", services.compute_rectification_deadlines())


ticks.register(services.compute_rectification_deadlines, every=EVERY)


@receiver(post_save, sender=RectificationNotice)
def compute_soon(sender, instance, created, **kwargs) -> None:
    """A new notice: the worker plans what has no due day yet and verifies the rest, soon after the commit."""
    if created:
        hint(compute_rectification_deadlines)
