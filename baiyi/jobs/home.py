"""The first page of who runs the system: what is not as it should be, a line a check."""

from django.core.cache import cache
from django.urls import reverse

from baiyi.jobs import rights
from baiyi.jobs.health import Finding, health_checks
from baiyi.jobs.models import BackgroundJob, Leased, ScheduledRun
from baiyi.records import lamps
from baiyi.records.home import Card, Row, Tile, Way
from baiyi.records.hooks import Panel, home_panels

KEEP = 15  # seconds a process remembers what the checks found: they cost far more than a page may
KEY = "health-findings"


def findings_lately() -> list[Finding]:
    return cache.get_or_set(KEY, health_checks.run, KEEP)


@home_panels.append
def health(request) -> Panel | None:
    """系统健康 in short: the checks that are not 正常; no statement while they are remembered."""
    user = request.user
    if not user.has_perm(rights.MANAGE):
        return None
    found = findings_lately()
    wrong = sorted((each for each in found if each.level != "ok"), key=lambda each: each.level)  # fail before warn
    url = reverse("jobs:health")
    return Card(
        "系统健康",
        note=f"检查 {len(found)} 项，{len(wrong)} 项不正常" if wrong else f"检查 {len(found)} 项，全部正常",
        more=Way("系统健康", url),
        tiles=_put_aside(url),
        rows=[Row(each.title, url, each.text, lamp=each.lamp) for each in wrong],
        empty="没有要处理的",
    ).panel(order=10)


def _put_aside(url: str) -> list[Tile]:
    """Two statements."""
    runs, jobs = ScheduledRun.objects.dead().count(), BackgroundJob.objects.dead().count()
    red = lamps.overdue("已搁置")
    return [
        Tile("计划任务搁置", runs, url, measure="次", lamp=red if runs else None),
        Tile(
            "后台任务搁置",
            jobs,
            f"{reverse('jobs:job-list')}?state={Leased.State.DEAD}",
            measure="项",
            lamp=red if jobs else None,
        ),
    ]
