"""Figures that take too long: given up after the time a page has for them, and nothing else with them."""

import pytest
from django.db import OperationalError, connection, transaction
from django.db.models import BooleanField, Func, Value

from baiyi.figures import Definition, Flow, Period, evaluation, registry
from baiyi.figures.cards import cards
from baiyi.figures.evaluation import Ask, FiguresUnread, evaluate, evaluate_once, has_unread
from baiyi.figures.time_limit import at_most
from baiyi.records import clock
from campaigns.models import Campaign
from inspections import rights
from inspections.models import Inspection
from tests.factories import make_campaign, make_inspection, make_request, make_venue

pytestmark = pytest.mark.one_day("waits for figures that sleep")


class Slept(Func):
    """False, after so many seconds for each row."""

    function, template, output_field = "pg_sleep", "(%(function)s(%(expressions)s) IS NULL)", BooleanField()


SLEEPY = Flow(
    key="inspections_slept_over",
    label="慢数",
    measure="次",
    definition=Definition("每条记录读一秒"),
    right=rights.VIEW,
    rows=lambda: Inspection.objects.current().annotate(slept=Slept(Value(1.0))).filter(slept=False),
    when="inspected_on",
    list_url="inspections:inspection-list",
    headline=True,
)
SLOW = pytest.mark.postgres


@pytest.fixture
def sleepy(force, monkeypatch) -> Ask:
    monkeypatch.setattr(evaluation, "PAGE_SECONDS", 0.3)
    monkeypatch.setitem(registry._figures, SLEEPY.key, SLEEPY)
    make_campaign(force.branch)
    make_inspection(make_venue(force.station, force.alice), [force.alice, force.amy])
    return Ask(SLEEPY.key, Period(clock.today(), clock.today()), (force.station.pk,))


def limit() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SHOW statement_timeout")
        return cursor.fetchone()[0]


@SLOW
def test_figure_is_given_up_and_the_transaction_goes_on(sleepy, force):
    before = limit()
    with pytest.raises(FiguresUnread):
        evaluate([sleepy], within=0.3)
    assert Inspection.objects.count() == 1
    assert limit() == before
    assert evaluate([sleepy], within=5) == {sleepy: 1}
    assert limit() == before


@SLOW
@pytest.mark.django_db(transaction=True)
def test_outside_a_transaction_one_message_sets_the_limit_and_ends_with_it(sleepy, django_assert_num_queries):
    before = limit()
    with pytest.raises(FiguresUnread):
        evaluate([sleepy], within=0.3)
    with django_assert_num_queries(1) as seen:
        assert evaluate([sleepy], within=5) == {sleepy: 1}
    assert "SET LOCAL statement_timeout = 5000; " in seen[0]["sql"]
    assert limit() == before


@SLOW
def test_without_a_limit_it_is_waited_for(sleepy):
    assert evaluate([sleepy]) == {sleepy: 1}


@SLOW
def test_other_errors_of_the_database_stay_errors(db):
    with pytest.raises(OperationalError), transaction.atomic(), at_most(5):
        connection.cursor().execute("DO $$ BEGIN RAISE SQLSTATE '53200'; END $$")


@SLOW
def test_request_waits_once(sleepy, force, django_assert_num_queries):
    request = make_request(force.alice)
    with pytest.raises(FiguresUnread):
        evaluate_once(request, [sleepy])
    other = Ask("inspections_made", sleepy.period, sleepy.unit_ids)
    with django_assert_num_queries(0), pytest.raises(FiguresUnread):
        evaluate_once(request, [other])
    assert has_unread(request)
    assert evaluate_once(make_request(force.alice), [other]) == {other: 1}


@SLOW
@pytest.mark.parametrize("who", ["leader", "chief", "alice"])
def test_first_page_says_it_in_the_place_of_its_figures(sleepy, force, sign_in, who):
    page = sign_in(force.people[who]).get("/")
    assert page.status_code == 200
    assert "数据没有在 5 秒内读出" in page.content.decode()


@SLOW
def test_board_of_figures_says_it(sleepy, force):
    board = cards(force.people["leader"], on=clock.today())
    assert (board.is_unread, board.cards) == (True, [])
    assert Campaign.objects.exists()
