"""战报: equals the records of each of the demo's three joint operations, adds up, and is of the reader's units."""

import pytest
from django.test import RequestFactory
from django.urls import reverse
from django.utils.timezone import localtime

from baiyi.accounts.models import UnitKind, User
from baiyi.accounts.services import add_unit
from baiyi.records import clock
from baiyi.records.models import CheckRule
from campaigns.models import Operation
from cockpit.operation_report import CHECKED_AS, KEYS, SECTIONS, TOTALS, report
from inspections.models import Hazard, Inspection, RectificationNotice, SweepReport, SweepTurnout, VenueGroup
from inspections.models.sweeps import POLICE_KINDS, PUBLIC_KINDS
from prevention.models import CheckpointShift, NightSheet
from tests.campaigns.samples import make_operation, running_campaign
from tests.cockpit.test_demo import DAY_18, demo, on_day_18  # noqa: F401 - fixtures
from tests.factories import make_hazard, make_inspection, make_user, make_venue
from tests.test_statements import statements

PLACES = range(3)  # of the demo's operations


def read(operation, user, on=None):
    return report(RequestFactory().get("/"), operation, user.units(), on or clock.today())


def whole(found) -> dict:
    return found.sheet.amounts[None]


@pytest.fixture
def operations(on_day_18) -> list[Operation]:  # noqa: F811 - the fixture
    return list(Operation.objects.order_by("starts_at"))


@pytest.fixture
def office(on_day_18) -> User:  # noqa: F811 - the fixture
    return User.objects.get(username="office")


def recounted(operation: Operation) -> dict:
    """From the records one by one, without a figure."""
    visits = list(Inspection.objects.filter(operation=operation, voided_at=None).select_related("venue__category"))
    hazards = list(Hazard.objects.filter(inspection__in=visits, voided_at=None))
    notices = [
        each
        for each in RectificationNotice.objects.filter(inspection__in=visits, voided_at=None)
        if each.issued_on is not None
    ]
    shifts = list(CheckpointShift.objects.filter(operation=operation, voided_at=None))
    reports = list(SweepReport.objects.filter(group__operation=operation, voided_at=None))
    turnouts = list(
        SweepTurnout.objects.filter(force__group__operation=operation, voided_at=None).select_related("force")
    )
    sheets = list(NightSheet.objects.filter(operation=operation, voided_at=None))
    venues = {each.venue_id: each.venue.category.group for each in visits}
    public = [key for key, group in venues.items() if group not in {VenueGroup.HAZMAT, VenueGroup.OTHER}]
    return {
        "venues_inspected": len(public),
        "hazmat_firms_inspected": sum(group == VenueGroup.HAZMAT for group in venues.values()),
        "inspections_made": len(visits),
        "hazards_found": len(hazards),
        "hazards_on_site": sum(each.disposal == "on_site" for each in hazards),
        "hazards_by_date": sum(each.disposal == "by_date" for each in hazards),
        "hazards_referred": sum(each.disposal == "referral" for each in hazards),
        "hazards_rectified": sum(each.rectified_on is not None for each in hazards),
        "notices_issued": len(notices),
        "checkpoints_opened": len({each.checkpoint_id for each in shifts}),
        "checkpoint_shifts": len(shifts),
        "checkpoint_force": sum(each.police + each.auxiliaries for each in shifts),
        "checkpoint_cars": sum(each.cars for each in shifts),
        "checkpoint_vehicles": sum(each.vehicles_checked for each in shifts),
        "checkpoint_people": sum(each.people_checked for each in shifts),
        "sweep_force": sum(each.count for each in turnouts if each.force.kind in POLICE_KINDS),
        "sweep_partners": sum(each.count for each in turnouts if each.force.body_id),
        "sweep_public": sum(each.count for each in turnouts if each.force.kind in PUBLIC_KINDS),
        "sweep_cars": sum(each.cars for each in reports),
        "sweep_people_checked": sum(each.people_checked for each in reports),
        "sweep_vehicles_checked": sum(each.vehicles_checked for each in reports),
        "sweep_captured": sum(each.captured for each in reports),
        "sweep_closed": sum(each.closed for each in reports),
        "sweep_leaflets": sum(each.leaflets for each in reports),
        "sweep_served": sum(each.served for each in reports),
        "night_sheets": len(sheets),
        "drink_driving_persons": sum(each.drinking + each.drinking_again + each.drunk for each in sheets),
        "drunk_driving_persons": sum(each.drunk for each in sheets),
    }


@pytest.mark.xdist_group("demo")
@pytest.mark.parametrize("place", PLACES)
def test_report_equals_the_records(place, operations, office):
    operation = operations[place]
    found = whole(read(operation, office))
    expected = recounted(operation)
    assert {key: found[key] for key in expected} == expected
    assert all(expected[key] for key in ("inspections_made", "checkpoint_shifts", "sweep_force", "sweep_partners"))


@pytest.mark.xdist_group("demo")
@pytest.mark.parametrize("place", PLACES)
def test_units_add_up_to_the_whole_and_sums_hold(place, operations, office):
    found = read(operations[place], office)
    for key in KEYS:
        assert sum(found.sheet.amounts[unit][key] for unit in found.sheet.units) == whole(found)[key], key
    for total in TOTALS:
        assert whole(found)[total.key] == sum(whole(found)[part] for part in total.parts)
    amounts = whole(found)
    disposed = (amounts[f"hazards_{each}"] for each in ("on_site", "by_date", "referred"))
    assert amounts["hazards_found"] == sum(disposed)
    assert amounts["venues_inspected"] + amounts["hazmat_firms_inspected"] <= amounts["inspections_made"]
    assert found.failed == []


@pytest.mark.xdist_group("demo")
def test_station_reads_its_own_part(operations, office):
    chief = User.objects.get(username="chief")
    whole_of_branch, own = read(operations[0], office), read(operations[0], chief)
    station = next(unit for unit in whole_of_branch.sheet.units if unit.pk in {each.pk for each in chief.units()})
    assert whole(own) == whole_of_branch.sheet.amounts[station]
    assert list(own.sheet.units) == [station]


@pytest.fixture
def swept(force):
    running_campaign(force)
    operation = make_operation(force, unit=force.branch)
    facts = {"operation": operation, "hazards": [make_hazard("on_site"), make_hazard()]}
    make_inspection(make_venue(force.station, force.alice), [force.alice, force.amy], **facts)
    return operation


def address(operation) -> str:
    return reverse("cockpit:operation-report", args=[operation.pk])


def test_page_says_the_report_in_words_and_opens_the_records(swept, force, sign_in):
    page = sign_in(force.people["office"]).get(address(swept))
    text = page.context["report"].text
    assert "检查场所1家，检查次数1次，发现隐患2处，当场整改隐患1处，限期整改隐患1处，责令整改通知书1份" in text
    assert text in page.content.decode()
    lines = {line.label: line for _, lines in page.context["report"].sheet.sections for line in lines}
    shown = sign_in(force.people["office"]).get(lines["发现隐患"].url)
    assert len(shown.context["table"].rows) == 2


def test_operation_without_anything_is_a_zero_report(force, sign_in):
    operation = make_operation(force)
    page = sign_in(force.people["office"]).get(address(operation))
    assert "零报告" in page.context["report"].text


def test_what_is_recorded_next_is_in_the_next_look(swept, force, sign_in):
    client = sign_in(force.people["office"])
    before = client.get(address(swept)).context["report"].sheet.amounts[None]["venues_inspected"]
    make_inspection(make_venue(force.station, force.alice), [force.alice, force.amy], operation=swept)
    assert client.get(address(swept)).context["report"].sheet.amounts[None]["venues_inspected"] == before + 1


def test_page_of_many_units_takes_as_many_statements_as_of_few(swept, force, sign_in):
    client = sign_in(force.people["office"])
    few = statements(client, address(swept))
    for place in range(20):
        unit = add_unit(name=f"第{place}派出所", short_name=f"{place}所", kind=UnitKind.STATION, parent=force.branch)
        pair = [make_user(f"{name}{place}", unit) for name in "ab"]
        make_inspection(make_venue(unit, pair[0]), pair, operation=swept)
    assert statements(client, address(swept)) == few <= 8
    assert len(client.get(address(swept)).context["report"].sheet.units) == 21


@pytest.mark.parametrize("until", ["2000-01-01", "9999-12-31", "x", ""])
def test_day_outside_the_operation_is_refused_in_words(until, swept, force, sign_in):
    page = sign_in(force.people["office"]).get(address(swept), {"until": until})
    assert page.status_code == 422
    assert page.context["report"] is None


def test_day_before_leaves_out_what_came_later(swept, force, sign_in):
    client = sign_in(force.people["office"])
    first = localtime(swept.starts_at).date()
    page = client.get(address(swept), {"until": f"{first}"})
    assert page.status_code == 200
    assert page.context["report"].sheet.period.until == first


def test_foreign_and_voided_operations_have_no_report(swept, force, sign_in):
    other = make_operation(force, unit=force.other_station)
    assert sign_in(force.alice).get(address(other)).status_code == 404
    assert sign_in(force.alice).get(address(swept)).status_code == 200
    swept.__class__.objects.filter(pk=swept.pk).update(voided_at=clock.now())
    assert sign_in(force.people["office"]).get(address(swept)).status_code == 404


def test_rule_that_does_not_hold_is_said_on_the_page(swept, force, sign_in):
    CheckRule.objects.create(subject=CHECKED_AS, kind="most", left="hazards_found", right="notices_issued")
    page = sign_in(force.people["office"]).get(address(swept)).content.decode()
    assert "核对不符：发现隐患不能大于责令整改通知书：2 &gt; 1" in page


def test_no_measure_stands_twice_in_the_report():
    lines = [line for _, lines in SECTIONS for line in lines]
    assert len(lines) == len(set(lines))
