"""Until when alarms are reported: days close by themselves or by the office, and an exception opens some again."""

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied
from django.utils.timezone import localtime

from baiyi.records.moves import MoveRefused, StaleRecord
from prevention.models import AlarmReport, AlarmRule
from prevention.services import alarms as services
from prevention.views.alarms.reports import REPORTS
from tests.prevention.samples_alarms import category, plant_report
from tests.prevention.test_alarms import ADD, TUESDAY, report
from tests.samples import shown_in

MONDAY, SATURDAY = dt.date(2026, 6, 8), dt.date(2026, 6, 6)
HOUR = dt.timedelta(hours=1)


@pytest.fixture(autouse=True)
def nine_o_clock(settings):
    settings.BAIYI_TODAY = "2026-06-10T09:00:00+08:00"


@pytest.fixture
def office(force):
    return force.people["office"]


def at(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(f"{text}+08:00")


def test_day_closes_by_itself_by_the_rule_of_its_day(force):
    report(force, on=dt.date(2026, 6, 7), traffic=1)  # over at 8:00 of the 8th, open to 8:00 of the 11th
    with pytest.raises(MoveRefused, match=r"6月6日已于 6月10日 08:00 自动封账"):
        report(force, on=SATURDAY, traffic=1)


def test_refusal_keeps_everything_typed(force, sign_in):
    client = sign_in(force.people["clerk"])
    url = f"{ADD}?on={SATURDAY}"
    answer = client.post(url, shown_in(client.get(url).context["form"]) | {"n-0-traffic": "17"})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "自动封账，不能再报或更正；确需补报的，请专班开补报许可" in page
    assert 'value="17"' in page


def test_closing_of_the_branch_binds_every_station_and_is_undone_with_a_reason(force, office):
    made = report(force, traffic=1)
    closing = services.close_alarms(by=office, unit=force.branch, until=TUESDAY, reason="月度结账")
    for refused in (
        lambda: report(force, on=MONDAY, traffic=1),
        lambda: report(force, unit=force.other_station, by="office", traffic=1),
        lambda: services.correct_alarms(made, by=office, version=made.version, counts={}, reason="误报"),
    ):
        with pytest.raises(MoveRefused, match="已由专班封账（月度结账）"):
            refused()
    with pytest.raises(StaleRecord):
        services.reopen_alarms(closing, by=office, reason="重开", version=closing.version + 1)
    services.reopen_alarms(closing, by=office, reason="重开", version=closing.version)
    assert report(force, on=MONDAY, traffic=1).total == 1


def test_closing_of_a_station_leaves_the_other_open(force, office):
    services.close_alarms(by=office, unit=force.station, until=TUESDAY, reason="核对")
    assert report(force, unit=force.other_station, by="office", traffic=1)
    with pytest.raises(MoveRefused, match="封账"):
        report(force, traffic=1)


def test_exception_opens_its_days_for_its_unit_until_its_instant(force, office, settings):
    facts = {"since": SATURDAY, "until": SATURDAY, "open_until": at("2026-06-10T18:00"), "reason": "漏报"}
    opened = services.allow_alarms(by=office, unit=force.station, **facts)
    late = report(force, on=SATURDAY, traffic=1)
    assert late.is_late
    with pytest.raises(MoveRefused, match="封账"):
        report(force, on=SATURDAY, unit=force.other_station, by="office", traffic=1)
    with pytest.raises(MoveRefused, match="封账"):
        report(force, on=SATURDAY - dt.timedelta(days=1), traffic=1)
    settings.BAIYI_TODAY = "2026-06-10T18:00:00+08:00"
    with pytest.raises(MoveRefused, match="封账"):
        services.correct_alarms(late, by=office, version=late.version, counts={}, reason="误报")
    settings.BAIYI_TODAY = "2026-06-10T17:59:00+08:00"
    services.take_back_exception(opened, by=office, reason="已补报", version=opened.version)
    with pytest.raises(MoveRefused, match="封账"):
        services.correct_alarms(late, by=office, version=late.version, counts={}, reason="误报")


@pytest.mark.parametrize(
    "wrong",
    [
        {"until": dt.date(2026, 6, 5)},
        {"until": dt.date(2026, 6, 10)},
        {"open_until": at("2026-06-10T09:00")},
        {"open_until": at("2026-07-12T09:00")},
    ],
)
def test_exception_that_makes_no_sense_is_refused(force, office, wrong):
    facts = {"since": SATURDAY, "until": SATURDAY, "open_until": at("2026-06-11T09:00"), "reason": "漏报"}
    with pytest.raises(MoveRefused):
        services.allow_alarms(by=office, unit=force.station, **(facts | wrong))


@pytest.mark.parametrize("who", ["leader", "chief", "clerk", "alice", "supervisor"])
def test_only_the_office_arranges(force, who):
    person = force.people[who]
    days = {"since": SATURDAY, "until": SATURDAY, "open_until": at("2026-06-11T09:00")}
    for refused in (
        lambda: services.close_alarms(by=person, unit=force.station, until=TUESDAY, reason="结账"),
        lambda: services.allow_alarms(by=person, unit=force.station, reason="漏报", **days),
        lambda: services.set_rule(by=person, effective_from=dt.date(2026, 6, 11), due_hours=1, closes_after=1),
        lambda: services.add_category(by=person, starts_on=dt.date(2026, 6, 11), code="x", name="新", group="新"),
        lambda: services.change_category(
            category("vice"), by=person, version=1, name="新", position=1, in_use_until=None
        ),
    ):
        with pytest.raises(PermissionDenied):
            refused()


def test_rule_begins_on_its_day_and_changes_nothing_before(force, office, settings):
    services.set_rule(by=office, effective_from=dt.date(2026, 6, 10), due_hours=5, closes_after=10)
    assert f"{localtime(report(force, traffic=1).due_at):%H}" == "10"
    settings.BAIYI_TODAY = "2026-06-11T12:30:00+08:00"
    found = report(force, on=dt.date(2026, 6, 10), traffic=1)
    assert (f"{localtime(found.due_at):%H}", found.is_late) == ("13", False)
    with pytest.raises(MoveRefused, match="不能早于今天"):
        services.set_rule(by=office, effective_from=TUESDAY, due_hours=5, closes_after=10)
    services.set_rule(by=office, effective_from=dt.date(2026, 6, 20), due_hours=5, closes_after=10)
    with pytest.raises(MoveRefused, match="已有规则"):
        services.set_rule(by=office, effective_from=dt.date(2026, 6, 20), due_hours=3, closes_after=10)
    assert AlarmRule.objects.of_day(SATURDAY).due_hours == 2


def test_category_ends_and_another_begins_but_what_it_counts_as_stays(force, office, sign_in):
    old = category("vice")
    plant_report(force.station, MONDAY, force.people["chief"], vice=2)
    with pytest.raises(MoveRefused, match="已有“涉黄涉赌”"):
        services.add_category(by=office, starts_on=dt.date(2026, 6, 11), code="vice2", name="涉黄涉赌", group="新")
    ended = services.change_category(
        old, by=office, version=1, name=old.name, position=9, in_use_until=dt.date(2026, 6, 10)
    )
    with pytest.raises(StaleRecord):
        services.change_category(old, by=office, version=1, name=old.name, position=8, in_use_until=None)
    services.add_category(by=office, starts_on=dt.date(2026, 6, 11), code="vice2", name="涉黄涉赌", group="新")
    assert (ended.version, ended.is_effective) == (2, True)
    form = sign_in(force.people["chief"]).get(f"{ADD}?on=2026-06-09").context["form"]
    assert "vice" in form.categories
    assert "vice2" not in form.categories
    assert AlarmReport.objects.get().counts.get().category == old


def test_row_that_was_never_reported_cannot_be_put_right(force, office):
    services.open_day(TUESDAY, [force.station.pk])
    opened = AlarmReport.objects.get()
    with pytest.raises(MoveRefused, match="还没有报"):
        services.correct_alarms(opened, by=office, version=1, counts={(None, 1): 1}, reason="补")


def test_missing_report_offers_reporting_and_no_correction(force, sign_in):
    services.open_day(TUESDAY, [force.station.pk])
    page = sign_in(force.people["chief"]).get(AlarmReport.objects.get().get_absolute_url()).content.decode()
    assert f'href="{ADD}?unit={force.station.pk}&amp;on=2026-06-09"' in page
    assert REPORTS.url("correct", AlarmReport.objects.get().pk) not in page
    assert "未报" in page
