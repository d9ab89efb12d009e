"""What the forms of the waterside are filled with."""

from baiyi.records import clock
from prevention import rights
from prevention.models import Dissuasion, Water, WaterPatrol


def water_of_last(user, model: type[WaterPatrol | Dissuasion]) -> int | None:
    """The water the person entered last, else the first of his units."""
    mine = Water.objects.in_force(clock.today()).filter(unit__in=user.unit_ids(rights.TEND_WATERS))
    last = (
        model.objects.current().filter(created_by=user, water__in=mine).order_by("-pk").values_list("water", flat=True)
    )
    return last.first() or mine.order_by("number", "pk").values_list("pk", flat=True).first()
