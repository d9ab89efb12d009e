"""The leader's page and what its figures cost: on the demonstration, and on what `make grow` made (PostgreSQL alone).

Medians of five, the page with its figures and the same page with their values put in taken in turn.
"""

import datetime as dt
import io
import statistics
import time
from contextlib import contextmanager
from dataclasses import dataclass, field

import pytest
from django.core.cache import cache
from django.core.management import call_command
from django.db import connection
from django.urls import reverse

from baiyi.accounts.models import User
from baiyi.figures import evaluation, scans
from campaigns.models import Campaign
from inspections.models import Inspection
from tests.bench.grown import connected_to, exists, name_of_grown
from tests.bench.grown_rows import DAYS

pytestmark = pytest.mark.postgres
SLACK = 3
ROUNDS = 5
FIGURES_SECONDS, PAGE_RATIO = 0.060, 1.5  # on the demonstration
GROWN_SECONDS = 3.0  # at a million inspections
DEMO_DAY = 18
PATIENCE = 25  # seconds, below the limit of the connection
REAL = scans.read


@dataclass
class Figures:
    """In the place of what reads figures: gives the values it read before, or reads and notes the seconds of it."""

    known: dict = field(default_factory=dict)
    seconds: list[float] = field(default_factory=list)
    is_stubbed: bool = False

    def read(self, asks) -> dict:
        if self.is_stubbed:
            return {ask: self.known[ask] for ask in asks}
        with connection.execute_wrapper(self._timed):
            found = REAL(asks)
        self.known |= found
        return found

    def _timed(self, execute, *rest):
        began = time.perf_counter()
        try:
            return execute(*rest)
        finally:
            self.seconds.append(time.perf_counter() - began)


@dataclass(frozen=True)
class Measured:
    page: float
    stubbed: float
    statements: float
    count: int  # statements of figures of one page

    def __str__(self) -> str:
        page, stubbed, read = (f"{each * 1000:.0f} 毫秒" for each in (self.page, self.stubbed, self.statements))
        return f"页面 {page}，指标代入 {stubbed}，比 {self.page / self.stubbed:.2f}；指标 {self.count} 条语句 {read}"


def measure(client, monkeypatch) -> Measured:
    figures, taken = Figures(), {False: [], True: []}
    monkeypatch.setattr(scans, "read", figures.read)
    monkeypatch.setattr(evaluation, "PAGE_SECONDS", PATIENCE)  # what takes longer is to be measured too
    for _ in range(2):  # warms up, and fills in the values
        figures.seconds.clear()
        assert client.get(reverse("home")).context["title"] == "驾驶舱"
    count = len(figures.seconds)
    figures.seconds.clear()
    for _ in range(ROUNDS):
        for figures.is_stubbed in (False, True):
            began = time.perf_counter()
            page = client.get(reverse("home"))
            taken[figures.is_stubbed].append(time.perf_counter() - began)
            assert not page.context["has_unread"]
    statements = [sum(figures.seconds[at : at + count]) for at in range(0, len(figures.seconds), count)]
    return Measured(*(statistics.median(each) for each in (taken[False], taken[True], statements)), count)


def analyze() -> None:
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def test_leaders_page_on_the_demonstration(db, sign_in, settings, tmp_path, monkeypatch):
    settings.VAR_DIR = tmp_path
    call_command("seed_demo", stdout=io.StringIO())
    analyze()
    found = measure(sign_in(User.objects.get(username="leader")), monkeypatch)
    print(f"\n演示数据：{found}")
    assert found.count <= 2
    assert found.statements < FIGURES_SECONDS * SLACK
    assert found.page < found.stubbed * PAGE_RATIO * SLACK


@pytest.fixture
def grown(django_db_setup, django_db_blocker):
    """The leader of the grown database, on the day it was grown to."""
    with django_db_blocker.unblock():
        name = name_of_grown()
        if not exists(name):
            pytest.skip(f"there is no database {name}: make grow N=1000000")
        with connected_to(name):
            yield Campaign.objects.get()


@contextmanager
def campaign_of(campaign: Campaign, days: int, settings):
    """It began so many days ago, for as long as the measurement lasts."""
    today = campaign.starts_on + dt.timedelta(days=DEMO_DAY - 1)
    settings.BAIYI_TODAY = f"{today}T20:00:00+08:00"
    kept = Campaign.objects.filter(pk=campaign.pk)
    try:
        kept.update(starts_on=today - dt.timedelta(days=days - 1))
        cache.clear()
        yield
    finally:
        kept.update(starts_on=campaign.starts_on)


@pytest.mark.parametrize("days", [DEMO_DAY, DAYS])
def test_leaders_page_on_the_grown_database(days, grown, sign_in, settings, monkeypatch):
    with campaign_of(grown, days, settings):
        found = measure(sign_in(User.objects.get(username="leader")), monkeypatch)
        visits = Inspection.objects.count()
    print(f"\n{visits} 次检查，行动 {days} 天：{found}")
    assert found.count <= 2
    assert found.statements < GROWN_SECONDS * SLACK
    assert found.page < GROWN_SECONDS * SLACK
