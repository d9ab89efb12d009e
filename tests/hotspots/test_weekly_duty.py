"""The weekly duty: opened, reminded, missed; each once, whatever runs twice or late."""

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from baiyi.accounts.models import Posting
from baiyi.jobs.schedules import Slot
from baiyi.notifications.models import Notification
from baiyi.notifications.todos import todo_sources
from baiyi.records import clock
from baiyi.records.moves import MoveRefused
from campaigns.models import Campaign
from campaigns.weeks import Week
from hotspots import services
from hotspots.models import Hotspot, Timetable, WeeklyDuty
from hotspots.schedules import moments
from hotspots.services.instants import closing, opening, reminding
from hotspots.week_cells import rows_of
from tests.factories import make_assignment, make_campaign, make_hotspot, make_supervision

MONDAY = dt.date(2022, 7, 18)
MOMENTS = {"opening": opening, "reminding": reminding, "closing": closing}


class Quiet:
    """Progress of a run that nobody watches."""

    def __init__(self):
        self.done = 0

    def advance(self, count, *, total=None):
        self.done += count


def slot(day: dt.date, hour: int, *, is_late: bool = False) -> Slot:
    at = dt.datetime.combine(day, dt.time(hour), timezone.get_current_timezone())
    return Slot("test", at, is_late)


def told(kind: str = "", **conditions) -> int:
    return Notification.objects.filter(**({"kind": kind} if kind else {}), **conditions).count()


def todos(user, on: dt.date) -> list:
    return [todo for todo in todo_sources.of(user, on) if todo.label != "责任签收"]


@pytest.fixture
def world(force, settings):
    """Three hotspots listed two weeks ago: alice and bob own one each, nobody the third."""
    settings.BAIYI_TODAY = "2022-07-04"
    make_campaign(force.branch, starts_on=dt.date(2022, 7, 4))
    office = force.people["office"]
    leader = force.people["leader"]
    force.hotspots = [
        make_hotspot(force.station, office, owner=force.alice, leader=leader, name="甲"),
        make_hotspot(force.other_station, office, owner=force.bob, leader=leader, name="乙"),
        make_hotspot(force.station, office, name="丙"),
    ]
    WeeklyDuty.objects.all().delete()
    Notification.objects.all().delete()
    settings.BAIYI_TODAY = "2022-07-18T08:00:05+08:00"
    return force


def test_monday_gives_each_owner_this_weeks_duty_once(world):
    for _ in range(3):
        services.open_week(slot(MONDAY, 8), Quiet())
    assert WeeklyDuty.objects.filter(starts_on=MONDAY, ends_on="2022-07-24", is_late=False).count() == 3
    assert told("supervision_week") == 2
    assert told("supervision_week", recipient=world.alice, period="2022-07-18", is_late=False) == 1
    assert told("hotspot_unowned", recipient=world.people["office"]) == 1


def test_owner_changed_in_between_is_the_one_who_is_reminded(world, settings):
    services.open_week(slot(MONDAY, 8), Quiet())
    make_assignment(world.hotspots[0], world.amy, world.people["office"])
    assert told("supervision_week", recipient=world.amy) == 0
    settings.BAIYI_TODAY = "2022-07-21T09:00:02+08:00"
    for _ in range(2):
        services.remind_week(slot(MONDAY + dt.timedelta(days=3), 9), Quiet())
    assert told("supervision_reminder") == 2
    assert told("supervision_reminder", recipient=world.amy) == 1
    assert told("supervision_reminder", recipient=world.alice) == 0


def test_visited_hotspot_is_neither_told_nor_reminded_nor_missed(world, settings):
    settings.BAIYI_TODAY = "2022-07-18T00:30:00+08:00"
    make_supervision(world.hotspots[0], world.alice)
    settings.BAIYI_TODAY = "2022-07-25T00:00:08+08:00"
    services.open_week(slot(MONDAY, 8), Quiet())
    services.close_week(slot(MONDAY + dt.timedelta(days=7), 0), Quiet())
    assert told(recipient=world.alice) == 0
    assert WeeklyDuty.objects.missed().count() == 2


def test_late_opening_is_marked(world):
    services.open_week(slot(MONDAY, 8, is_late=True), Quiet())
    assert WeeklyDuty.objects.filter(is_late=True).count() == 3
    assert told("supervision_week", is_late=True) == 2


def test_reminder_after_the_week_says_nothing(world, settings):
    services.open_week(slot(MONDAY, 8), Quiet())
    settings.BAIYI_TODAY = "2022-07-25T08:00:00+08:00"
    services.remind_week(slot(MONDAY + dt.timedelta(days=3), 9, is_late=True), Quiet())
    assert told("supervision_reminder") == 0


def test_sunday_midnight_marks_the_missed_once_for_owner_and_leader(world, settings):
    services.open_week(slot(MONDAY, 8), Quiet())
    settings.BAIYI_TODAY = "2022-07-24T23:59:59+08:00"
    services.close_week(slot(MONDAY, 0), Quiet())
    assert not WeeklyDuty.objects.filter(starts_on=MONDAY, missed_at__isnull=False).exists()
    settings.BAIYI_TODAY = "2022-07-25T00:00:08+08:00"
    for _ in range(2):
        services.close_week(slot(MONDAY + dt.timedelta(days=7), 0), Quiet())
    assert WeeklyDuty.objects.filter(starts_on=MONDAY, missed_at__isnull=False).count() == 3
    missed = {"kind": "supervision_missed", "period": "2022-07-18"}
    assert told(**missed, recipient=world.alice) == 1
    assert told(**missed, recipient=world.people["leader"]) == 2
    assert told(**missed) == 4


@pytest.mark.parametrize("order", ["opening first", "closing first"])
def test_week_nobody_could_open_is_told_once_and_closed(world, settings, order):
    """The machine was off for the whole week: whichever slot runs first, the end is the same."""
    settings.BAIYI_TODAY = "2022-07-26T10:00:00+08:00"
    opens, closes = slot(MONDAY, 8, is_late=True), slot(MONDAY + dt.timedelta(days=7), 0, is_late=True)
    for verb, each in [(services.open_week, opens), (services.close_week, closes)][
        :: 1 if order == "opening first" else -1
    ]:
        verb(each, Quiet())
    assert told("supervision_week", is_late=True, period="2022-07-18") == told("supervision_week") == 2
    assert WeeklyDuty.objects.filter(is_late=True, missed_at__isnull=False).count() == 3


def test_new_owner_is_not_told_of_last_week_when_it_closes(world, settings):
    services.open_week(slot(MONDAY, 8), Quiet())
    make_assignment(world.hotspots[0], world.amy, world.people["office"])
    settings.BAIYI_TODAY = "2022-07-25T00:00:08+08:00"
    services.close_week(slot(MONDAY + dt.timedelta(days=7), 0), Quiet())
    assert told("supervision_week", recipient=world.amy) == 0


def test_duty_of_a_delisted_hotspot_is_no_longer_missed_nor_to_do(world, settings):
    services.open_week(slot(MONDAY, 8), Quiet())
    services.delist(world.hotspots[0], by=world.people["office"], reason="整治完成", on=MONDAY)
    assert todos(world.alice, MONDAY) == []
    settings.BAIYI_TODAY = "2022-07-25T00:00:08+08:00"
    services.close_week(slot(MONDAY + dt.timedelta(days=7), 0), Quiet())
    assert {duty.hotspot.name for duty in WeeklyDuty.objects.missed().select_related("hotspot")} == {"乙", "丙"}


@pytest.mark.parametrize("why", ["inactive", "posting over", "posting that may not supervise"])
def test_owner_out_of_office_counts_as_none(world, why):
    if why == "inactive":
        world.bob.is_active = False
        world.bob.save()
    else:
        change = {"ends_on": dt.date(2022, 7, 17)} if why == "posting over" else {"role": "clerk"}
        Posting.objects.filter(user=world.bob).update(**change)
    services.open_week(slot(MONDAY, 8), Quiet())
    [todo] = todos(world.people["office"], MONDAY)
    assert "2 处" in todo.title
    assert told("supervision_week") == 1
    assert "2 处" in Notification.objects.get(kind="hotspot_unowned").text


def test_duty_is_to_do_until_it_is_done_and_after_the_week_no_more(world, settings):
    services.open_week(slot(MONDAY, 8), Quiet())
    services.sign(world.hotspots[0].owner, by=world.alice)
    [todo] = todos(world.alice, MONDAY)
    assert (todo.title, todo.due_on, todo.label) == ("甲", dt.date(2022, 7, 24), "每周督导")
    [next_week] = todos(world.alice, MONDAY + dt.timedelta(days=7))
    assert next_week.due_on == dt.date(2022, 7, 31)
    visit = make_supervision(world.hotspots[0], world.alice)
    assert todos(world.alice, MONDAY) == []
    services.void_supervision(visit, by=world.alice, reason="记错")
    assert len(todos(world.alice, MONDAY)) == 1


def test_week_is_to_do_and_shown_before_any_schedule_ran(world, sign_in):
    """Monday at 0:30, or the worker is down: pages ask hotspots, visits and the campaign's weeks."""
    assert not WeeklyDuty.objects.exists()
    [todo] = todos(world.alice, MONDAY)
    assert (todo.title, todo.label) == ("甲", "每周督导")
    assert [row.name for row in Hotspot.objects.to_supervise(MONDAY).order_by("pk")] == ["甲", "乙", "丙"]
    assert {row.week_lamp.text for row in Hotspot.objects.for_list(MONDAY)} == {"○ 待查"}
    page = sign_in(world.people["office"]).get(reverse("hotspots:supervision-matrix")).content.decode()
    assert "<dd>0/3</dd><dt>本周已督导</dt>" in page
    assert "将提醒 2 人" in sign_in(world.people["office"]).get(reverse("hotspots:supervision-chase")).content.decode()
    make_supervision(world.hotspots[0], world.alice)
    assert [row.name for row in Hotspot.objects.to_supervise(MONDAY).order_by("pk")] == ["乙", "丙"]


@pytest.mark.parametrize(("on", "asks"), [("2022-07-22", True), ("2022-07-24", True), ("2022-07-25", False)])
def test_week_in_which_the_campaign_ended_is_to_do_until_its_end(world, on, asks):
    campaign = Campaign.objects.get()
    campaign.ends_on = dt.date(2022, 7, 22)
    campaign.save()
    assert Hotspot.objects.to_supervise(dt.date.fromisoformat(on)).exists() == asks


def close(settings) -> None:
    settings.BAIYI_TODAY = "2022-07-25T00:00:08+08:00"
    services.close_week(slot(MONDAY + dt.timedelta(days=7), 0), Quiet())


def missed() -> set:
    return {duty.hotspot.name for duty in WeeklyDuty.objects.missed().select_related("hotspot")}


@pytest.mark.parametrize(
    ("delisted_on", "is_missed"), [("2022-07-25", True), ("2022-07-24", False), ("2022-07-12", False)]
)
@pytest.mark.parametrize("order", ["closed first", "delisted first"])
def test_week_that_ended_while_listed_stays_missed(world, settings, order, delisted_on, is_missed):
    services.open_week(slot(MONDAY, 8), Quiet())
    settings.BAIYI_TODAY = "2022-07-25T10:00:00+08:00"
    on = dt.date.fromisoformat(delisted_on)
    if order == "closed first":
        close(settings)
    services.delist(world.hotspots[0], by=world.people["office"], reason="整治完成", on=on)
    if order == "delisted first":
        close(settings)
    assert ("甲" in missed()) == is_missed
    row = Hotspot.objects.with_week(clock.today()).get(pk=world.hotspots[0].pk)
    [shown] = rows_of([row], [Week(MONDAY)], on=clock.today())
    assert shown.missed == is_missed


def test_later_first_week_frees_this_one(world, settings):
    services.open_week(slot(MONDAY, 8), Quiet())
    hotspot = Hotspot.objects.get(pk=world.hotspots[0].pk)
    first = {"supervised_from": dt.date(2022, 7, 27), "version": hotspot.version}
    services.change_hotspot(hotspot, by=world.people["office"], **first)
    assert todos(world.alice, MONDAY) == []
    assert [todo.due_on for todo in todos(world.alice, dt.date(2022, 7, 25))] == [dt.date(2022, 7, 31)]
    close(settings)
    assert missed() == {"乙", "丙"}


def test_visit_in_a_week_that_asks_for_none_makes_no_duty(world, settings):
    hotspot = Hotspot.objects.get(pk=world.hotspots[0].pk)
    services.change_hotspot(
        hotspot, by=world.people["office"], supervised_from=dt.date(2022, 7, 27), version=hotspot.version
    )
    hotspot.refresh_from_db()
    visit = make_supervision(hotspot, world.alice)
    assert visit.duty is None
    row = Hotspot.objects.with_week(MONDAY).get(pk=hotspot.pk)
    [shown] = rows_of([row], [Week(MONDAY)], on=MONDAY)
    assert [(cell.kind, cell.url) for cell in shown.cells] == [("done", visit.get_absolute_url())]
    assert (shown.done, shown.due) == (0, 0)
    settings.BAIYI_TODAY = "2022-07-25T10:00:00+08:00"
    services.void_supervision(visit, by=world.people["office"], reason="记错")
    assert not WeeklyDuty.objects.exists()


def test_visit_made_before_the_week_was_asked_for_fulfils_it(world):
    hotspot = Hotspot.objects.get(pk=world.hotspots[0].pk)
    for day in (dt.date(2022, 7, 27), dt.date(2022, 7, 18)):
        services.change_hotspot(hotspot, by=world.people["office"], supervised_from=day, version=hotspot.version)
        hotspot.refresh_from_db()
        if day > MONDAY:
            make_supervision(hotspot, world.alice)
    assert WeeklyDuty.objects.with_done().get(hotspot=hotspot).is_done
    assert todos(world.alice, MONDAY) == []


def test_missed_week_counts_for_the_unit_of_its_opening(world, settings):
    services.open_week(slot(MONDAY, 8), Quiet())
    close(settings)
    Hotspot.objects.filter(pk=world.hotspots[0].pk).update(unit=world.other_station)
    counted = {
        unit: WeeklyDuty.objects.missed().counted_for([unit.pk]).count()
        for unit in (world.station, world.other_station)
    }
    assert list(counted.values()) == [2, 1]


def test_old_slot_run_again_tells_nobody(world, settings):
    """The owner who came since has nothing to do with a week that is over, nor has the office."""
    services.open_week(slot(MONDAY, 8), Quiet())
    make_assignment(world.hotspots[0], world.amy, world.people["office"])
    Notification.objects.filter(kind="hotspot_unowned").delete()
    settings.BAIYI_TODAY = "2022-07-25T09:00:00+08:00"
    services.open_week(slot(MONDAY, 8, is_late=True), Quiet())
    assert (told("supervision_week"), told("supervision_week", recipient=world.amy), told("hotspot_unowned")) == (
        2,
        0,
        0,
    )


def test_campaigns_of_different_hours_open_each_at_its_own(world):
    make_campaign(world.station, starts_on=dt.date(2022, 7, 4), opens_at=dt.time(9), name="所里的行动")
    services.open_week(slot(MONDAY, 8), Quiet())
    assert {duty.unit for duty in WeeklyDuty.objects.all()} == {world.other_station}
    services.open_week(slot(MONDAY, 9), Quiet())
    assert WeeklyDuty.objects.count() == 3
    services.remind_week(slot(MONDAY + dt.timedelta(days=3), 8), Quiet())
    assert told("supervision_reminder") == 0


def test_office_is_asked_for_owners_in_one_line(world):
    [todo] = todos(world.people["office"], MONDAY)
    assert "1 处" in todo.title
    make_assignment(world.hotspots[2], world.amy, world.people["office"])
    assert todos(world.people["office"], MONDAY) == []


def test_work_is_done_in_chunks_and_a_repetition_makes_no_progress(world, monkeypatch):
    monkeypatch.setattr("baiyi.jobs.chunks.CHUNK", 2)
    first, again = Quiet(), Quiet()
    services.open_week(slot(MONDAY, 8), first)
    services.open_week(slot(MONDAY, 8), again)
    assert (first.done, again.done) == (3, 0)


def test_unit_follows_the_campaign_that_started_last(world):
    make_campaign(world.station, starts_on=dt.date(2022, 7, 6), week_starts_on=2, name="所里的行动")
    services.open_week(slot(MONDAY, 8), Quiet())
    assert {duty.hotspot.name for duty in WeeklyDuty.objects.select_related("hotspot")} == {"乙"}


@pytest.mark.parametrize(
    ("starts_on", "first", "count"),
    [
        ("2022-07-04", "2022-07-04", 14),
        ("2022-07-07", "2022-07-04", 15),
        ("2022-07-08", "2022-07-11", 14),
        ("2022-07-10", "2022-07-11", 14),
    ],
)
def test_stump_of_a_week_asks_for_no_visit(force, starts_on, first, count):
    campaign = make_campaign(force.branch, starts_on=dt.date.fromisoformat(starts_on))
    weeks = Timetable.objects.weeks_of(campaign).with_duty()
    assert (str(weeks[0].starts_on), len(weeks)) == (first, count)


def test_instants_are_those_of_the_campaign(force):
    make_campaign(force.branch, starts_on=dt.date(2022, 7, 7), week_starts_on=2, opens_at=dt.time(7, 30))
    zone = timezone.get_current_timezone()
    since, until = dt.datetime(2022, 7, 1, tzinfo=zone), dt.datetime(2022, 7, 21, 12, tzinfo=zone)
    found = {
        name: [f"{each:%m-%d %H:%M}" for each in moments(moment)(since, until)] for name, moment in MOMENTS.items()
    }
    assert found == {
        "opening": ["07-07 07:30", "07-13 07:30", "07-20 07:30"],
        "reminding": ["07-07 09:00", "07-14 09:00", "07-21 09:00"],
        "closing": ["07-13 00:00", "07-20 00:00"],
    }


def test_schedules_follow_the_page_at_once(force, settings):
    settings.BAIYI_TODAY = "2022-07-03T10:00:00+08:00"
    campaign = make_campaign(force.branch, starts_on=dt.date(2022, 7, 4))
    zone = timezone.get_current_timezone()
    at = {"since": dt.datetime(2022, 7, 4, tzinfo=zone), "until": dt.datetime(2022, 7, 5, tzinfo=zone)}
    assert [each.hour for each in moments(opening)(**at)] == [8]
    hours = {"week_starts_on": 0, "reminds_on": 3, "reminds_at": dt.time(9)}
    services.arrange(campaign, by=force.people["office"], opens_at=dt.time(10), **hours)
    assert [each.hour for each in moments(opening)(**at)] == [10]


def hours(**changed) -> dict:
    as_they_are = {
        "week_starts_on": 0,
        "opens_at": dt.time(8),
        "reminds_on": 3,
        "reminds_at": dt.time(9),
    }
    return as_they_are | changed


def moments_of_two_weeks(moment) -> list[str]:
    zone = timezone.get_current_timezone()
    since, until = dt.datetime(2022, 7, 17, tzinfo=zone), dt.datetime(2022, 7, 30, tzinfo=zone)
    return [f"{each:%m-%d %H:%M}" for each in moments(moment)(since, until)]


@pytest.mark.parametrize(
    ("changed", "moment", "expected"),
    [
        ({"reminds_on": 2}, reminding, ["07-27 09:00"]),  # Wednesday has passed
        ({"reminds_at": dt.time(10)}, reminding, ["07-28 10:00"]),  # two hours ago
        ({"reminds_at": dt.time(13)}, reminding, ["07-21 13:00", "07-28 13:00"]),
        ({"opens_at": dt.time(9)}, opening, ["07-25 09:00"]),
        ({"opens_at": dt.time(9)}, reminding, ["07-21 09:00", "07-28 09:00"]),
        ({}, reminding, ["07-21 09:00", "07-28 09:00"]),
    ],
)
def test_changed_hour_counts_from_its_next_occurrence(world, settings, changed, moment, expected):
    services.open_week(slot(MONDAY, 8), Quiet())
    settings.BAIYI_TODAY = "2022-07-21T12:00:00+08:00"
    services.arrange(Campaign.objects.get(), by=world.people["office"], **hours(**changed))
    assert moments_of_two_weeks(moment) == expected


def test_hour_that_had_passed_when_it_was_set_does_nothing_in_the_slot_of_another(world, settings):
    services.open_week(slot(MONDAY, 8), Quiet())
    settings.BAIYI_TODAY = "2022-07-21T12:00:00+08:00"
    services.arrange(Campaign.objects.get(), by=world.people["office"], **hours(reminds_at=dt.time(10)))
    services.remind_week(slot(MONDAY + dt.timedelta(days=3), 13), Quiet())
    assert told("supervision_reminder") == 0


@pytest.mark.parametrize(
    "changed",
    [
        {"reminds_on": 0, "reminds_at": dt.time(7)},
        {"reminds_on": 0, "reminds_at": dt.time(8)},
        {"reminds_on": 0, "opens_at": dt.time(9, 30)},
    ],
)
def test_reminder_before_the_opening_is_refused(world, changed):
    services.open_week(slot(MONDAY, 8), Quiet())
    with pytest.raises(MoveRefused, match="催办须在下达之后"):
        services.arrange(Campaign.objects.get(), by=world.people["office"], **hours(**changed))
    assert not Timetable.objects.exists()


def test_hour_that_would_leave_this_week_unopened_is_refused(world):
    with pytest.raises(MoveRefused, match="还没有下达"):
        services.arrange(Campaign.objects.get(), by=world.people["office"], **hours(opens_at=dt.time(7)))
    services.arrange(Campaign.objects.get(), by=world.people["office"], **hours(opens_at=dt.time(10)))
    assert moments_of_two_weeks(opening) == ["07-18 10:00", "07-25 10:00"]


def test_arrangement_page_says_what_comes_next_and_keeps_what_was_refused(world, sign_in):
    client, address = sign_in(world.people["office"]), reverse("hotspots:arrangement")
    page = client.get(address).content.decode()
    assert "下一次催办：7月21日（周四）09:00" in page
    assert "改动的时刻从下一次起执行" in page
    typed = {"week_starts_on": 0, "opens_at": "08:00", "reminds_on": 0, "reminds_at": "07:15"}
    answer = client.post(address, typed)
    assert answer.status_code == 422
    assert "催办须在下达之后" in answer.content.decode()
    assert "07:15" in answer.content.decode()
