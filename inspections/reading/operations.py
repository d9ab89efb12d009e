"""The joint operations a person of the force may take part in, and those that are somebody's business now."""

import datetime as dt
from collections.abc import Callable

from django.core.cache import cache
from django.db.models.signals import post_save
from django.dispatch import receiver

from baiyi.records import clock
from campaigns.models import Operation

KEEP = 10  # seconds a process remembers the operations of these days; it forgets at once what it changes itself
LATELY, SOON = dt.timedelta(days=14), dt.timedelta(days=1)
KNOWN = "operations-lately"


def open_to(user):
    """Those of his own units and of the units above, the latest first."""
    return Operation.objects.visible_to(user).current().order_by("-starts_at", "-pk")


def operations_lately(concerns: Callable[[Operation], bool]) -> list[int]:
    """Keys of the operations of these days of which that holds. On most days there are none, and no page asks more."""
    return [each.pk for each in cache.get_or_set(KNOWN, _of_these_days, KEEP) if concerns(each)]


def _of_these_days() -> list[Operation]:
    now = clock.now()
    return list(Operation.objects.current().filter(ends_at__gte=now - LATELY, starts_at__lte=now + SOON))


@receiver(post_save, sender=Operation)
def forget_operations(**kwargs) -> None:
    cache.delete(KNOWN)
