"""Venues of a sweep: coverage by days, assigning, and handing them out in turns."""

import datetime as dt
import re

import pytest
from django.urls import reverse

from baiyi.records import clock
from baiyi.records.moves import MoveRefused
from inspections.models import SweepVenue, Venue
from inspections.reading.sweep_standing import read_sweep
from inspections.services.failed_visits import retire_venue
from inspections.services.sweeps.venues import assign_venues, next_venue
from tests.factories import make_inspection, make_unit, make_user, make_venue
from tests.inspections.samples import make_failed_visit, make_group
from tests.world import days_ago


def visit(venue, people, **facts):
    return make_inspection(venue, people, **facts)


def coverage(operation, **asked) -> str:
    query = "&".join(f"{name}={value}" for name, value in asked.items())
    return f"{reverse('inspections:sweep-coverage', args=[operation.pk])}?{query}"


def listed(client, address: str) -> set[str]:
    return {row.name for row in client.get(address).context["table"].page.object_list.data}


@pytest.fixture
def pair(force):
    return [force.alice, force.amy]


@pytest.mark.parametrize(
    ("days", "found"),
    [
        ("7", {"七天前", "八天前", "三十天前", "从未"}),
        ("15", {"三十天前", "从未"}),
        ("30", {"三十天前", "从未"}),
        ("never", {"从未"}),
    ],
)
def test_days_without_a_visit_at_their_edges(force, sign_in, operation, pair, days, found):
    for ago, name in {0: "今天", 6: "六天前", 7: "七天前", 8: "八天前", 30: "三十天前"}.items():
        with days_ago(ago):
            visit(make_venue(force.station, force.alice, name=name), pair)
    make_venue(force.station, force.alice, name="从未")
    assert listed(sign_in(force.people["chief"]), coverage(operation, days=days)) == found


def test_withdrawn_visit_is_none(force, sign_in, operation, pair):
    inspection = visit(make_venue(force.station, force.alice, name="撤回的"), pair)
    inspection.voided_at, inspection.void_reason = clock.now(), "错了"
    inspection.save()
    assert listed(sign_in(force.people["chief"]), coverage(operation, days="never")) == {"撤回的"}


def test_ticked_venues_are_given_to_a_group_and_none_is_moved_silently(force, sign_in, operation, group, venues):
    client, other = sign_in(force.people["office"]), make_group(force, operation=operation, name="第二组")
    fresh = make_venue(force.station, force.alice, name="新店")
    words = {"group": other.pk, "which": "chosen", "venues": [fresh.pk, venues[0].pk]}
    page = client.post(coverage(operation), words, follow=True).content.decode()
    assert "已派 1 家" in page
    assert "1 家此前已派，没有变动" in page
    assert SweepVenue.objects.get(venue=venues[0]).group == group
    assert SweepVenue.objects.get(venue=fresh).group == other


def test_all_of_the_narrowed_list_is_given_at_once(force, sign_in, operation, group, venues, pair):
    for place in range(30):
        make_venue(force.station, force.alice, name=f"从未{place}")
    visit(make_venue(force.station, force.alice, name="查过"), pair)
    client = sign_in(force.people["chief"])
    client.post(coverage(operation, days="never", assigned="no"), {"group": group.pk, "which": "all"})
    assert SweepVenue.objects.filter(group=group).count() == 3 + 30
    assert not SweepVenue.objects.filter(venue__name="查过").exists()
    assert list(SweepVenue.objects.order_by("position").values_list("position", flat=True)) == list(range(1, 34))
    assert listed(client, coverage(operation, days="never", assigned="no")) == set()


def test_nothing_ticked_gives_nothing_and_says_so(force, sign_in, operation, group):
    words = {"group": group.pk, "which": "chosen"}
    page = sign_in(force.people["chief"]).post(coverage(operation), words, follow=True)
    assert "请先在列表里选中场所" in page.content.decode()
    assert not SweepVenue.objects.exists()


def test_chief_sees_and_gives_venues_of_his_station_to_its_groups_alone(force, sign_in, operation, group):
    theirs = make_venue(force.other_station, force.bob, name="西街的店")
    foreign = make_group(force, operation=operation, name="西街组", unit=force.other_station, leader=force.bob)
    client = sign_in(force.people["chief"])
    assert listed(client, coverage(operation)) == set()
    client.post(coverage(operation), {"group": foreign.pk, "which": "all"})
    client.post(coverage(operation), {"group": group.pk, "which": "chosen", "venues": [theirs.pk]})
    assert not SweepVenue.objects.exists()


def test_station_group_gets_no_venue_of_another_station(force, group):
    make_venue(force.other_station, force.bob)
    make_venue(force.station, force.alice)
    done = assign_venues(group, Venue.objects.all(), by=force.people["office"])
    assert (done.made, done.already, done.outside) == (1, 0, 1)


def test_squad_group_gets_venues_everywhere(force):
    squad = make_unit("治安大队", kind="squad", parent=force.branch)
    group = make_group(force, unit=squad, leader=make_user("carl", squad))
    make_venue(force.other_station, force.bob)
    make_venue(force.station, force.alice)
    assert assign_venues(group, Venue.objects.all(), by=force.people["office"]).made == 2


def test_venue_is_covered_by_a_visit_of_the_operation_alone(force, operation, group, venues, pair):
    visit(venues[0], pair)
    visit(venues[1], pair, operation=operation)
    visit(venues[1], pair, operation=operation)
    assert list(SweepVenue.objects.left().order_by("position").values_list("venue", flat=True)) == [
        venues[0].pk,
        venues[2].pk,
    ]


def test_each_phone_gets_its_own_venue_until_it_is_visited(force, operation, group, venues, pair):
    first, second = (next_venue(group, by=person).venue for person in pair)
    assert [first, second] == venues[:2]
    assert next_venue(group, by=force.alice).venue == first
    visit(first, pair, operation=operation)
    assert next_venue(group, by=force.alice).venue == venues[2]
    visit(venues[2], pair, operation=operation)
    assert next_venue(group, by=force.alice) is None  # the last one is amy's


@pytest.mark.parametrize("outcome", ["shut", "out_of_business", "not_found"])
def test_venue_found_shut_in_the_sweep_is_offered_no_more_and_counted_apart(
    force, sign_in, operation, group, venues, pair, outcome
):
    client, lists = sign_in(force.alice), f"{reverse('inspections:sweep_venue-list')}?group={group.pk}"
    assert next_venue(group, by=force.alice).venue == venues[0]
    make_failed_visit(force, outcome, venues[0])
    visit(venues[1], pair, operation=operation)
    assert next_venue(group, by=force.alice).venue == venues[2]
    standing = read_sweep(operation, user=force.alice, at=clock.now()).groups[0]
    assert (standing.counts["listed"], standing.counts["covered"], standing.counts["failed"], standing.left) == (
        3,
        1,
        1,
        1,
    )
    for tab, number in (("left", 1), ("covered", 1), ("failed", 1), ("all", 3)):
        assert len(client.get(f"{lists}&tab={tab}").context["table"].page.object_list) == number
    for address in ("/", group.get_absolute_url(), reverse("inspections:sweep-live", args=[operation.pk])):
        assert re.search(r"到访未查", client.get(address).content.decode()), address
    visit(venues[0], pair, operation=operation)  # it opened after all
    assert read_sweep(operation, user=force.alice, at=clock.now()).groups[0].counts["failed"] == 0


def test_venue_found_shut_before_the_sweep_and_one_out_of_use(force, operation, group, venues, settings):
    now = clock.now()
    settings.BAIYI_TODAY = (operation.starts_at - dt.timedelta(hours=1)).isoformat()
    make_failed_visit(force, "shut", venues[0])
    settings.BAIYI_TODAY = now.isoformat()
    retire_venue(venues[1], version=venues[1].version, by=force.people["chief"], reason="房屋已拆除")
    assert [next_venue(group, by=each).venue for each in (force.alice, force.amy)] == [venues[0], venues[2]]


def test_claim_runs_out_after_half_an_hour(force, group, venues, at):
    for person in (force.alice, force.amy, force.people["chief"]):
        next_venue(group, by=person)
    assert next_venue(group, by=force.people["clerk"]) is None
    at(minutes=31)
    assert next_venue(group, by=force.people["clerk"]).venue == venues[0]


def test_next_venue_is_one_press_from_first_page_and_result(force, sign_in, operation, group, venues, pair):
    client, address = sign_in(force.alice), reverse("inspections:sweep-next", args=[group.pk])
    assert f'action="{address}"' in client.get("/").content.decode()
    done = visit(venues[0], pair, operation=operation)
    assert f'action="{address}"' in client.get(reverse("inspections:entry-result", args=[done.pk])).content.decode()
    entry = client.post(address)
    assert entry.url == f"{reverse('inspections:inspection-entry')}?venue={venues[1].pk}"
    assert client.get(entry.url).status_code == 200


def test_without_a_running_operation_there_is_no_next_venue(force, sign_in, group, venues, at):
    at(hours=6)
    with pytest.raises(MoveRefused):
        next_venue(group, by=force.alice)
    assert reverse("inspections:sweep-next", args=[group.pk]) not in sign_in(force.alice).get("/").content.decode()


def test_venue_taken_off_may_be_given_to_another_group(force, sign_in, operation, group, venues):
    place = SweepVenue.objects.get(venue=venues[0])
    client = sign_in(force.people["chief"])
    address = reverse("inspections:sweep_venue-take-off", args=[place.pk])
    assert client.post(address, {"version": place.version, "reason": "停业"}).status_code == 302
    other = make_group(force, operation=operation, name="第二组")
    assert assign_venues(other, Venue.objects.filter(pk=venues[0].pk), by=force.people["chief"]).made == 1


def test_a_day_is_a_natural_day(force, sign_in, operation, pair):
    """Late yesterday evening is one day ago, whatever the hours."""
    late = clock.now().replace(hour=23, minute=50) - dt.timedelta(days=7)
    visit(make_venue(force.station, force.alice, name="深夜"), pair, inspected_at=late, backfill_reason="断网")
    assert listed(sign_in(force.people["chief"]), coverage(operation, days="7")) == {"深夜"}
