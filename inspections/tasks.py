"""Celery wrappers: they call one service and hold no logic. When they run stands beside them."""

import logging

from celery import shared_task
from django.db.models.signals import post_save
from django.dispatch import receiver

from baiyi.jobs import hint, ticks
from inspections import services
from inspections.models import RectificationNotice
from inspections.services.controls import tell_of_lapsed_controls

logger = logging.getLogger(__name__)
EVERY = 300  # seconds between two scans


@shared_task(name="inspections.compute_rectification_deadlines")
def compute_rectification_deadlines() -> None:
    logger.info("%s", services.compute_rectification_deadlines())


ticks.register(services.compute_rectification_deadlines, every=EVERY)
ticks.register(services.forget_submitted, every=3600)
ticks.register(tell_of_lapsed_controls, every=3600)


@receiver(post_save, sender=RectificationNotice)
def compute_soon(sender, instance, created, **kwargs) -> None:
    """A draft or an imported notice: the worker fills what has no due day, soon after the commit. Issued ones have
    theirs.
    """
    if created and (instance.is_imported or instance.state == RectificationNotice.State.DRAFT):
        hint(compute_rectification_deadlines)
