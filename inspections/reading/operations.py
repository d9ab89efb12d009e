"""The joint operations a person of the force may take part in."""

from django.db.models import Q

from baiyi.accounts.models import UnitKind
from campaigns.models import Operation


def open_to(user):
    """The branch's, and those of his own units; none for who works at no unit of the force."""
    own = user.unit_ids()
    if not own:
        return Operation.objects.none()
    return (
        Operation.objects.current()
        .filter(Q(unit__kind=UnitKind.BRANCH) | Q(unit__in=own))
        .order_by("-starts_at", "-pk")
    )
