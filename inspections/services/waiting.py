"""Whether something waits at a desk at all, as known within the last seconds: mostly nothing does."""

from django.core.cache import cache
from django.db import transaction
from django.db.models import Value

from baiyi.notifications.models import Notification
from inspections.models import FailedVisit

KEEP = 5  # seconds a process remembers it; another one may have recorded something meanwhile
KEY = "inspections-desk"


def waiting_lately(kind: str) -> tuple[set[int], set[int]]:
    """(people with an unread message of this kind, units with a venue that may be gone). No statement for most
    pages.
    """
    return cache.get_or_set(KEY, lambda: _waiting(kind), KEEP)


def _waiting(kind: str) -> tuple[set[int], set[int]]:
    told = Notification.objects.unread().filter(kind=kind).order_by().values_list(Value("told"), "recipient")
    gone = FailedVisit.objects.proposing().order_by().values_list(Value("gone"), "unit")
    rows = list(told.union(gone))
    return {who for part, who in rows if part == "told"}, {unit for part, unit in rows if part == "gone"}


def forget_waiting() -> None:
    """Something was recorded: now, and again when others can see it."""
    cache.delete(KEY)
    transaction.on_commit(lambda: cache.delete(KEY))
