"""The first page of the audit administrator: who read personal data lately."""

import datetime as dt

from auditlog.models import LogEntry
from django.db.models import Count, Q
from django.urls import reverse
from django.utils.timezone import localtime

from baiyi.journal import rights
from baiyi.journal.timeline import entries
from baiyi.records import clock
from baiyi.records.home import Card, Row, Tile, Way
from baiyi.records.hooks import Panel, home_panels

DAYS = 7  # with today
SHOWN = 6


@home_panels.append
def readings(request) -> Panel | None:
    """查看完整信息 of the last 7 days, by whom, with the reasons given. Two statements."""
    if not request.user.has_perm(rights.READ):
        return None
    today = clock.today()
    since = today - dt.timedelta(days=DAYS - 1)
    span, base = f"since={since}&until={today}", reverse("journal:entry-list")
    recent = entries().filter(timestamp__date__range=(since, today))
    read = recent.filter(action=LogEntry.Action.ACCESS)
    counts = recent.order_by().aggregate(
        lines=Count("pk"), readings=Count("pk", filter=Q(action=LogEntry.Action.ACCESS))
    )
    url = f"{base}?{span}&kind={LogEntry.Action.ACCESS}"
    return Card(
        "操作日志",
        note=f"近 {DAYS} 天",
        more=Way("操作日志", base),
        tiles=[
            Tile("查看完整信息", counts["readings"], url, measure="次"),
            Tile("全部操作", counts["lines"], f"{base}?{span}", measure="条"),
        ],
        rows=[_row(entry, url) for entry in read[:SHOWN]],
        empty=f"近 {DAYS} 天没有人查看过完整的个人信息",
        way=Way("看全部操作日志", base),
        foot="这里只列谁在何时、以什么理由看了哪类记录；看不到记录的内容。",
    ).panel(order=10)


def _row(entry: LogEntry, url: str) -> Row:
    at = localtime(entry.timestamp)
    reason = (entry.additional_data or {}).get("reason", "") or "没有写理由"
    who = entry.actor.name if entry.actor else "系统"
    note = f"{at.month}月{at.day}日 {at:%H:%M} · {entry.content_type.name} · {reason}"
    return Row(who, f"{url}&actor={entry.actor.username}" if entry.actor else url, note)
