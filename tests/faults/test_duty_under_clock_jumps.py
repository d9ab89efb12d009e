"""The machine's clock is set back or forward: schedules wait and say so, nobody is told twice, no week ends before its
time.
"""

import datetime as dt

import pytest
import time_machine
from django.db import connection

from baiyi.accounts.models import User
from baiyi.jobs import clockguard
from baiyi.jobs.health import health_checks
from baiyi.jobs.tasks import tick
from hotspots.models import WeeklyDuty
from tests.faults.management.commands.plant_world import plant_world
from tests.faults.tally import NOBODY, once_each, tally

pytestmark = pytest.mark.django_db
PEOPLE = 9
WEEK, REMINDER, MISSED = "supervision_week", "supervision_reminder", "supervision_missed"
FIRST, SECOND = "2026-07-20", "2026-07-27"
START = dt.datetime.fromisoformat("2026-07-20T07:50:00+08:00")
HEALTH = "/system/health/"


class Installation:
    """Ticks in this process, on the test database; the test moves wall time and the time since boot."""

    name = "PostgreSQL" if connection.vendor == "postgresql" else "SQLite"

    def __init__(self, traveller, uptime) -> None:
        self.traveller, self.file = traveller, uptime
        self.uptime = 1000.0
        self.work(seconds=0)

    def sql(self, statement: str, *values) -> list[tuple]:
        with connection.cursor() as cursor:
            cursor.execute(statement, values)
            return cursor.fetchall()

    def work(self, **span: float) -> None:
        """Time goes by while the machine runs, and then comes a tick."""
        self.traveller.shift(dt.timedelta(**span))
        self.uptime += dt.timedelta(**span).total_seconds()
        self.file.write_text(f"{self.uptime} 0.0\n", encoding="ascii")
        tick()

    def set_clock(self, **span: float) -> None:
        """Somebody sets the clock, and then comes a tick."""
        self.traveller.shift(dt.timedelta(**span))
        tick()

    def is_held(self) -> bool:
        return next(each.level for each in health_checks.run() if each.title == "系统时钟") != "ok"

    def counts(self) -> dict:
        return {(kind, week): tally(self, kind, week) for kind in (WEEK, REMINDER, MISSED) for week in (FIRST, SECOND)}


@pytest.fixture
def installation(tmp_path, monkeypatch):
    """Just after the first week was opened: Monday 08:05."""
    monkeypatch.setattr(clockguard, "UPTIME", tmp_path / "uptime")
    with time_machine.travel(START, tick=False) as traveller:
        plant_world(PEOPLE)
        found = Installation(traveller, tmp_path / "uptime")
        found.work(minutes=15)
        assert tally(found, WEEK, FIRST) == once_each(PEOPLE)
        assert not found.is_held()
        yield found


def missed(week: str) -> int:
    return WeeklyDuty.objects.filter(starts_on=week).exclude(missed_at=None).count()


def test_clock_back_two_hours_repeats_nothing_and_the_week_goes_on(installation, say, sign_in):
    before = installation.counts()
    installation.set_clock(hours=-2)
    assert installation.is_held()
    assert "时钟" in sign_in(User.objects.get(username="sysadmin")).get(HEALTH).content.decode()
    for _ in range(5):
        installation.work(minutes=30)
    assert installation.counts() == before
    installation.set_clock(hours=2)
    assert not installation.is_held()
    assert installation.counts() == before
    installation.work(days=3)
    assert tally(installation, REMINDER, FIRST) == once_each(PEOPLE, late=True)  # Thursday 10:35
    installation.work(days=4)
    assert missed(FIRST) == PEOPLE
    assert tally(installation, WEEK, SECOND) == once_each(PEOPLE, late=True)
    say(
        f"{installation.name}：时钟拨回 2 小时：暂停并提示，拨正后每人仍 1 条；"
        f"下一周 {tally(installation, WEEK, SECOND)}"
    )


def test_clock_forward_three_days_ends_no_week_and_the_reminder_follows(installation, say):
    """Real time: Monday 08:05 to Friday 08:05, while the clock shows up to Monday 08:05."""
    before = installation.counts()
    installation.set_clock(days=3)
    assert installation.is_held()
    for _ in range(8):
        installation.work(hours=12)
    assert installation.counts() == before
    assert (missed(FIRST), WeeklyDuty.objects.filter(starts_on=SECOND).count()) == (0, 0)
    installation.set_clock(days=-3)
    assert not installation.is_held()
    assert tally(installation, REMINDER, FIRST) == once_each(PEOPLE, late=True)
    assert (missed(FIRST), tally(installation, MISSED, FIRST)) == (0, NOBODY)
    installation.work(days=3)
    assert missed(FIRST) == PEOPLE
    assert tally(installation, MISSED, FIRST) == once_each(PEOPLE, late=True)
    assert tally(installation, WEEK, SECOND) == once_each(PEOPLE)
    reminded, ended = tally(installation, REMINDER, FIRST), missed(FIRST)
    say(f"{installation.name}：时钟拨快 3 天：没有提前记漏督；拨正后催办 {reminded}，周一才记漏督 {ended} 处")


def test_clock_said_to_be_right_runs_the_slots_once(installation, say, sign_in):
    installation.set_clock(days=3, hours=1)
    assert tally(installation, REMINDER, FIRST) == NOBODY
    assert sign_in(User.objects.get(username="sysadmin")).post(f"{HEALTH}clock/").status_code == 302
    for _ in range(3):
        installation.work(seconds=15)
    assert not installation.is_held()
    assert tally(installation, REMINDER, FIRST) == once_each(PEOPLE)
    assert tally(installation, WEEK, FIRST) == once_each(PEOPLE)
    assert missed(FIRST) == 0
    say(f"{installation.name}：时钟拨快 3 天，管理员确认“时钟无误”：催办 {tally(installation, REMINDER, FIRST)}")
