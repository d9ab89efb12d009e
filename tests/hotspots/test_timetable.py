"""督导安排: rows by effective day. A week is ruled by the row in force at its end; what was before keeps its own."""

import datetime as dt

import pytest
from auditlog.models import LogEntry
from django.urls import reverse

from hotspots import services
from hotspots.models import SupervisionWeeks, Timetable
from tests.factories import make_campaign, make_hotspot, make_unit, make_user

START = dt.date(2022, 7, 4)
HOURS = {"week_starts_on": 0, "opens_at": dt.time(8), "reminds_on": 3, "reminds_at": dt.time(9)}


@pytest.fixture
def campaign(force):
    return make_campaign(force.branch, starts_on=START)


@pytest.fixture
def arrange(campaign, force, settings):
    """arrange("2022-07-21", reminds_on=4): the office changes the hours on that day."""

    def _arrange(day: str, **changed) -> Timetable:
        settings.BAIYI_TODAY = f"{day}T12:00:00+08:00"
        return services.arrange(campaign, by=force.people["office"], **(HOURS | changed))

    return _arrange


def weeks_of(campaign) -> SupervisionWeeks:
    return Timetable.objects.weeks_of(campaign)


def test_weeks_of_before_keep_what_was_asked_of_them(campaign, arrange):
    before = [weeks_of(campaign).reminder_day(week) for week in campaign.weeks()[:2]]
    arrange("2022-07-21", reminds_on=4, reminds_at=dt.time(15))
    weeks = weeks_of(campaign)
    assert [weeks.reminder_day(week) for week in campaign.weeks()[:2]] == before
    assert [weeks.reminder_day(week) for week in campaign.weeks()[2:4]] == [dt.date(2022, 7, 22), dt.date(2022, 7, 29)]


def test_first_week_that_asked_for_a_visit_still_does(force, settings):
    """The campaign begins on a Thursday: with the reminder on Wednesday that week would ask for nothing."""
    settings.BAIYI_TODAY = "2022-07-21T12:00:00+08:00"
    campaign = make_campaign(force.branch, starts_on=dt.date(2022, 7, 7))
    services.arrange(campaign, by=force.people["office"], **(HOURS | {"reminds_on": 2}))
    assert weeks_of(campaign).with_duty()[0].starts_on == START


def test_changes_of_one_day_are_one_row_and_of_two_days_two(campaign, arrange):
    arrange("2022-07-21", reminds_on=4)
    arrange("2022-07-21", reminds_on=4, reminds_at=dt.time(16))
    arrange("2022-07-25", reminds_on=4, reminds_at=dt.time(17))
    rows = Timetable.objects.filter(campaign=campaign).values_list("effective_on", "reminds_at")
    assert list(rows) == [(dt.date(2022, 7, 21), dt.time(16)), (dt.date(2022, 7, 25), dt.time(17))]


def test_nothing_changed_makes_no_row(arrange):
    arrange("2022-07-21")
    assert not Timetable.objects.exists()


def test_hours_set_before_the_campaign_begins_are_those_of_its_first_week(campaign, arrange):
    arrange("2022-06-20", opens_at=dt.time(7))
    [row] = Timetable.objects.all()
    assert (row.effective_on, weeks_of(campaign).in_force(campaign.weeks()[0]).opens_at) == (START, dt.time(7))


def test_campaigns_page_tells_the_change_and_what_older_lines_spoke_of(campaign, arrange, force, sign_in):
    arrange("2022-07-21", reminds_on=4, reminds_at=dt.time(15))
    line_of_before(campaign, force.people["office"])
    page = sign_in(force.people["office"]).get(reverse("campaigns:campaign")).content.decode()
    assert "督导安排改为：周一起，08:00 下达，周五 15:00 催办" in page
    assert "催办星期" in page
    assert "周二" in page


def line_of_before(campaign, by) -> None:
    """As the journal wrote it while the hours were fields of the campaign."""
    LogEntry.objects.log_create(
        campaign,
        force_log=True,
        action=LogEntry.Action.UPDATE,
        actor=by,
        changes={"supervision_reminds_on": ["3", "1"]},
    )


def test_weeks_of_another_branch_fix_nothing_here(campaign, arrange, force, settings):
    settings.BAIYI_TODAY = "2022-07-21T12:00:00+08:00"
    other = make_unit("山前区公安分局", kind="branch", has_standing=True)
    make_campaign(other, starts_on=START)
    make_hotspot(other, make_user("office2", other, "office"))
    arrange("2022-07-21", week_starts_on=2)
    campaign.refresh_from_db()
    assert campaign.week_starts_on == 2
