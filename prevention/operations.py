"""On the page of a joint operation: what stood in it and what its nights found; each line opens its list."""

from django.db.models import Count, F, Sum

from baiyi.records.addresses import address_of
from baiyi.records.hooks import Panel, panels
from prevention import rights
from prevention.models import CheckpointShift, NightSheet, PatrolShift
from prevention.models.patrols.shifts import FORCE

PERSONS = F("drinking") + F("drinking_again") + F("drunk")


@panels.register("campaigns.operation")
def duty_of_operation(request, operation) -> Panel | None:
    """None while there is none. Three statements."""
    of_operation = {"operation": operation.pk, "unit__in": request.user.unit_ids(rights.VIEW)}
    shifts = CheckpointShift.objects.current().filter(**of_operation)
    stood = shifts.aggregate(posts=Count("checkpoint", distinct=True), shifts=Count("pk"))
    nights = NightSheet.objects.current().filter(**of_operation)
    found = nights.aggregate(sheets=Count("pk"), persons=Sum(PERSONS, default=0))
    patrols = PatrolShift.objects.current().filter(**of_operation)
    walked = patrols.aggregate(beats=Count("beat", distinct=True), shifts=Count("pk"), people=Sum(FORCE, default=0))
    lines = []
    if stood["shifts"]:
        words = f"卡点 {stood['posts']} 处、设卡勤务 {stood['shifts']} 班次"
        lines.append((words, f"{address_of('prevention:shift-list')}?operation={operation.pk}"))
    if found["sheets"]:
        words = f"酒驾夜查 {found['sheets']} 次，查处酒驾（含醉驾）{found['persons']} 人"
        lines.append((words, f"{address_of('prevention:nightsheet-list')}?operation={operation.pk}"))
    if walked["shifts"]:
        words = f"巡区 {walked['beats']} 个、巡逻勤务 {walked['shifts']} 班次、{walked['people']} 人次"
        lines.append((words, f"{address_of('prevention:patrol-list')}?operation={operation.pk}"))
    return Panel("prevention/_operation.html", {"lines": lines}, order=64) if lines else None
