"""重大隐患 reaches chief and office when it is recorded: a message each, and a red row until it is seen or closed."""

import pytest
from django.urls import reverse

from baiyi.notifications.models import Notification
from baiyi.notifications.todos import todo_sources
from baiyi.records import clock
from inspections import services
from inspections.models import Hazard, Inspection
from tests.factories import make_hazard, make_inspection, make_venue
from tests.inspections.entry_form import ENTRY, hazard_at, typed_for

SEEN_FIRST = "data-seen-first"


@pytest.fixture
def venue(force):
    return make_venue(force.station, force.alice, name="金帆歌厅")


def told() -> dict[str, str]:
    return {each.recipient.username: each.text for each in Notification.objects.filter(kind="major_hazard")}


def rows_of(person) -> list[str]:
    return [row.title for row in todo_sources.of(person, clock.today()) if row.label == "重大隐患"]


def report(force, venue, **facts):
    hazards = [make_hazard(grade="major", description="后门锁闭", **facts), make_hazard()]
    return make_inspection(venue, [force.alice, force.amy], hazards=hazards)


def test_chief_and_office_are_told_once_a_hazard_and_nobody_else(force, venue):
    report(force, venue)
    assert told() == dict.fromkeys(
        ["chief", "office"],
        f"金帆歌厅查出重大隐患：后门锁闭（限期整改，人员alice {clock.today().month}月{clock.today().day}日登记）",
    )
    assert {each.is_urgent for each in Notification.objects.filter(kind="major_hazard")} == {True}


def test_same_form_again_tells_nobody_again(force, venue, sign_in):
    client = sign_in(force.alice)
    form = typed_for(venue, [force.alice, force.amy]) | hazard_at(venue, grade="major", disposal="on_site")
    assert client.post(ENTRY, form).url == client.post(ENTRY, form).url
    assert Notification.objects.filter(kind="major_hazard").count() == 2


def test_who_records_it_himself_is_not_told(force, venue):
    chief = force.people["chief"]
    make_inspection(venue, [chief, force.amy], hazards=[make_hazard(grade="major")])
    assert list(told()) == ["office"]


def test_ordinary_hazard_tells_nobody(force, venue):
    make_inspection(venue, [force.alice, force.amy], hazards=[make_hazard()])
    assert told() == {}


@pytest.mark.parametrize("who", ["chief", "office"])
def test_red_row_is_at_the_top_until_it_is_opened(force, venue, sign_in, who):
    report(force, venue)
    client, hazard = sign_in(force.people[who]), Hazard.objects.get(grade="major")
    page = client.get("/").content.decode()
    assert "后门锁闭" in page
    assert page.index(SEEN_FIRST) < page.index("home-card", page.index(SEEN_FIRST) + 50)
    message = Notification.objects.get(recipient=force.people[who], kind="major_hazard")
    assert client.post(reverse("notifications:message-open", args=[message.pk])).url == hazard.get_absolute_url()
    assert SEEN_FIRST not in client.get("/").content.decode()
    assert rows_of(force.people[who]) == []


def test_row_goes_when_the_hazard_is_no_longer_open(force, venue, sign_in):
    report(force, venue)
    assert [rows_of(force.people[who]) for who in ("chief", "office", "clerk", "alice", "leader")] == [
        ["金帆歌厅"],
        ["金帆歌厅"],
        [],
        [],
        [],
    ]
    services.withdraw_inspection(Inspection.objects.get(), by=force.alice)
    assert [rows_of(force.people[who]) for who in ("chief", "office")] == [[], []]


def test_hazard_recorded_a_moment_after_somebody_looked_is_there_at_once(force, venue):
    assert [rows_of(force.people[who]) for who in ("chief", "office")] == [[], []]
    report(force, venue)
    assert [rows_of(force.people[who]) for who in ("chief", "office")] == [["金帆歌厅"], ["金帆歌厅"]]
