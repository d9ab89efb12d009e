"""What doctor and 系统健康 ask this room: is there a calendar for the deadlines computed now."""

from baiyi.deadlines.proposals import waiting_of
from baiyi.deadlines.workdays import read_calendar
from baiyi.jobs.health import Finding, health_checks
from baiyi.records import clock

WARN_FROM_MONTH = 11  # the notice for the next year usually comes between late October and early December


@health_checks.register
def work_calendar() -> Finding:
    """节假日历"""
    today, calendar = clock.today(), read_calendar()
    if lack := calendar.why_estimated(today.year, today.year):
        return Finding("fail", "节假日历", f"{lack}，新算的期限均为暂估，请立即导入并确认{_waiting(today.year)}")
    if today.month >= WARN_FROM_MONTH and (lack := calendar.why_estimated(today.year + 1, today.year + 1)):
        text = f"{lack}，跨年期限为暂估，国务院办公厅通知发布后请及时导入并确认{_waiting(today.year + 1)}"
        return Finding("warn", "节假日历", text)
    return Finding("ok", "节假日历", f"{max(year for year in calendar.years)}年及以前的历表已确认")


def _waiting(year: int) -> str:
    waiting = waiting_of(year)
    return f"（{waiting}待确认）" if waiting else ""
