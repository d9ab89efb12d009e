"""First pages: what stands badly at a station or the branch, what waits for a person, numbers that open their rows."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from baiyi.figures import Period
from baiyi.notifications.todos import todo_sources
from baiyi.records import clock
from baiyi.records.hooks import exceptions, home_panels
from baiyi.records.moves import move
from baiyi.transfers.services import send_transfer
from disputes.models import Dispute
from disputes.reading.at_hand import disputes_at_hand
from tests.campaigns.samples import running_campaign
from tests.disputes.made import make_dispute, make_graded, make_led, make_resolved
from tests.disputes.situations import fresh, join
from tests.factories import make_request
from tests.transfers.situations import fresh as again
from tests.world import days_ago

OURS = {each.__name__: each for each in (*home_panels, *exceptions) if each.__module__ == "disputes.home"}
disputes_of_units, disputes_i_lead = OURS["disputes_of_units"], OURS["disputes_i_lead"]
unsigned_disputes, silent_disputes = OURS["unsigned_disputes"], OURS["silent_disputes"]
LABELS = {"纠纷", "待研判"}
TABS = {"红橙": "high", "未签收超时": "unsigned", "超期": "overdue", "停滞": "silent"}


def tiles(person) -> dict[str, int]:
    panel = disputes_of_units(make_request(again(person)))
    return {} if panel is None else {tile.label: tile.value for tile in panel.context["card"].tiles}


def rows(person) -> list[str]:
    return [row.url for row in disputes_of_units(make_request(again(person))).context["card"].rows]


def todos(person) -> list[tuple[str, str]]:
    found = todo_sources.of(again(person), clock.today())
    return [(each.label, each.url) for each in found if each.label in LABELS]


def problems(ask, person, units) -> list[str]:
    found = ask(make_request(again(person)), Period(clock.today(), clock.today()), units)
    assert found.total == len(found.rows) or found.total > 5
    return [row.url for row in found.rows]


@pytest.fixture
def bad(force) -> dict[str, Dispute]:
    """One of each kind at alice's station, and one at bob's."""
    with days_ago(9):
        found = {"silent": make_graded(force, risk="blue"), "late": make_graded(force, risk="orange")}
    with days_ago(4):
        found["unsigned"] = make_dispute(force, risk="blue", to_unit=force.partner_body)
    found["high"] = make_graded(force, risk="red")
    found["resolved"] = make_resolved(force, risk="red")
    with days_ago(9):
        found["foreign"] = make_graded(force, risk="red", unit=force.other_station, officer=force.bob)
    return found


def test_tiles_count_what_stands_badly_at_the_units(bad, force):
    station = {"红橙": 2, "未签收超时": 1, "超期": 1, "停滞": 2}
    assert tiles(force.people["chief"]) == tiles(force.people["clerk"]) == station
    assert tiles(force.people["office"]) == {"红橙": 3, "未签收超时": 1, "超期": 2, "停滞": 3}
    for who in ("alice", "leader", "supervisor", "partner", "sysadmin"):
        assert tiles(force.people[who]) == {}, who


@pytest.mark.parametrize("who", ["office", "chief", "clerk"])
def test_each_tile_opens_as_many_rows(who, bad, force, sign_in):
    join(make_led(force), bad["high"], force)  # a second record of it counts in neither
    client = sign_in(force.people[who])
    for label, value in tiles(force.people[who]).items():
        page = client.get(f"/disputes/?tab={TABS[label]}")
        assert len(page.context["table"].data.data) == value, label


def test_gravest_come_first_and_none_of_elsewhere(bad, force):
    urls = [bad[name].get_absolute_url() for name in ("unsigned", "late", "high", "silent")]
    assert rows(force.people["chief"]) == urls
    assert bad["foreign"].get_absolute_url() in rows(force.people["office"])


def test_exceptions_are_told_apart_and_each_opens_its_tab(bad, force):
    units = [force.station, force.other_station]
    for who in ("leader", "office", "supervisor"):
        assert problems(unsigned_disputes, force.people[who], units) == [bad["unsigned"].get_absolute_url()]
        silent = problems(silent_disputes, force.people[who], units)
        assert set(silent) == {bad[name].get_absolute_url() for name in ("silent", "late", "foreign")}
    assert problems(silent_disputes, force.people["leader"], [force.station]) != silent
    request, period = make_request(force.people["leader"]), Period(clock.today(), clock.today())
    assert unsigned_disputes(request, period, units).url.endswith("?tab=unsigned")
    assert silent_disputes(request, period, units).url.endswith("?tab=silent")


def test_leader_reads_them_on_his_first_page(bad, force, sign_in):
    running_campaign(force)
    page = sign_in(force.people["leader"]).get("/").content.decode()
    assert all(words in page for words in ("纠纷流转未签收", "纠纷停滞"))


def test_who_leads_has_his_own(force):
    led = make_led(force)
    panel = disputes_i_lead(make_request(again(force.people["leader"])))
    assert [row.url for row in panel.context["card"].rows] == [led.get_absolute_url()]
    move(led, "resolve", by=None, on=clock.today(), way="help", words="x")
    assert disputes_i_lead(make_request(again(force.people["leader"]))) is None
    assert disputes_i_lead(make_request(force.people["chief"])) is None


def test_officer_is_asked_for_what_he_owes_within_three_days(force):
    with days_ago(12):
        near, far = make_graded(force, risk="yellow"), make_graded(force, risk="blue")
        amys = make_graded(force, risk="yellow", officer=force.amy)
    with days_ago(5):
        late = make_graded(force, risk="red")
    assert {url for _, url in todos(force.alice)} == {near.get_absolute_url(), late.get_absolute_url()}
    assert todos(force.amy) == [("纠纷", amys.get_absolute_url())]
    assert (todos(force.people["clerk"]), todos(force.bob)) == ([], [])
    move(fresh(near), "resolve", by=None, on=clock.today(), way="self", words="x")
    assert near.get_absolute_url() not in {url for _, url in todos(force.alice)}
    assert far.get_absolute_url() not in {url for _, url in todos(force.alice)}


def test_call_that_is_due_is_asked_of_the_officer(force):
    with days_ago(4):
        make_resolved(force)
    with days_ago(13):
        kept = make_resolved(force)
    assert todos(force.alice) == [("纠纷", kept.get_absolute_url())]


def test_what_is_to_be_graded_is_asked_of_who_decides(force):
    dispute = make_dispute(force, risk="blue")
    for who in ("chief", "office"):
        assert todos(force.people[who]) == [("待研判", dispute.get_absolute_url())]
    for who in ("alice", "clerk", "leader", "bob", "partner"):
        assert ("待研判", dispute.get_absolute_url()) not in todos(force.people[who])
    move(dispute, "grade", by=None, on=clock.today(), risk=dispute.risk)
    assert todos(force.people["chief"]) == []


def test_second_record_of_a_matter_asks_nothing(force):
    dispute, main = make_dispute(force, risk="red"), make_dispute(force, risk="blue")
    join(dispute, main, force)
    assert todos(force.people["chief"]) == [("待研判", main.get_absolute_url())]


def test_what_was_sent_up_lies_on_the_desk_above_and_what_was_sent_elsewhere_does_not(force):
    up, out = make_graded(force, risk="red"), make_graded(force, risk="red")
    send_transfer(up, by=force.alice, task="x", to_unit=force.branch)
    send_transfer(out, by=force.alice, task="x", to_unit=force.partner_body)
    assert todos(force.alice) == [("纠纷", out.get_absolute_url())]


def test_officer_of_a_unit_it_was_sent_to_is_not_asked_for_what_is_not_his(force):
    send_transfer(make_graded(force, risk="red"), by=force.alice, task="x", to_unit=force.other_station)
    assert todos(force.bob) == []


@pytest.mark.parametrize("who", ["office", "chief", "alice", "leader", "supervisor", "clerk", "partner"])
def test_panels_todos_and_exceptions_read_disputes_once(who, bad, force):
    """Nothing at all for who has none."""
    request = make_request(again(force.people[who]))
    request.user.unit_ids()
    with CaptureQueriesContext(connection) as seen:
        disputes_of_units(request)
        disputes_i_lead(request)
        unsigned_disputes(request, None, [force.station])
        silent_disputes(request, None, [force.station])
        disputes_at_hand(request.user)
        asked = [each for each in seen.captured_queries if re.search(r'FROM "disputes_dispute" ', each["sql"])]
    assert len(asked) == (0 if who == "partner" else 1)
