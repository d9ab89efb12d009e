"""Times at full size, for `make bench`: ratios that do not depend on the machine, with the seconds printed beside them.

A test fails only at three times what is stated. Statement counts are held in tests/test_statements.py.
"""

import statistics
import time
import uuid

import pytest
from auditlog.context import disable_auditlog
from auditlog.models import LogEntry
from django.urls import reverse

from baiyi.figures import Period, all_figures
from baiyi.figures.evaluation import values
from baiyi.records import clock
from campaigns.models import Campaign
from inspections import services
from inspections.models.delivery import Proof
from tests.factories import make_hazard, make_venue
from tests.test_statements import FEW, MANY, grow

SLACK = 3
LISTS = ["venue-list", "inspection-list", "hazard-list", "notice-list"]
LIST_RATIO = 8  # 20,000 rows against 200: counting and sorting grow, the page does not
LIST_SECONDS, FIGURES_SECONDS, SAVE_SECONDS = 0.4, 2.0, 0.25
JOURNAL_RATIO = 1.5  # saving with the journal against saving without


def seconds(job, *, times: int = 5) -> float:
    """Median of several runs, after one that warms up."""
    job()
    taken = []
    for _ in range(times):
        start = time.perf_counter()
        job()
        taken.append(time.perf_counter() - start)
    return statistics.median(taken)


@pytest.fixture
def world(force, sign_in):
    Campaign.objects.create(name="百日行动", unit=force.branch, starts_on="2020-01-01", ends_on="2099-12-31")
    return force, sign_in(force.alice)


def test_lists_and_figures_at_200_and_at_20000_rows(world):
    force, client = world
    pages = {name: reverse(f"inspections:{name}") for name in LISTS} | {
        "home": reverse("home"),
        "figures": reverse("figures:board"),
    }
    grow(force, FEW)
    few = {name: seconds(lambda url=url: client.get(url)) for name, url in pages.items()}
    grow(force, MANY)
    many = {name: seconds(lambda url=url: client.get(url)) for name, url in pages.items()}
    for name in pages:
        print(
            f"\n{name:16} {FEW} 行 {few[name]:.3f} 秒，{MANY} 行 {many[name]:.3f} 秒，比 {many[name] / few[name]:.1f}",
            end="",
        )
    together, apart = figure_seconds(force)
    print(f"\n全部指标一条语句 {together:.3f} 秒，逐个 {apart:.3f} 秒，比 {apart / together:.2f}")
    for name in LISTS:
        assert many[name] < few[name] * LIST_RATIO * SLACK
        assert many[name] < LIST_SECONDS * SLACK
    assert max(many["home"], many["figures"], together) < FIGURES_SECONDS * SLACK
    assert together < apart * SLACK


def figure_seconds(force) -> tuple[float, float]:
    """All figures of the station in one statement, and one statement each."""
    period, units = Period(clock.today(), clock.today()), force.alice.unit_ids()
    keys = [figure.key for figure in all_figures()]
    together = seconds(lambda: values(keys, period=period, unit_ids=units), times=3)
    apart = seconds(lambda: [values([key], period=period, unit_ids=units) for key in keys], times=3)
    return together, apart


def test_saving_an_inspection_with_and_without_the_journal(world, monkeypatch):
    force, _ = world
    venue = make_venue(force.station, force.alice)
    pair, basis = [force.alice, force.amy], venue.category.bases.get()

    def save():
        notice = services.NoticeFacts(
            basis=basis,
            recipient_name=venue.name,
            content="隐患",
            delivery="in_person",
            proof=Proof(receiver_name="王签收"),
        )
        facts = {
            "venue": venue,
            "inspected_at": clock.now(),
            "inspectors": pair,
            "hazards": [make_hazard()],
            "notice": notice,
        }
        services.record_inspection(services.InspectionFacts(**facts), by=force.alice, client_uuid=uuid.uuid4())

    def save_unjournaled():
        with disable_auditlog(), monkeypatch.context() as without:
            without.setattr(LogEntry.objects, "bulk_create", lambda lines, **kwargs: lines)
            save()

    without, with_journal = seconds(save_unjournaled, times=20), seconds(save, times=20)
    print(
        f"\n存一次检查连同通知书 {with_journal * 1000:.1f} 毫秒，不记日志 {without * 1000:.1f} 毫秒，"
        f"比 {with_journal / without:.2f}"
    )
    assert with_journal < without * JOURNAL_RATIO * SLACK
    assert with_journal < SAVE_SECONDS * SLACK
