"""What an officer has to do today."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from baiyi.accounts.services import open_drafts
from baiyi.deadlines.receipts import near_until
from baiyi.records import clock
from inspections import services, today_tasks
from inspections.models import RectificationNotice, Venue
from tests.factories import make_category, make_hazard, make_inspection, make_issued_notice, make_round, make_venue


@pytest.fixture
def pair(force):
    return [force.alice, force.amy]


def visit(venue, pair, days_ago: int):
    return make_inspection(venue, pair, inspected_at=clock.now() - dt.timedelta(days=days_ago), backfill_reason="补录")


def tasks(user):
    return today_tasks.tasks_of(user, on=clock.today())


def test_venue_is_due_when_its_interval_ran_out_longest_ago_first(force, pair):
    never, fresh, old, older = (make_venue(force.station, force.alice) for _ in range(4))
    for venue, days in ((fresh, 13), (old, 14), (older, 40)):
        visit(venue, pair, days)
    found = tasks(force.alice)
    assert [task.venue for task in found.waiting] == [never, older, old]
    assert [task.days_since for task in found.waiting] == [None, 40, 14]
    assert (found.total, found.done) == (3, 0)


def test_own_venues_go_before_those_of_the_unit(force, pair):
    mine, other = (make_venue(force.station, force.alice) for _ in range(2))
    mine.responsible = force.alice
    mine.save()
    assert [task.venue for task in tasks(force.alice).waiting] == [mine]
    assert {task.venue for task in tasks(force.amy).waiting} == {mine, other}
    assert tasks(force.bob).total == 0


def test_venue_of_a_station_he_left_is_no_task(force):
    away = make_venue(force.other_station, force.bob)
    away.responsible = force.alice
    away.save()
    assert tasks(force.alice).total == 0
    at_home = make_venue(force.station, force.alice)
    assert [task.venue for task in tasks(force.alice).waiting] == [at_home]


def test_done_venues_count_and_leave_at_most_eight(force, pair):
    venues = [make_venue(force.station, force.alice) for _ in range(12)]
    for venue in venues[:3]:
        visit(venue, pair, 0)
    found = tasks(force.alice)
    assert (found.total, found.done, len(found.waiting)) == (8, 3, 5)
    assert found.dots == [True] * 3 + [False] * 5


def overdue(force, pair, settings, **facts) -> Venue:
    """Inspected on 30 June, with a hazard to be rectified by 11 July."""
    settings.BAIYI_TODAY = "2022-06-30T10:00:00+08:00"
    venue = make_venue(force.station, force.alice, **facts)
    make_inspection(venue, pair, hazards=[make_hazard()])
    return venue


def many_waiting(force, settings, count: int) -> list[Venue]:
    """Added on 1 June, never inspected."""
    settings.BAIYI_TODAY = "2022-06-01T10:00:00+08:00"
    return [make_venue(force.station, force.alice) for _ in range(count)]


def test_overdue_hazard_comes_before_those_that_were_never_inspected(force, pair, settings):
    never = many_waiting(force, settings, 9)
    late = overdue(force, pair, settings)
    settings.BAIYI_TODAY = "2022-07-21T08:00:00+08:00"
    found = tasks(force.alice)
    assert [task.venue for task in found.waiting] == [late, *never[:7]]
    assert "整改超期 1" in found.waiting[0].open_hazards.lamp.text
    assert (found.total, found.done, found.more) == (8, 0, 2)


def test_visits_elsewhere_push_nothing_out_and_the_count_says_what_is_left(force, pair, settings):
    never = many_waiting(force, settings, 9)
    late = overdue(force, pair, settings)
    fresh = [make_venue(force.station, force.alice) for _ in range(8)]
    settings.BAIYI_TODAY = "2022-07-20T10:00:00+08:00"
    for venue in fresh:
        make_inspection(venue, pair)
    settings.BAIYI_TODAY = "2022-07-21T10:00:00+08:00"
    for venue in [*fresh, never[8]]:
        make_inspection(venue, pair)
    found = tasks(force.alice)
    assert [task.venue for task in found.waiting] == [late, *never[:7]]
    assert (found.total, found.done, found.more) == (17, 9, 1)


def test_what_is_done_takes_its_own_place_and_no_other(force, pair, settings):
    """Its overdue hazard rectified, and a venue added on the way."""
    never = many_waiting(force, settings, 9)
    late = overdue(force, pair, settings)
    notice = serve(RectificationNotice.objects.get(), force)
    settings.BAIYI_TODAY = "2022-07-21T10:00:00+08:00"
    make_round(notice, pair)
    for venue in (late, make_venue(force.station, force.alice)):
        make_inspection(venue, pair)
    found = tasks(force.alice)
    assert [task.venue for task in found.waiting] == never[:7]
    assert (found.total, found.done, found.more) == (9, 2, 2)


def test_first_page_says_how_many_wait_besides(force, settings, sign_in):
    many_waiting(force, settings, 10)
    settings.BAIYI_TODAY = "2022-07-21T08:00:00+08:00"
    page = sign_in(force.alice).get("/").content.decode()
    assert "待查 8 家" in page
    assert "另有 2 家也到了检查周期" in page


def test_venue_begun_in_a_draft_goes_on_with_it_and_its_namesake_does_not(force, sign_in):
    venue, namesake = (
        make_venue(force.station, force.alice, name="金帆歌厅", address=f"南街{number}号") for number in (2, 1)
    )
    sign_in(force.alice).post("/inspections/entry/draft/", {"client_uuid": "0" * 32, "venue": venue.pk})
    drafts = [each.draft for each in open_drafts(force.alice)]
    found = today_tasks.tasks_of(force.alice, on=clock.today(), drafts=drafts).waiting
    assert {task.venue: task.draft for task in found} == {venue: drafts[0], namesake: None}


def test_home_counts_all_drafts(force, sign_in):
    client = sign_in(force.alice)
    for number in range(7):
        venue = make_venue(force.station, force.alice)
        client.post("/inspections/entry/draft/", {"client_uuid": f"{number}" * 32, "venue": venue.pk})
    assert "有 7 份未提交草稿" in client.get("/").content.decode()


@pytest.mark.parametrize(("days_on", "text"), [(0, "到期"), (6, "到期"), (30, "超期 1")])
def test_open_hazards_show_how_near_they_are(force, pair, settings, days_on, text):
    venue = make_venue(force.station, force.alice)
    make_inspection(venue, pair, hazards=[make_hazard()])
    on = clock.today() + dt.timedelta(days=days_on)
    open_hazards = today_tasks.open_hazards_of([venue.pk], on=on)[venue.pk]
    assert open_hazards.count == 1
    assert text in open_hazards.lamp.text


def served_notice(force, pair):
    return serve(make_issued_notice(make_venue(force.station, force.alice), pair), force)


def serve(notice, force):
    return services.serve_notice(notice, by=force.alice, on=clock.today(), delivery="in_person", receiver_name="王签收")


def rechecks(user):
    return today_tasks.rechecks_of(user, on=clock.today())


def test_reinspections_are_counted_by_the_day_of_their_own_deadline(force, pair, settings):
    settings.BAIYI_TODAY = "2022-07-06"
    make_issued_notice(make_venue(force.station, force.alice), pair)  # not served yet: nothing to reinspect
    served_notice(force, pair)  # due on 7-15 (Friday), to be reinspected until 7-20
    found = {}
    for day in ("2022-07-16", "2022-07-18", "2022-07-20", "2022-07-21"):
        settings.BAIYI_TODAY = day
        each = rechecks(force.alice)
        found[day[-2:]] = (each.overdue, each.today, each.soon)
    assert found == {"16": (0, 0, 0), "18": (0, 0, 1), "20": (0, 1, 0), "21": (1, 0, 0)}


def test_reinspection_asked_for_early_shows_before_the_due_day(force, pair, settings):
    settings.BAIYI_TODAY = "2022-07-06"
    services.request_reinspection(served_notice(force, pair), by=force.alice, on=clock.today())
    settings.BAIYI_TODAY = "2022-07-11"
    assert rechecks(force.alice).today == 1


def test_second_round_is_not_overdue_at_once(force, pair, settings):
    settings.BAIYI_TODAY = "2022-07-06"
    notice = served_notice(force, pair)
    settings.BAIYI_TODAY = "2022-07-20"
    make_round(notice, pair, False)
    assert rechecks(force.alice).total == 0
    settings.BAIYI_TODAY = "2022-07-23"
    assert (rechecks(force.alice).overdue, rechecks(force.alice).soon) == (0, 1)


def test_number_of_reinspections_is_the_length_of_the_list_it_opens(force, pair, settings, sign_in):
    settings.BAIYI_TODAY = "2022-07-06"
    served_notice(force, pair)
    early = services.request_reinspection(served_notice(force, pair), by=force.alice, on=clock.today())
    settings.BAIYI_TODAY = "2022-07-11"
    page = sign_in(force.alice).get("/").content.decode()
    assert "/inspections/notices/?tab=recheck" in page
    listed = RectificationNotice.objects.visible_to(force.alice).to_reinspect(near_until(clock.today()))
    assert list(listed) == [early]
    assert rechecks(force.alice).total == 1


def test_home_panel_takes_six_statements_for_few_and_many_venues(force, pair, sign_in):
    def spent() -> int:
        force.alice.unit_ids()
        with CaptureQueriesContext(connection) as captured:
            drafts = [each.draft for each in open_drafts(force.alice)]
            today_tasks.tasks_of(force.alice, on=clock.today(), drafts=drafts)
            today_tasks.rechecks_of(force.alice, on=clock.today())
        return len(captured)

    few = spent()
    category = make_category()
    common = {"unit": force.station, "created_by": force.alice, "created_at": clock.now(), "category": category}
    Venue.objects.bulk_create([Venue(name=f"店{number}", address=f"路{number}", **common) for number in range(300)])
    assert spent() <= 6
    assert few <= 6


def test_chief_finds_the_drafts_to_issue_on_the_first_page(force, sign_in):
    make_inspection(
        make_venue(force.station, force.alice), [force.alice, force.amy], hazards=[make_hazard()], issue_now=False
    )
    assert "待签发" in sign_in(force.people["chief"]).get("/").content.decode()
    assert "待签发" not in sign_in(force.bob).get("/").content.decode()
