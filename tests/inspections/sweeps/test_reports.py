"""Reports: once a group and reporting day, zero, late, put right; sums; who reports; what a partner body says."""

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from baiyi.figures import Period
from baiyi.figures.evaluation import Ask, evaluate
from baiyi.notifications.todos import todo_sources
from baiyi.records import clock
from baiyi.records.models import CheckRule
from baiyi.records.moves import MoveRefused, StaleRecord
from campaigns.models import Campaign
from inspections.models import SweepReport, SweepTurnout
from inspections.services.sweeps import reports
from inspections.services.sweeps.days import day_of, days_of
from tests.campaigns.samples import make_operation
from tests.inspections.samples import make_group, make_sweep_report
from tests.samples import filled_in

EVENING = "2026-12-31T20:00:00+08:00"


def address(group, page: str) -> str:
    return reverse(f"inspections:sweep_group-{page}", args=[group.pk])


def send(client, url: str, **words):
    return client.post(url, filled_in(client.get(url).context["form"], words))


def matrix(client, operation) -> str:
    return client.get(reverse("inspections:sweep-matrix", args=[operation.pk])).content.decode()


@pytest.fixture
def night(settings, force):
    """New Year's Eve, 20:00 to 02:00; reports are due at 03:00."""
    settings.BAIYI_TODAY = EVENING
    starts_at = dt.datetime.fromisoformat(EVENING)
    facts = {"starts_at": starts_at, "ends_at": starts_at + dt.timedelta(hours=6)}
    return make_operation(force, unit=force.branch, reports_due_at=starts_at + dt.timedelta(hours=7), **facts)


def test_night_over_new_year_is_one_reporting_day(settings, force, night):
    eve = dt.date(2026, 12, 31)
    assert days_of(night) == [eve]
    for moment in (EVENING, "2027-01-01T01:30:00+08:00", "2027-01-02T12:00:00+08:00"):
        assert day_of(night, dt.datetime.fromisoformat(moment)) == eve
    settings.BAIYI_TODAY = "2027-01-01T01:30:00+08:00"
    assert make_sweep_report(force, make_group(force, operation=night)).reported_on == eve


def test_beginning_of_the_reporting_day_is_data(force, night):
    Campaign.objects.create(
        name="行动", unit=force.branch, starts_on="2020-01-01", ends_on="2099-12-31", day_begins_at=dt.time(0)
    )
    assert days_of(night) == [dt.date(2026, 12, 31), dt.date(2027, 1, 1)]


@pytest.mark.parametrize(
    ("moment", "is_late"),
    [("2027-01-01T03:00:00+08:00", False), ("2027-01-01T03:00:01+08:00", True), ("2027-01-01T09:00:00+08:00", True)],
)
def test_late_is_stamped_when_it_is_reported_first(settings, force, night, moment, is_late):
    settings.BAIYI_TODAY = moment
    report = make_sweep_report(force, make_group(force, operation=night))
    assert report.is_late is is_late
    settings.BAIYI_TODAY = "2027-01-03T09:00:00+08:00"
    turnouts = dict.fromkeys(report.group.forces.values_list("pk", flat=True), 1)
    fixed = reports.correct_report(report, by=force.amy, version=report.version, turnouts=turnouts, leaflets=7)
    assert (fixed.is_late, fixed.reported_at, fixed.leaflets) == (is_late, report.reported_at, 7)


def test_days_of_a_longer_operation_are_reported_apart_and_due_one_by_one(settings, force):
    start = dt.datetime.fromisoformat("2026-06-12T20:00:00+08:00")
    settings.BAIYI_TODAY = "2026-06-14T06:30:00+08:00"
    facts = {"starts_at": start, "ends_at": start + dt.timedelta(days=2, hours=6)}
    operation = make_operation(force, reports_due_at=start + dt.timedelta(days=2, hours=7), **facts)
    group = make_group(force, operation=operation)
    assert [day.day for day in days_of(operation)] == [12, 13, 14]
    assert [day.day for day in reports.days_open(group)] == [12, 13]
    for day, is_late in ((12, True), (13, True)):
        report = reports.report_zero(group, by=force.alice, version=group.version, on=dt.date(2026, 6, day))
        assert report.is_late is is_late
        group.refresh_from_db()
    with pytest.raises(MoveRefused):
        reports.report_zero(group, by=force.alice, version=group.version, on=dt.date(2026, 6, 14))


def test_matrix_tells_missing_zero_reported_and_late(settings, force, sign_in, night):
    groups = [make_group(force, operation=night, name=f"{place}组") for place in range(3)]
    make_sweep_report(force, groups[0])
    client = sign_in(force.people["office"])
    assert "还有 2 份未报" in matrix(client, night)
    settings.BAIYI_TODAY = "2027-01-01T09:00:00+08:00"
    reports.report_zero(groups[1], by=force.alice, version=groups[1].version, on=dt.date(2026, 12, 31))
    page = matrix(client, night)
    assert "零报告，迟报" in page
    assert "未报，已过时" in page
    assert page.count("迟报") == 1
    assert "还有 1 份未报" in page


def test_zero_is_said_and_a_second_report_of_the_day_is_refused(force, sign_in, group):
    client = sign_in(force.alice)
    assert send(client, address(group, "zero")).status_code == 302
    report = SweepReport.objects.get()
    assert report.is_zero
    again = send(client, address(group, "report"), leaflets="3")
    assert again.status_code == 422
    assert "已经报过战报" in again.content.decode()
    url = reverse("inspections:sweep_report-correct", args=[report.pk])
    assert send(client, url, leaflets="3").status_code == 302
    report.refresh_from_db()
    assert (report.is_zero, report.leaflets) == (False, 3)


@pytest.mark.parametrize(
    ("words", "status"),
    [
        ({"captured": "3", "captured_criminal": "1", "captured_administrative": "2"}, 302),
        ({"captured": "2", "captured_criminal": "1", "captured_administrative": "2"}, 422),
        ({"captured": "4", "captured_criminal": "1", "captured_administrative": "2"}, 422),
        ({"captured": "4", "captured_criminal": "1", "captured_administrative": "2", "captured_other": "1"}, 302),
        ({"closed": "1"}, 422),
        ({"closed": "1", "words": "某足浴店停业整顿"}, 302),
    ],
)
def test_wrong_sums_cannot_be_saved(force, sign_in, group, words, status):
    response = send(sign_in(force.alice), address(group, "report"), **words)
    assert response.status_code == status
    assert SweepReport.objects.exists() is (status == 302)


def test_rules_are_data_of_the_office(force, sign_in, group):
    CheckRule.objects.filter(subject="inspections.sweep_report", left="closed").update(
        effective_to=clock.today() - dt.timedelta(days=1)
    )
    assert send(sign_in(force.alice), address(group, "report"), closed="1").status_code == 302


@pytest.mark.parametrize(("who", "may"), [("alice", True), ("chief", True), ("clerk", True), ("office", False)])
def test_people_of_the_unit_report(force, group, who, may):
    facts = {"by": force.people[who], "version": group.version, "on": reports.days_open(group)[0]}
    if may:
        assert reports.report_zero(group, **facts).is_zero
    else:
        with pytest.raises(PermissionDenied):
            reports.report_zero(group, **facts)


def test_of_two_who_report_the_second_is_told(force, group):
    facts = {"version": group.version, "on": reports.days_open(group)[0]}
    reports.report_zero(group, by=force.alice, **facts)
    with pytest.raises(StaleRecord):
        reports.report_zero(group, by=force.amy, **facts)


def test_report_is_filled_with_what_was_planned(force, sign_in, group):
    form = sign_in(force.alice).get(address(group, "report")).context["form"]
    planned = {f"force-{each.pk}": each.planned for each in group.forces.all()}
    assert {name: form.get_initial_for_field(form.fields[name], name) for name in planned} == planned


# The partner body


def confirm(client, group, count: str):
    share = group.forces.get(kind="partner")
    return send(client, reverse("inspections:sweep-confirm", args=[share.pk]), count=count)


def test_body_confirms_its_own_number_and_the_report_leaves_it(force, sign_in, group):
    client = sign_in(force.people["partner"])
    assert confirm(client, group, "5").status_code == 302
    assert send(sign_in(force.alice), address(group, "report")).status_code == 302
    counts = dict(SweepTurnout.objects.values_list("force__kind", "count"))
    assert counts == {"station": 3, "partner": 5, "grid": 4}
    assert confirm(client, group, "6").status_code == 302
    assert SweepTurnout.objects.get(force__kind="partner").count == 6


def test_body_sees_its_share_and_nothing_else(force, sign_in, operation, group, venues):
    other = make_group(force, operation=operation, name="别的组", area="别处")
    other.forces.filter(kind="partner").update(voided_at=clock.now())
    client = sign_in(force.people["partner"])
    assert "协同清查" in client.get("/").content.decode()
    page = client.get(reverse("inspections:sweep-joined")).content.decode()
    for word in (operation.name, group.name, group.area, force.alice.name, "2 人"):
        assert word in page
    for word in (other.name, other.area, venues[0].name, "网格员", "派出所实到"):
        assert word not in page
    hidden = [
        group.get_absolute_url(),
        reverse("inspections:sweep_group-list"),
        reverse("inspections:sweep_venue-list"),
        reverse("inspections:sweep_report-list"),
        reverse("inspections:sweep_turnout-list"),
        *(reverse(f"inspections:sweep-{name}", args=[operation.pk]) for name in ("live", "live-table", "matrix")),
        reverse("inspections:sweep-coverage", args=[operation.pk]),
    ]
    assert {client.get(url).status_code for url in hidden} <= {403, 404}
    foreign = group.forces.get(kind="grid")
    assert client.get(reverse("inspections:sweep-confirm", args=[foreign.pk])).status_code == 404


def test_first_page_of_a_body_shows_what_is_left_to_confirm(force, sign_in, operation, settings):
    groups = [make_group(force, operation=operation, name=f"{place} 组") for place in range(7)]
    client = sign_in(force.people["partner"])
    page = client.get("/").content.decode()
    assert page.count("待确认实到") == 5
    assert "另有 2 组" in page
    for group in groups:
        assert confirm(client, group, "2").status_code == 302
    assert "已确认" in client.get("/").content.decode()
    settings.BAIYI_TODAY = (operation.ends_at + dt.timedelta(minutes=1)).isoformat()
    page = client.get("/").content.decode()
    assert "近期参加的清查都已确认实到人数" in page
    assert reverse("inspections:sweep-joined") in page
    assert groups[0].name not in page


def test_body_without_a_share_finds_nothing(force, sign_in, operation, group):
    group.forces.filter(kind="partner").update(voided_at=clock.now())
    client = sign_in(force.people["partner"])
    assert "协同清查" not in client.get("/").content.decode()
    assert operation.name not in client.get(reverse("inspections:sweep-joined")).content.decode()
    share = group.forces.get(kind="partner")
    assert client.get(reverse("inspections:sweep-confirm", args=[share.pk])).status_code == 404


# Figures, and who is asked


def test_figures_are_those_of_the_reports_of_one_operation(force, operation, group):
    other = make_group(force, operation=make_operation(force, name="另一次"))
    make_sweep_report(force, group, people_checked=11)
    make_sweep_report(force, other)
    today = reports.days_open(group)[-1]
    expected = {
        "sweep_force": 3,
        "sweep_partners": 2,
        "sweep_public": 4,
        "sweep_cars": 2,
        "sweep_people_checked": 11,
        "sweep_vehicles_checked": 12,
        "sweep_captured": 3,
        "sweep_closed": 1,
        "sweep_leaflets": 50,
        "sweep_served": 8,
    }
    here = Period(today, today, operation=operation.pk)
    asks = {key: Ask(key, here, (force.station.pk,)) for key in expected}
    found = evaluate(asks.values())
    assert {key: found[ask] for key, ask in asks.items()} == expected
    both = Ask("sweep_leaflets", Period(today, today))
    assert evaluate([both])[both] == 100
    elsewhere = Ask("sweep_leaflets", here, (force.other_station.pk,))
    assert evaluate([elsewhere])[elsewhere] == 0


def owed(person) -> list[str]:
    return [each.title for each in todo_sources.of(person, clock.today()) if each.label == "清查战报"]


def test_leader_is_asked_from_two_hours_before_the_closing_hour(settings, force, night):
    group = make_group(force, operation=night)
    assert owed(force.alice) == []
    settings.BAIYI_TODAY = "2027-01-01T01:00:00+08:00"
    assert owed(force.alice) == ["第一组战报"]
    assert owed(force.amy) == []
    settings.BAIYI_TODAY = "2027-01-01T09:00:00+08:00"
    assert owed(force.alice) == ["第一组战报"]
    reports.report_zero(group, by=force.amy, version=group.version, on=dt.date(2026, 12, 31))
    assert owed(force.alice) == []
