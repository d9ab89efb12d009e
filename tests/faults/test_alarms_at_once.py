"""Two clerks report one day, one form is confirmed twice, the office closes while somebody reports. Real threads and
connections.
"""

import datetime as dt
import uuid
from functools import partial

import pytest
from django.test import Client

from prevention.models import AlarmClosing, AlarmCorrection, AlarmCount, AlarmReport
from prevention.services import alarms as services
from prevention.views.alarms.reports import REPORTS
from tests.conftest import REPEAT
from tests.factories import make_force
from tests.faults.test_concurrency import at_once
from tests.prevention.samples_alarms import category
from tests.samples import shown_in

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.one_day("waits for locks; on SQLite nothing is at once"),
]
several = pytest.mark.parametrize("run", range(REPEAT))
ADD, TUESDAY = REPORTS.url("add"), dt.date(2026, 6, 9)
opened = pytest.mark.parametrize("is_opened", [False, True], ids=["no row yet", "opened"])


@pytest.fixture(autouse=True)
def nine_o_clock(settings):
    settings.BAIYI_TODAY = "2026-06-10T09:00:00+08:00"


def window(person) -> Client:
    client = Client()
    client.force_login(person, backend="baiyi.accounts.backends.PostingBackend")
    return client


def form_of(client: Client, **typed) -> dict:
    return shown_in(client.get(ADD).context["form"]) | typed | {"client_uuid": str(uuid.uuid4())}


@several
@opened
def test_two_clerks_make_one_report_and_the_second_is_shown_the_first(run, is_opened):
    force = make_force()
    if is_opened:
        services.open_day(TUESDAY, [force.station.pk])
    clients = [window(force.people[name]) for name in ("chief", "clerk")]
    words = [form_of(client, **{"n-0-traffic": f"{n}"}) for n, client in enumerate(clients, 2)]
    sent = zip(clients, words, strict=True)
    answers = at_once([partial(client.post, ADD, each) for client, each in sent])
    assert sorted(each.status_code for each in answers) == [302, 422], answers
    report = AlarmReport.objects.get()
    assert (AlarmCount.objects.count(), AlarmCount.objects.get().count) == (1, report.total)
    told = next(each.content.decode() for each in answers if each.status_code == 422)
    assert "已报过这一天" in told
    assert f'href="{report.get_absolute_url()}"' in told


@several
def test_block_that_is_confirmed_five_times_counts_once(run):
    force = make_force()
    client = window(force.people["clerk"])
    block = "\t街面盗窃\t合计\n未分巡区\t3\t3"
    shown = client.post(ADD, form_of(client, block=block, way="read"))
    sent = shown_in(shown.context["form"]) | {"client_uuid": str(uuid.uuid4())}
    windows = [window(force.people["clerk"]) for _ in range(5)]
    answers = at_once([partial(each.post, ADD, sent) for each in windows])
    assert [each.status_code for each in answers] == [302] * 5
    assert (AlarmReport.objects.get().total, AlarmCount.objects.count()) == (3, 1)


@several
def test_two_corrections_at_once_are_one_and_a_refusal(run):
    force = make_force()
    facts = {"unit": force.station, "on": TUESDAY}
    traffic = category("traffic").pk
    made = services.report_alarms(by=force.people["chief"], counts={(None, traffic): 1}, **facts)
    correct = partial(services.correct_alarms, made, version=made.version, reason="核对")
    jobs = [partial(correct, by=force.people[name], counts={(None, traffic): 5}) for name in ("chief", "clerk")]
    found = at_once(jobs)
    assert sorted(type(each).__name__ for each in found) == ["AlarmReport", "StaleRecord"], found
    assert (AlarmCount.objects.get().count, AlarmCorrection.objects.count()) == (5, 1)


@several
def test_report_is_before_the_closing_or_refused(run):
    """Never after it: whoever comes second sees the first."""
    force = make_force()
    counts = {(None, category("traffic").pk): 1}
    report = partial(services.report_alarms, by=force.people["clerk"], unit=force.station, on=TUESDAY, counts=counts)
    close = partial(services.close_alarms, by=force.people["office"], unit=force.branch, until=TUESDAY, reason="结账")
    reported, closed = at_once([report, close])
    assert isinstance(closed, AlarmClosing), closed
    if isinstance(reported, AlarmReport):
        assert AlarmReport.objects.get().total == 1
    else:
        assert "已由专班封账" in str(reported)
        assert not AlarmReport.objects.exists()


@several
def test_day_is_opened_once_by_two_workers_and_a_clerk(run):
    force = make_force()
    units = [force.station.pk, force.other_station.pk]
    counts = {(None, category("traffic").pk): 1}
    report = partial(services.report_alarms, by=force.people["clerk"], unit=force.station, on=TUESDAY, counts=counts)
    found = at_once([partial(services.open_day, TUESDAY, units)] * 2 + [report])
    assert [each for each in found if isinstance(each, Exception)] == []
    assert sorted(AlarmReport.objects.values_list("unit", "total")) == sorted(zip(units, (1, 0), strict=True))
