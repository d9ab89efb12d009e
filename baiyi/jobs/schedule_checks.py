"""The health checks of what runs by itself: the machine's clock, each schedule, the scans, and what was put aside."""

from datetime import datetime, timedelta

from django.utils import timezone

from baiyi.jobs import clockguard, schedules, ticks
from baiyi.jobs.health import SCHEDULES, SERVICES, Finding, health_checks, moment_text
from baiyi.jobs.models import SCAN, BackgroundJob, Heartbeat, Leased, ScheduledRun
from baiyi.jobs.schedules import ScheduleState
from baiyi.records import clock

WAITS_TOO_LONG = timedelta(minutes=5)
MOST_LINES = 5  # of what was put aside, in one finding
WEEKDAYS = "一二三四五六日"
WHAT_TO_DO = "如果现在的时间是对的，由系统管理员在系统健康页点“时钟无误”，或运行 manage.py doctor --trust-clock"


@health_checks.register
def machine_clock() -> Finding:
    """系统时钟"""
    now = clockguard.read()
    if now is None:
        return Finding("ok", "系统时钟", "这台机器不提供开机计时，时钟被改动时发现不了", SERVICES)
    if ahead := clockguard.jump(clockguard.anchor_of(clockguard.stored()), now):
        return Finding(
            "warn", "系统时钟", f"{jump_text(ahead)}，计划任务已暂停，时钟改回后自动继续。{WHAT_TO_DO}", SERVICES
        )
    return Finding("ok", "系统时钟", f"走时正常，现在是 {timezone.localtime(now.wall):%Y-%m-%d %H:%M}", SERVICES)


def jump_text(ahead: timedelta) -> str:
    """服务器时钟突然快了 3 天."""
    minutes = round(abs(ahead).total_seconds() / 60)
    (days, rest), word = divmod(minutes, 24 * 60), "快" if ahead > timedelta() else "慢"
    hours, minutes = divmod(rest, 60)
    parts = [f"{number} {unit}" for number, unit in ((days, "天"), (hours, "小时"), (minutes, "分钟")) if number]
    return f"服务器时钟突然{word}了 {' '.join(parts)}"


@health_checks.register
def periodic_scans() -> Finding:
    """定期扫描"""
    failing = Heartbeat.objects.filter(name__in=ticks.names()).exclude(detail="").order_by("name")
    if lines := [f"{row.name.removeprefix(SCAN)} 于 {moment_text(row.at)} 出错：{row.detail}" for row in failing]:
        return Finding("warn", "定期扫描", "；".join(lines), SCHEDULES)
    return Finding("ok", "定期扫描", "最近一轮都没有出错", SCHEDULES)


@health_checks.register
def every_schedule() -> list[Finding]:
    """计划任务"""
    now = clock.now()
    return [_schedule(state, now) for state in schedules.overview(now)]


def _schedule(state: ScheduleState, now: datetime) -> Finding:
    future = f"下次 {slot_text(state.next_at)}" if state.next_at else "近期没有安排"
    if state.dead:
        level, text = "fail", f"{slot_text(state.dead[-1].slot)} 的一次已搁置：{state.dead[-1].error}"
    elif waiting := [row for row in state.open_runs if _waits_too_long(row, now)]:
        level, text = "warn", f"{slot_text(waiting[0].slot)} 的一次到点没有执行完{_because(waiting[0])}"
    elif missed := [moment for moment in state.unmade if now - moment > WAITS_TOO_LONG]:
        level, text = (
            "warn",
            f"自 {slot_text(missed[0])} 起到点没有执行（后台任务没有运行，或系统时钟待确认），恢复后自动补上",
        )
    else:
        level, text = "ok", _last(state.last)
    return Finding(level, state.label, f"{text}；{future}", SCHEDULES)


def _waits_too_long(row: ScheduledRun, now: datetime) -> bool:
    is_held = row.state == Leased.State.CLAIMED and row.lease_until is not None and row.lease_until > timezone.now()
    return not is_held and now - row.slot > WAITS_TOO_LONG


def _because(row: ScheduledRun) -> str:
    return f"，上一次出错：{row.error}" if row.error else ""


def _last(row: ScheduledRun | None) -> str:
    if row is None:
        return "还没有执行过"
    late = "（补发）" if row.is_late else ""
    count = f"，处理 {row.done} 条" if row.done else ""
    word = "" if row.state == Leased.State.DONE else f"，{row.get_state_display()}"
    return f"上次 {slot_text(row.slot)}{late}{count}{word}"


def slot_text(moment: datetime) -> str:
    """7月18日（周一）08:00, by the campaign's clock; with the year when it is another."""
    local = timezone.localtime(moment)
    year = "" if local.year == clock.today().year else f"{local.year}年"
    return f"{year}{local.month}月{local.day}日（周{WEEKDAYS[local.weekday()]}）{local:%H:%M}"


@health_checks.register
def put_aside() -> Finding:
    """搁置的任务"""
    lines = [
        f"{schedules.label_of(row.name)} {slot_text(row.slot)}：{row.error}"
        for row in ScheduledRun.objects.dead().order_by("slot")
    ]
    lines += [f"{row.title}：{row.error}" for row in BackgroundJob.objects.dead().order_by("created_at")]
    if not lines:
        return Finding("ok", "搁置的任务", "没有", SCHEDULES)
    more = f"；还有 {len(lines) - MOST_LINES} 项" if len(lines) > MOST_LINES else ""
    return Finding(
        "fail",
        "搁置的任务",
        f"{'；'.join(lines[:MOST_LINES])}{more}。消除原因后由系统管理员在系统健康页重试",
        SCHEDULES,
    )
