"""What doctor and 系统健康 ask this room: is there a calendar for the deadlines computed now."""

from baiyi.deadlines.models import CalendarYear
from baiyi.jobs.health import Finding, health_checks
from baiyi.records import clock

WARN_FROM_MONTH = 11  # the notice for the next year usually comes between late October and early December


@health_checks.register
def work_calendar() -> Finding:
    """节假日历"""
    today = clock.today()
    known = set(CalendarYear.objects.filter(year__in=(today.year, today.year + 1)).values_list("year", flat=True))
    if today.year not in known:
        return Finding("fail", "节假日历", f"{today.year}年节假日历缺失，新算的期限均为暂估，请立即导入")
    if today.month >= WARN_FROM_MONTH and today.year + 1 not in known:
        return Finding(
            "warn", "节假日历", f"{today.year + 1}年节假日历尚未导入，跨年期限为暂估，国务院办公厅通知发布后请及时导入"
        )
    return Finding("ok", "节假日历", f"{max(known)}年及以前的历表已导入")
