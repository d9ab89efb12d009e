"""临时管控: approved with proof by somebody else until a day; then it is asked for again, and who answers hears."""

import datetime as dt
import uuid

import pytest
from django.urls import reverse

from baiyi.notifications.models import Notification
from baiyi.records import clock
from baiyi.records.moves import MoveRefused
from inspections.models import Hazard, HazardControl
from inspections.services.controls import control_hazard, tell_of_lapsed_controls
from tests.factories import make_hazard, make_inspection, make_venue

UNTIL = dt.date(2022, 7, 16)


@pytest.fixture(autouse=True)
def article_time(settings):
    settings.BAIYI_TODAY = "2022-07-06T10:00:00+08:00"


@pytest.fixture
def hazard(force):
    place = make_venue(force.station, force.alice, responsible=force.alice)
    return make_inspection(place, [force.alice, force.amy], hazards=[make_hazard()]).hazards.get()


def control(hazard, by, **facts) -> HazardControl:
    facts = {"until": UNTIL, "measure": "停用该处，专人看守", "proof": "东街所管控方案第3号"} | facts
    fresh = Hazard.objects.get(pk=hazard.pk)
    return control_hazard(fresh, by=by, version=fresh.version, **facts)


def in_tab(tab: str) -> int:
    return Hazard.objects.in_tab(tab, clock.today()).count()


def test_controlled_hazard_is_open_and_is_not_asked_for_until_the_day_after(hazard, force, settings):
    control(hazard, force.people["chief"])
    assert (in_tab("pending"), in_tab("controlled"), Hazard.objects.open().count()) == (0, 1, 1)
    settings.BAIYI_TODAY = "2022-07-16T23:00:00+08:00"
    assert (in_tab("pending"), in_tab("controlled")) == (0, 1)
    settings.BAIYI_TODAY = "2022-07-17T00:10:00+08:00"
    assert (in_tab("pending"), in_tab("controlled")) == (1, 0)


def test_control_does_not_move_the_term_of_the_notice(hazard, force, settings):
    control(hazard, force.people["chief"], until=dt.date(2022, 8, 1))
    settings.BAIYI_TODAY = "2022-07-20T10:00:00+08:00"
    assert in_tab("overdue") == 1


@pytest.mark.parametrize("who", ["alice", "amy"])
def test_who_found_it_does_not_approve(hazard, force, who):
    with pytest.raises(MoveRefused, match="检查人不能批准"):
        control(hazard, force.people[who])


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"proof": ""}, "须有凭证"),
        ({"until": dt.date(2022, 7, 6)}, "管控期限须在明天以后"),
        ({"until": dt.date(2022, 8, 6)}, "管控期限须在明天以后"),
    ],
)
def test_refusals(hazard, force, changes, words):
    with pytest.raises(MoveRefused, match=words):
        control(hazard, force.people["chief"], **changes)
    assert not HazardControl.objects.exists()


def test_one_at_a_time_and_none_for_what_is_closed(hazard, force, settings):
    chief = force.people["chief"]
    control(hazard, chief)
    with pytest.raises(MoveRefused, match="已经临时管控至7月16日"):
        control(hazard, chief, until=dt.date(2022, 7, 20))
    settings.BAIYI_TODAY = "2022-07-17T10:00:00+08:00"
    assert control(hazard, chief, until=dt.date(2022, 7, 20)).starts_on == dt.date(2022, 7, 17)
    Hazard.objects.filter(pk=hazard.pk).update(state="closed", rectified_on=clock.today())
    with pytest.raises(MoveRefused, match="不需要临时管控"):
        control(hazard, chief, until=dt.date(2022, 7, 25))


def test_page_keeps_what_was_typed_and_shows_the_control(hazard, force, sign_in):
    client = sign_in(force.people["chief"])
    address = reverse("inspections:hazard-control", args=[hazard.pk])
    typed = {"client_uuid": str(uuid.uuid4()), "version": hazard.version}
    typed |= {"until": "2022-07-16", "measure": "停用该处，专人看守"}
    refused = client.post(address, typed)
    assert refused.status_code == 422
    assert "须有凭证" in refused.content.decode()
    assert "停用该处，专人看守" in refused.content.decode()
    assert client.post(address, typed | {"proof": "东街所管控方案第3号"}).status_code == 302
    page = client.get(hazard.get_absolute_url()).content.decode()
    assert "临时管控至7月16日" in page
    assert "东街所管控方案第3号" in page


def test_who_answers_is_told_once_when_it_is_over(hazard, force, settings):
    control(hazard, force.people["chief"])
    assert tell_of_lapsed_controls() == 0
    settings.BAIYI_TODAY = "2022-07-17T00:10:00+08:00"
    assert (tell_of_lapsed_controls(), tell_of_lapsed_controls()) == (1, 0)
    told = Notification.objects.get(kind="hazard_control_lapsed")
    assert told.recipient == force.alice
    assert "临时管控至7月16日已到期" in told.text


def test_nobody_is_told_of_a_hazard_that_was_rectified_or_is_controlled_again(hazard, force, settings):
    chief = force.people["chief"]
    control(hazard, chief)
    settings.BAIYI_TODAY = "2022-07-17T10:00:00+08:00"
    control(hazard, chief, until=dt.date(2022, 7, 20))
    assert tell_of_lapsed_controls() == 0
    settings.BAIYI_TODAY = "2022-07-21T10:00:00+08:00"
    Hazard.objects.filter(pk=hazard.pk).update(state="closed", rectified_on=clock.today())
    assert tell_of_lapsed_controls() == 0
