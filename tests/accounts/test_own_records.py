"""我今天的记录: what a person recorded today across the rooms, the newest first, each a press away, and taken back."""

import datetime as dt
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from baiyi.records import clock
from baiyi.records.own import own_kinds, recorded_by, shift_begins
from inspections import services
from inspections.models import Inspection
from tests.disputes.made import make_dispute
from tests.factories import make_hazard, make_inspection, make_venue
from tests.inspections.samples import make_failed_visit, make_notice, reinspect
from tests.prevention.samples_waters import make_patrol

PAGE = "/accounts/me/today/"


@pytest.fixture
def venue(force):
    return make_venue(force.station, force.people["chief"], name="金帆歌厅")


def labels(person) -> list[str]:
    return [row.label for row in recorded_by(person, shift_begins(clock.now()))]


def test_rows_of_all_rooms_stand_in_one_list_the_newest_first(force, sign_in, venue, settings):
    settings.BAIYI_TODAY = "2026-06-10T09:00:00+08:00"
    make_inspection(venue, [force.alice, force.amy])
    settings.BAIYI_TODAY = "2026-06-10T10:00:00+08:00"
    make_dispute(force, by=force.alice)
    settings.BAIYI_TODAY = "2026-06-10T11:00:00+08:00"
    make_failed_visit(force, "shut", venue)
    rows = recorded_by(force.alice, shift_begins(clock.now()))
    assert [row.at.astimezone(clock.now().tzinfo).hour for row in rows] == [11, 10, 9]
    assert [row.label for row in rows][::2] == ["到访未查", "检查"]
    page = sign_in(force.alice).get(PAGE).content.decode()
    assert page.count("data-own") == 3
    assert [each.url in page for each in rows] == [True] * 3


def test_only_what_this_person_recorded_on_this_day_of_the_clock(force, venue, settings):
    settings.BAIYI_TODAY = "2026-06-09T23:59:00+08:00"
    make_inspection(venue, [force.alice, force.amy])
    settings.BAIYI_TODAY = "2026-06-10T12:01:00+08:00"
    assert labels(force.alice) == []
    make_inspection(venue, [force.alice, force.amy])
    assert (labels(force.alice), labels(force.amy)) == (["检查"], [])


def test_visit_recorded_late_is_of_the_day_it_was_recorded_on(force, venue):
    yesterday = clock.now() - dt.timedelta(days=1, hours=2)
    make_inspection(venue, [force.alice, force.amy], inspected_at=yesterday, backfill_reason="在外办案")
    assert labels(force.alice) == ["检查"]


def test_withdrawal_is_offered_while_it_is_possible_and_what_was_withdrawn_stays_and_says_so(force, sign_in, venue):
    done = make_inspection(venue, [force.alice, force.amy], hazards=[make_hazard()])
    client, way = sign_in(force.alice), reverse("inspections:entry-withdraw", args=[done.pk])
    assert way in client.get(PAGE).content.decode()
    Inspection.objects.filter(pk=done.pk).update(created_at=clock.now() - dt.timedelta(minutes=11))
    assert way not in client.get(PAGE).content.decode()
    Inspection.objects.filter(pk=done.pk).update(created_at=clock.now())
    services.withdraw_inspection(Inspection.objects.get(), by=force.alice)
    page = client.get(PAGE).content.decode()
    assert way not in page
    assert "已撤回或作废" in page


def test_one_press_from_the_first_page_and_from_the_result(force, sign_in, venue):
    client, done = sign_in(force.alice), make_inspection(venue, [force.alice, force.amy])
    for page in ("/", reverse("inspections:entry-result", args=[done.pk]), reverse("accounts:me")):
        assert f'href="{PAGE}"' in re.sub(r"<nav.*?</nav>", "", client.get(page).content.decode(), flags=re.S)


def test_reinspection_and_patrol_at_the_water_are_there(force):
    reinspect(make_notice(force, "served"), [force.alice, force.amy])
    make_patrol(force, by=force.alice)
    assert {"复查", "水域巡查"} <= set(labels(force.alice))


def test_a_hundred_rows_cost_what_one_costs(force, sign_in, venue):
    client, costs = sign_in(force.alice), []
    for more in (1, 5):
        for _ in range(more):
            make_inspection(venue, [force.alice, force.amy])
            make_failed_visit(force, "shut", venue)
        client.get(PAGE)
        with CaptureQueriesContext(connection) as seen:
            client.get(PAGE)
        costs.append(len(seen))
    assert costs[0] == costs[1] <= len(own_kinds) + 8


def test_every_kind_has_a_page_for_its_row():
    assert len({kind.model for kind in own_kinds}) == len(own_kinds)
    assert all(hasattr(kind.model, "get_absolute_url") for kind in own_kinds)


def own_labels(client) -> list[str]:
    page = client.get(PAGE).content.decode()
    return re.findall(r"<a href=[^>]*>(?:\d+月\d+日 )?\d\d:\d\d ([^：]*)：", page)


def test_night_shift_keeps_its_evening_until_noon(force, sign_in, venue, settings):
    client = sign_in(force.alice)
    for at in ("17:59", "18:00"):
        settings.BAIYI_TODAY = f"2026-06-09T{at}:00+08:00"
        make_inspection(venue, [force.alice, force.amy])
    settings.BAIYI_TODAY = "2026-06-10T11:59:00+08:00"
    assert own_labels(client) == ["检查"]
    page = client.get(PAGE).content.decode()
    assert "6月9日 18:00 起本人登记和办理的" in page
    assert ">6月9日 18:00 检查：" in page
    settings.BAIYI_TODAY = "2026-06-10T12:00:00+08:00"
    assert own_labels(client) == []


def test_service_extension_and_withdrawals_are_among_them(force, sign_in, venue):
    client = sign_in(force.alice)
    notice = make_inspection(venue, [force.alice, force.amy], hazards=[make_hazard()]).notices.get()
    proof = {"version": notice.version, "at": f"{clock.now():%Y-%m-%dT%H:%M}", "receiver_name": "王签收"}
    client.post(reverse("inspections:notice-serve", args=[notice.pk]), proof | {"delivery": "in_person"})
    notice = type(notice).objects.get(pk=notice.pk)
    asked = {"version": notice.version, "length": "3", "reason": "配件未到", "applicant": "venue"}
    client.post(reverse("inspections:notice-ask-extension", args=[notice.pk]), asked)
    client.post(reverse("inspections:entry-withdraw", args=[notice.inspection_id]))
    assert sorted(own_labels(client)) == sorted(["检查", "送达", "申请延期", "撤回检查"])


def test_failed_visit_is_taken_back_from_here_for_ten_minutes(force, sign_in, venue):
    client, visit = sign_in(force.alice), make_failed_visit(force, "shut", venue)
    way = f'href="{reverse("inspections:failed_visit-result", args=[visit.pk])}"'
    pages = [PAGE, venue.get_absolute_url(), f"{reverse('inspections:inspection-entry')}?venue={venue.pk}"]
    assert [way in client.get(page).content.decode() for page in pages] == [True] * 3
    type(visit).objects.update(created_at=clock.now() - dt.timedelta(minutes=11))
    assert [way in client.get(page).content.decode() for page in pages] == [False] * 3


def test_entry_page_shows_the_last_visit_that_found_nobody_until_somebody_inspects(force, sign_in, venue, settings):
    settings.BAIYI_TODAY = "2026-06-10T09:00:00+08:00"
    make_failed_visit(force, "shut", venue)
    client, entry = sign_in(force.alice), f"{reverse('inspections:inspection-entry')}?venue={venue.pk}"
    assert "上次到访 6月10日 09:00：临时关门（人员alice）" in client.get(entry).content.decode()
    settings.BAIYI_TODAY = "2026-06-10T10:00:00+08:00"
    make_inspection(venue, [force.alice, force.amy])
    assert "上次到访" not in client.get(entry).content.decode()
