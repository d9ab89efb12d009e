"""What the page of a water tells beside its own facts: numbers of people, its devices, its last days."""

from django.db.models import Count, Q, Sum

from baiyi.records import clock
from prevention.models import Dissuasion, Water, WaterAlert
from prevention.models.waters.alert import AlertState
from prevention.models.waters.device import lately


def numbers_of(water: Water) -> list[tuple[str, str]]:
    """Of the last 30 days and today. Counts alone: a partner body reads them too. Two statements."""
    days = (lately(clock.today())[0], clock.today())
    mine = {"water": water, "reported_on__range": days}
    people = Dissuasion.objects.current().filter(**mine)
    found = people.aggregate(persons=Sum("persons", default=0), minors=Sum("minors", default=0))
    counts = {f"of_{each}": Count("pk", filter=Q(state=each)) for each in AlertState.values}
    alerts = WaterAlert.objects.current().filter(**mine).aggregate(**counts)
    told = "、".join(f"{label} {alerts[f'of_{value}']} 次" for value, label in AlertState.choices)
    return [
        ("近 30 天劝阻", f"{found['persons']} 人次（其中未成年人 {found['minors']} 人次）"),
        ("近 30 天预警", told),
    ]
