"""The page of a case, however long its history, and the way from an inspection to the case it found."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from baiyi.deadlines.models import Deadline, Rule
from baiyi.deadlines.panels import MOST_MET
from baiyi.deadlines.services import NewDeadline, open_deadlines
from baiyi.records import clock
from baiyi.records.moves import move
from cases.kinds import REPORT
from cases.models import Case, Outcome, ProgressReport
from cases.models.case import REPORT_RULE
from cases.views.cases import CASES
from tests.campaigns.samples import make_operation
from tests.cases.samples import make_case, make_custody_line, make_led, make_listed, make_outcome
from tests.factories import make_hazard, make_inspection, make_issued_notice, make_venue
from tests.samples import shown_in
from tests.world import days_ago

DETAIL_LIMIT = 12
FEW, MANY = 3, 500
MOST_CHARACTERS = 500_000


def grow(case, force, total: int) -> None:
    """Reports, their periods, outcomes and lines of the case, until there are `total` of each."""
    start, today = case.reports.count(), clock.today()
    numbers = range(start, total)
    by = {"created_by": force.alice, "created_at": clock.now()}
    ProgressReport.objects.bulk_create(
        [
            ProgressReport(case=case, unit=case.unit, reported_on=today, content=f"进展{n}", chases=n % 3, **by)
            for n in numbers
        ]
    )
    facts = {"unit": case.unit, "rule": Rule.objects.get(code=REPORT_RULE), "starts_on": today}
    periods = open_deadlines([NewDeadline(case, REPORT, period=f"x{n}", **facts) for n in numbers], by=None)
    met = Deadline.objects.filter(pk__in=[each.pk for each in periods])
    met.update(closed_on=today, is_within_limit=True)
    Outcome.objects.bulk_create(
        [Outcome(case=case, unit=case.unit, measure="caught", persons=1, evidence=f"{n}号", **by) for n in numbers]
    )


def statements(client, url: str) -> tuple[int, str]:
    client.get(url)  # content types and the calendar are read once a process
    with CaptureQueriesContext(connection) as seen:
        response = client.get(url)
    assert response.status_code == 200
    return len(seen), response.content.decode()


@pytest.mark.parametrize("who", ["office", "alice", "leader", "bob"])
def test_case_with_five_hundred_reports_opens_as_one_with_three(who, force, sign_in):
    case = make_listed(force, assisting=[force.other_station])
    client, url = sign_in(force.people[who]), case.get_absolute_url()
    grow(case, force, FEW)
    few, _ = statements(client, url)
    grow(case, force, MANY)
    many, page = statements(client, url)
    assert many == few <= DETAIL_LIMIT
    assert ("进展499" in page, "进展0" in page) == (True, False)
    assert page.count("进展报告 · x") == MOST_MET
    assert len(page) < MOST_CHARACTERS


def test_page_of_an_outcome_and_of_a_line_costs_the_same_for_who_assists(force, sign_in):
    for record in (make_outcome(force), make_custody_line(force)):
        record.case.assisting.add(force.other_station)
        for who in ("alice", "bob"):
            count, _ = statements(sign_in(force.people[who]), record.get_absolute_url())
            assert count <= DETAIL_LIMIT, (record, who)


@pytest.fixture
def inspection(force):
    venue = make_venue(force.station, force.alice, name="星河歌舞厅")
    return make_inspection(venue, [force.alice, force.amy], hazards=[make_hazard()])


def button(client, record) -> str:
    """Where 登记违法行为 on its page leads."""
    [found] = [
        each for each in client.get(record.get_absolute_url()).context["actions"] if each.label == "登记违法行为"
    ]
    return found.url


def test_violation_found_in_an_inspection_is_a_case_in_two_presses(inspection, force, sign_in):
    client = sign_in(force.alice)
    url = button(client, inspection)
    page = client.get(url)
    response = client.post(url, shown_in(page.context["form"]))
    assert response.status_code == 302, response.context["form"].errors
    case = Case.objects.get()
    assert (case.origin, case.unit, case.officer) == (inspection, force.station, force.alice)
    assert (case.category.code, case.nature, case.accepted_on) == ("premises", "administrative", clock.today())
    assert "星河歌舞厅" in case.place
    assert inspection.get_absolute_url() in client.get(case.get_absolute_url()).content.decode()
    assert case.get_absolute_url() in client.get(inspection.get_absolute_url()).content.decode()
    counted = f"/cases/?figure=violations_handled&since={clock.today()}&until={clock.today()}"
    assert case.get_absolute_url() in client.get(counted).content.decode()


def test_form_is_sent_to_where_it_came_from(inspection, force, sign_in):
    """The origin stands in the address: a form that named another one would lose it."""
    client = sign_in(force.alice)
    page = client.get(button(client, inspection)).content.decode()
    [form] = re.findall(r"<form[^>]*enctype[^>]*>", page)
    assert "action=" not in form


def test_notice_and_operation_are_origins_too(force, sign_in):
    notice = make_issued_notice(make_venue(force.station, force.alice), [force.alice, force.amy])
    client = sign_in(force.people["office"])
    operation = make_operation(force)
    at_station = {"unit": str(force.station.pk)}
    for origin, shown_on, changed in ((notice, notice.inspection, {}), (operation, operation, at_station)):
        url = button(client, origin)
        assert client.post(url, shown_in(client.get(url).context["form"]) | changed).status_code == 302
        case = Case.objects.latest("pk")
        assert case.origin == origin
        assert case.get_absolute_url() in client.get(shown_on.get_absolute_url()).content.decode()
        assert origin.get_absolute_url() in client.get(case.get_absolute_url()).content.decode()


def test_page_of_the_origin_keeps_cases_of_others_and_voided_ones_to_itself(inspection, force, sign_in):
    case = make_case(force, "premises", unit=force.other_station, officer=force.bob, origin=inspection)
    own = make_case(force, "premises", origin=inspection)
    url = inspection.get_absolute_url()
    page = sign_in(force.alice).get(url).content.decode()
    assert (case.get_absolute_url() in page, own.get_absolute_url() in page) == (False, True)
    move(own, "void", by=force.people["office"], reason="重复登记")
    assert own.get_absolute_url() not in sign_in(force.alice).get(url).content.decode()


@pytest.mark.parametrize(
    "query",
    [
        "origin=inspections.inspection&of={pk}",
        "origin=inspections.inspection&of=999999",
        "origin=inspections.inspection&of=x",
        "origin=inspections.inspection",
        "origin=accounts.user&of=1",
        "origin=&of={pk}",
    ],
)
@pytest.mark.parametrize("method", ["get", "post"])
def test_origin_that_is_foreign_or_none_does_not_exist(query, method, inspection, force, sign_in):
    client = sign_in(force.bob)
    url = f"{CASES.url('add')}?{query.format(pk=inspection.pk)}"
    assert getattr(client, method)(url).status_code == 404
    assert not Case.objects.exists()


@pytest.mark.parametrize("who", ["leader", "supervisor"])
def test_who_records_no_case_has_no_button_to_open_one(who, inspection, force, sign_in):
    page = sign_in(force.people[who]).get(inspection.get_absolute_url())
    assert "登记违法行为" not in [each.label for each in page.context["actions"]]


def test_leader_reaches_the_silent_case_and_its_officer_at_once(force, sign_in):
    """First page → the case → whom to ask: the silent one stands first."""
    with days_ago(16):
        silent = make_led(force, code="cable")
    fresh = make_led(force)
    client = sign_in(force.people["leader"])
    page = client.get("/cases/mine/").content.decode()
    assert (silent.get_absolute_url() in page, fresh.get_absolute_url() in page) == (True, True)
    home = client.get("/").content.decode()
    assert silent.get_absolute_url() in home
    assert silent.officer.name in client.get(silent.get_absolute_url()).content.decode()
