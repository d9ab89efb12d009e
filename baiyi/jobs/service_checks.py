"""The health checks of the house itself. The first line of a check's docstring is its title when it cannot be made."""

import shutil
from pathlib import Path

from django.conf import settings
from django.db import connection, transaction
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone

from baiyi.jobs import broker
from baiyi.jobs.health import LATE_AFTER, SERVICES, Finding, health_checks, moment_text
from baiyi.jobs.models import BEAT, PUBLISH, WORKER, Heartbeat
from baiyi.records.private_folders import open_to_others

MANY_WAITING = 200  # messages
MOST_NAMED = 5  # open folders and files in one finding
GB, MB = 1024**3, 1024**2
LOW_SPACE, NO_SPACE = 2 * GB, 200 * MB  # bytes free on a disk


@health_checks.register
def database() -> Finding:
    """数据库"""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SHOW server_version")
            what = f"PostgreSQL {cursor.fetchone()[0].split()[0]}"
        else:
            cursor.execute("PRAGMA journal_mode")
            what = f"SQLite({cursor.fetchone()[0].upper()})"
    with transaction.atomic():
        Heartbeat.objects.beat("database")
        transaction.set_rollback(True)
    return Finding("ok", "数据库", f"{what}，可读可写")


@health_checks.register
def migrations() -> Finding:
    """数据库结构"""
    executor = MigrationExecutor(connection)
    waiting = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if waiting:
        return Finding("fail", "数据库结构", f"有 {len(waiting)} 项升级没有执行：运行 manage.py migrate")
    return Finding("ok", "数据库结构", "与程序一致")


@health_checks.register
def message_broker() -> list[Finding]:
    """消息通道"""
    try:
        waiting = broker.queue_length()
    except Exception as error:
        text = f"{broker.kind()}连不上：{type(error).__name__}；记录照常保存，提醒会延迟"
        return [
            Finding("fail", "消息通道", text, SERVICES),
            Finding("warn", "任务排队", "消息通道连不上，数不出来", SERVICES),
        ]
    return [Finding("ok", "消息通道", f"{broker.kind()}，可以连接", SERVICES), _queue(waiting)]


def _queue(waiting: int) -> Finding:
    if waiting > MANY_WAITING:
        return Finding("warn", "任务排队", f"排队 {waiting} 条，后台任务可能已停或忙不过来", SERVICES)
    return Finding("ok", "任务排队", f"排队 {waiting} 条", SERVICES)


@health_checks.register
def unreadable_messages() -> list[Finding]:
    """消息文件"""
    if settings.REDIS_URL:
        return []
    folder = broker.unreadable_folder()
    count = len(list(folder.iterdir())) if folder.exists() else 0
    if not count:
        return [Finding("ok", "消息文件", "都读得出来", SERVICES)]
    text = f"有 {count} 个消息文件读不出来，已移到 {folder}；要做的事按记录补做，不会漏。查看后删除这些文件，本条即消失"
    return [Finding("warn", "消息文件", text, SERVICES)]


@health_checks.register
def publishing() -> Finding:
    """消息发送"""
    failure = Heartbeat.objects.filter(name=PUBLISH).first()
    if failure is None:
        return Finding("ok", "消息发送", "没有积压的失败", SERVICES)
    return Finding("warn", "消息发送", f"自 {moment_text(failure.at)} 起发不出去：{failure.detail}", SERVICES)


@health_checks.register
def worker() -> Finding:
    """后台任务"""
    return _sign_of_life(WORKER, "后台任务")


@health_checks.register
def beat() -> Finding:
    """定时器"""
    return _sign_of_life(BEAT, "定时器")


def _sign_of_life(name: str, title: str) -> Finding:
    row = Heartbeat.objects.filter(name=name).first()
    if row is None:
        return Finding("fail", title, "从未启动：运行 make run 或 manage.py up", SERVICES)
    if not row.is_fresh(LATE_AFTER):
        return Finding("fail", title, f"最后一次心跳 {moment_text(row.at)}，此后没有动静", SERVICES)
    seconds = max(int((timezone.now() - row.at).total_seconds()), 0)
    return Finding("ok", title, f"{seconds} 秒前有心跳", SERVICES)


@health_checks.register
def folder_rights() -> Finding:
    """数据目录权限"""
    found = [str(path) for path in open_to_others(settings.VAR_DIR, *settings.PRIVATE_PLACES)]
    if not found:
        return Finding("ok", "数据目录权限", "本机其他账号打不开")
    more = f" 等 {len(found)} 处" if len(found) > MOST_NAMED else ""
    seen = f"本机其他账号能打开 {'、'.join(found[:MOST_NAMED])}{more}，登录会话和个人信息可能外泄"
    return Finding("fail", "数据目录权限", f"{seen}：用运行本系统的账号执行 manage.py prepare")


@health_checks.register
def media_space() -> Finding:
    """附件空间"""
    return _space("附件空间", Path(settings.MEDIA_ROOT), "照片和文书存不下了")


@health_checks.register
def database_space() -> Finding:
    """数据库空间"""
    if connection.vendor == "sqlite":
        file = Path(settings.DATABASES["default"]["NAME"])
        return _space("数据库空间", file.parent, "数据库写不进去了", f"占用 {_size(file)} MB，")
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_database_size(current_database())")
        size = cursor.fetchone()[0]
    return Finding("ok", "数据库空间", f"占用 {size / MB:.0f} MB；剩余空间请在数据库服务器上查看")


def _size(file: Path) -> str:
    return f"{file.stat().st_size / MB:.0f}" if file.exists() else "0"


def _space(title: str, folder: Path, consequence: str, before: str = "") -> Finding:
    while not folder.exists():
        folder = folder.parent
    free = shutil.disk_usage(folder).free
    text = f"{before}剩余 {free / GB:.1f} GB"
    if free < NO_SPACE:
        return Finding("fail", title, f"{text}，{consequence}")
    return Finding("warn" if free < LOW_SPACE else "ok", title, text)
