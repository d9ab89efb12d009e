"""Groups: who may deploy, lead and go out; forces; signing on."""

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from baiyi.records.moves import MoveRefused
from inspections.models import SweepForce, SweepSignOn, SweepVenue
from inspections.services.sweeps import groups
from inspections.services.sweeps.venues import assign_venues
from inspections.views.sweeps.groups import GROUPS
from tests.campaigns.samples import make_operation
from tests.inspections.samples import make_group, make_sweep_report


def press(client, name: str, group):
    return client.post(reverse(f"inspections:{name}", args=[group.pk]))


@pytest.mark.parametrize("who", ["leader", "alice", "clerk", "supervisor", "partner", "sysadmin"])
def test_only_office_and_chiefs_deploy(force, sign_in, who):
    assert sign_in(force.people[who]).get(GROUPS.url("add")).status_code == 403


def test_chief_deploys_his_own_station_alone(force):
    facts = {"name": "外所组", "area": "西街", "forces": {}, "operation": make_operation(force)}
    with pytest.raises(PermissionDenied):
        groups.add_group(by=force.people["chief"], unit=force.other_station, leader=force.bob, **facts)
    made = groups.add_group(by=force.people["chief"], unit=force.station, leader=force.amy, **facts)
    assert made.unit == force.station


def test_leader_works_at_the_unit_that_leads(force):
    with pytest.raises(MoveRefused, match="组长须在牵头单位任职"):
        make_group(force, leader=force.bob)


def test_name_stands_once_an_operation_also_on_the_page(force, sign_in, group):
    client = sign_in(force.people["office"])
    form = client.get(f"{GROUPS.url('add')}?operation={group.operation_id}").context["form"]
    words = {"operation": group.operation_id, "unit": force.station.pk, "name": group.name, "area": "车站"}
    response = client.post(GROUPS.url("add"), words | {"leader": force.alice.pk})
    assert response.status_code == 422
    assert form.initial["operation"] == str(group.operation_id)


def test_forces_are_planned_changed_and_taken_away(force, group):
    body = ("partner", force.partner_body.pk)
    planned = {("station", None): 5, body: 0, ("grid", None): 4}
    facts = {"by": force.people["office"], "version": group.version, "area": "新区域"}
    groups.change_group(group, forces=planned, **facts)
    left = {(each.kind, each.body_id): each.planned for each in group.forces.current()}
    assert left == {("station", None): 5, ("grid", None): 4}
    assert SweepForce.objects.count() == 3  # what is taken away stays in the books


def test_force_that_turned_out_is_not_taken_away(force, group):
    make_sweep_report(force, group)
    group.refresh_from_db()
    with pytest.raises(MoveRefused, match="已有实到人数"):
        groups.change_group(group, forces={}, by=force.people["office"], version=group.version)


def test_group_that_reported_is_not_voided_and_one_that_is_frees_its_venues(force, operation, group, venues):
    office, other = force.people["office"], make_group(force, operation=operation, name="第二组")
    make_sweep_report(force, other)
    other.refresh_from_db()
    with pytest.raises(MoveRefused, match="不能作废"):
        groups.void_group(other, by=office, version=other.version, reason="错了")
    groups.void_group(group, by=office, version=group.version, reason="并组")
    assert not SweepVenue.objects.current().exists()
    rows = type(venues[0]).objects.filter(pk__in=[each.pk for each in venues])
    assert assign_venues(other, rows, by=office).made == 3


@pytest.mark.parametrize(("named", "members"), [([], {"alice", "amy", "chief", "clerk"}), (["amy"], {"alice", "amy"})])
def test_who_goes_out_with_a_group(force, group, named, members):
    people = [force.people[name] for name in named]
    groups.name_members(group, by=force.people["chief"], version=group.version, members=people)
    found = {name for name, person in force.people.items() if type(group).objects.of_person(person).exists()}
    assert found == members


def test_signing_on_counts_once_and_keeps_the_first_time(force, sign_in, group, at):
    client, first = sign_in(force.alice), at(minutes=0)
    for _ in range(2):
        assert press(client, "sweep-sign-on", group).status_code == 302
        at(minutes=5)
    signed = SweepSignOn.objects.get()
    assert (signed.person, signed.signed_at) == (force.alice, first)
    page = client.get("/").content.decode()
    assert "已签到" in page
    assert reverse("inspections:sweep-sign-on", args=[group.pk]) not in page


@pytest.mark.parametrize("who", ["bob", "office", "leader", "partner"])
def test_nobody_else_signs_on(force, sign_in, group, who):
    assert press(sign_in(force.people[who]), "sweep-sign-on", group).status_code in {403, 404}
    assert not SweepSignOn.objects.exists()


@pytest.mark.parametrize(("hours", "may"), [(-4, False), (-2, True), (4, True), (6, False)])
def test_signing_on_from_two_hours_before_to_the_end(force, group, at, hours, may):
    """It began an hour ago and lasts six."""
    at(hours=hours)
    if may:
        assert groups.sign_on(group, by=force.alice).pk
    else:
        with pytest.raises(MoveRefused):
            groups.sign_on(group, by=force.alice)


def test_foreign_groups_are_no_rows_of_another_station(force, sign_in, group):
    assert sign_in(force.bob).get(group.get_absolute_url()).status_code == 404
    assert sign_in(force.people["partner"]).get(group.get_absolute_url()).status_code == 403
