"""Water patrols: once a half unless it is 加巡, missed for good when the day is over; what they found, in one go."""

import datetime as dt

import pytest

from baiyi.jobs.schedules import Slot
from baiyi.records import clock
from baiyi.records.moves import MoveRefused, StaleRecord
from prevention.models import Dissuasion, FacilityDefect, MissedWaterPatrol, WaterPatrol
from prevention.reading.water_days import days_until, rows_of
from prevention.schedules.waters import close_yesterday
from prevention.services import waters as services
from prevention.services.waters.patrols import close_day
from prevention.views.waters.patrols import WATER_PATROLS
from tests.deadlines.steps import Steps
from tests.prevention.samples_waters import make_patrol, make_water
from tests.samples import shown_in

ONE_DAY = dt.timedelta(days=1)
NEXT_MORNING = "2026-06-11T00:20:00+08:00"


@pytest.fixture(autouse=True)
def wednesday(settings):
    settings.BAIYI_TODAY = "2026-06-10T10:00:00+08:00"


@pytest.fixture
def water(force):
    return make_water(force)


def missed(water) -> set[str]:
    rows = MissedWaterPatrol.objects.filter(water=water)
    return {f"{day} {half}" for day, half in rows.values_list("missed_on", "half")}


def run_at(settings, moment: str) -> None:
    settings.BAIYI_TODAY = moment
    close_yesterday(Slot("prevention.close_water_day", clock.now()), Steps())


def test_second_patrol_of_a_half_is_refused_unless_it_is_extra(force, water):
    make_patrol(force, water)
    with pytest.raises(MoveRefused, match=r"人员alice已登记.*没有重复登记.*请勾选“加巡”"):
        make_patrol(force, water, by=force.amy)
    make_patrol(force, water, by=force.amy, is_extra=True)
    make_patrol(force, water, half="pm")
    assert WaterPatrol.objects.count() == 3


def test_voided_patrol_leaves_its_half_free(force, water):
    first = make_patrol(force, water)
    services.void_patrol(first, by=force.people["chief"], reason="录错", version=first.version)
    make_patrol(force, water)


def test_day_that_is_over_writes_what_was_missed_once(force, water, settings):
    make_patrol(force, water, half="am")
    run_at(settings, NEXT_MORNING)
    run_at(settings, NEXT_MORNING)
    assert missed(water) == {"2026-06-10 pm"}


def test_entered_late_is_marked_and_stays_missed(force, water, settings):
    run_at(settings, NEXT_MORNING)
    late = make_patrol(force, water, patrolled_on=dt.date(2026, 6, 10))
    assert late.is_late
    assert missed(water) == {"2026-06-10 am", "2026-06-10 pm"}
    made_up = MissedWaterPatrol.objects.with_made_up().order_by("half")
    assert [each.is_made_up for each in made_up] == [True, False]
    close_day([water], dt.date(2026, 6, 10))
    assert MissedWaterPatrol.objects.count() == 2


def test_late_entry_before_the_day_is_closed_is_late_all_the_same(force, water, settings):
    """The clock says 00:10; the job runs at 00:20."""
    settings.BAIYI_TODAY = "2026-06-11T00:10:00+08:00"
    make_patrol(force, water, patrolled_on=dt.date(2026, 6, 10))
    run_at(settings, NEXT_MORNING)
    assert "2026-06-10 am" in missed(water)


def test_one_patrol_a_day_may_be_walked_in_either_half(force, settings):
    walked, left = (make_water(force, patrols_a_day=1) for _ in range(2))
    make_patrol(force, walked, half="am")
    run_at(settings, NEXT_MORNING)
    assert missed(walked) == set()
    assert len(missed(left)) == 1


def test_water_out_of_its_days_is_not_missed_and_not_walked(force, settings):
    ended = make_water(force, in_use_until=dt.date(2026, 6, 9))
    run_at(settings, NEXT_MORNING)
    assert missed(ended) == set()
    with pytest.raises(MoveRefused, match="不在管护期内"):
        make_patrol(force, ended)


def test_day_to_come_is_not_walked(force, water):
    with pytest.raises(MoveRefused, match="不能晚于今天"):
        make_patrol(force, water, patrolled_on=clock.today() + ONE_DAY)


def test_voiding_a_patrol_of_a_past_day_makes_its_half_missed(force, water, settings):
    first = make_patrol(force, water)
    make_patrol(force, water, half="pm")
    run_at(settings, NEXT_MORNING)
    assert missed(water) == set()
    services.void_patrol(first, by=force.people["chief"], reason="没有去", version=first.version)
    assert missed(water) == {"2026-06-10 am"}


def test_what_it_found_is_opened_in_one_go_and_once(force, water):
    found = [("ring", "missing"), ("rope", "damaged")]
    patrol = make_patrol(force, water, found=found, dissuaded=4, minors=3)
    make_patrol(force, water, half="pm", found=found)
    assert {(each.title, each.patrol) for each in FacilityDefect.objects.all()} == {
        ("救生圈缺失", patrol),
        ("救生绳损坏", patrol),
    }
    row = Dissuasion.objects.get()
    assert (row.persons, row.minors, row.patrol, row.reported_on) == (4, 3, patrol, clock.today())


def test_dissuasion_follows_its_patrol(force, water):
    patrol = make_patrol(force, water, dissuaded=4, minors=3)
    facts = {"by": force.alice, "result": "normal"}
    patrol = services.change_patrol(patrol, version=patrol.version, dissuaded=2, minors=1, **facts)
    assert [(each.persons, each.minors) for each in Dissuasion.objects.current()] == [(2, 1)]
    patrol = services.change_patrol(patrol, version=patrol.version, **facts)
    assert not Dissuasion.objects.current().exists()
    patrol = services.change_patrol(patrol, version=patrol.version, dissuaded=5, **facts)
    assert Dissuasion.objects.current().get().persons == 5
    services.void_patrol(patrol, by=force.people["chief"], reason="录错", version=patrol.version)
    assert not Dissuasion.objects.current().exists()
    with pytest.raises(StaleRecord):
        services.change_patrol(patrol, version=1, **facts)


def test_form_is_filled_and_ticks_make_it_a_problem(force, water, sign_in):
    client = sign_in(force.alice)
    form = shown_in(client.get(f"{WATER_PATROLS.url('add')}?water={water.pk}").context["form"])
    assert (form["water"], form["half"], form["patroller"]) == (str(water.pk), "am", str(force.alice.pk))
    assert (
        client.post(WATER_PATROLS.url("add"), form | {"found": ["ring-missing"], "dissuaded": "2"}).status_code == 302
    )
    patrol = WaterPatrol.objects.get()
    assert (patrol.result, patrol.defects.count(), patrol.dissuasions.get().persons) == ("problem", 1, 2)
    again = shown_in(client.get(WATER_PATROLS.url("add")).context["form"])
    assert again["water"] == str(water.pk)


@pytest.mark.parametrize(
    ("typed", "field", "words"),
    [
        ({"dissuaded": "1", "minors": "2"}, "minors", "其中未成年人不能大于劝阻人次：2 > 1"),
        ({"patrolled_on": "2026-06-11"}, "patrolled_on", "水域巡查日不能晚于今天"),
        ({"patrolled_on": "9999-12-31"}, "patrolled_on", "水域巡查日不能晚于今天"),
        ({"patrolled_on": "2026-05-01"}, "patrolled_on", "只能登记 14 天以内的，请核对水域巡查日"),
    ],
)
def test_form_is_refused_at_the_field(force, water, sign_in, typed, field, words):
    client = sign_in(force.alice)
    form = shown_in(client.get(WATER_PATROLS.url("add")).context["form"])
    answer = client.post(WATER_PATROLS.url("add"), form | typed)
    assert answer.status_code == 422
    assert answer.context["form"].errors == {field: [words]}
    assert not WaterPatrol.objects.exists()


NOT_SAID = "发现问题的，请勾选缺损，或者在巡查备注里写明是什么问题"


def test_problem_is_a_defect_or_said_in_words_and_what_was_typed_stays(force, water, sign_in):
    client = sign_in(force.alice)
    form = shown_in(client.get(f"{WATER_PATROLS.url('add')}?water={water.pk}").context["form"])
    typed = form | {"result": "problem", "dissuaded": "3", "minors": "1"}
    answer = client.post(WATER_PATROLS.url("add"), typed)
    assert answer.status_code == 422
    assert answer.context["form"].errors == {"remark": [NOT_SAID]}
    assert shown_in(answer.context["form"]) == typed | {"found": []}
    assert not WaterPatrol.objects.exists()
    assert client.post(WATER_PATROLS.url("add"), typed | {"remark": "堤岸塌了一段"}).status_code == 302
    page = client.get(WaterPatrol.objects.get().get_absolute_url()).content.decode()
    assert "没有登记设施缺损，问题见巡查备注" in page
    assert "没有发现缺损" not in page


def test_changed_result_goes_on_saying_what_was_found(force, water, sign_in):
    patrol, client = make_patrol(force, water), sign_in(force.alice)
    url = WATER_PATROLS.url("change", patrol.pk)
    answer = client.post(url, shown_in(client.get(url).context["form"]) | {"result": "problem"})
    assert answer.context["form"].errors == {"remark": ["发现问题的，请在巡查备注里写明是什么问题"]}
    other = make_patrol(force, water, half="pm", result="problem", found=[("ring", "missing")])
    url = WATER_PATROLS.url("change", other.pk)
    form = shown_in(client.get(url).context["form"])
    answer = client.post(url, form | {"result": "normal"})
    assert answer.context["form"].errors == {"result": ["这次巡查登记了设施缺损，巡查结果须为“发现问题”"]}
    assert client.post(url, form).status_code == 302


def test_foreign_water_is_no_choice(force, sign_in):
    other = make_water(force, unit=force.other_station)
    client = sign_in(force.alice)
    assert client.get(f"{WATER_PATROLS.url('add')}?water={other.pk}").status_code == 404
    form = shown_in(client.get(WATER_PATROLS.url("add")).context["form"])
    assert client.post(WATER_PATROLS.url("add"), form | {"water": str(other.pk)}).status_code == 422


def test_matrix_shows_the_gap_and_costs_the_same_for_more_waters(
    force, water, settings, sign_in, django_assert_num_queries
):
    make_patrol(force, water, half="am")
    run_at(settings, NEXT_MORNING)
    settings.BAIYI_TODAY = "2026-06-11T10:00:00+08:00"
    make_patrol(force, water, half="pm", patrolled_on=dt.date(2026, 6, 10))
    row = rows_of([water], days_until(clock.today()))[0]
    yesterday, today = row.days[-2:]
    assert [each.kind for each in yesterday.halves] == ["done", "made-up"]
    assert [each.kind for each in today.halves] == ["open", "open"]
    assert row.missed == 1
    page = sign_in(force.people["chief"]).get("/prevention/water-patrols/days/").content.decode()
    assert "下午漏巡，已补录" in page
    assert "这 7 天漏巡 1 次" in page
    waters = [water, *(make_water(force) for _ in range(5))]
    with django_assert_num_queries(2):
        rows_of(waters, days_until(clock.today()))


@pytest.mark.parametrize("until", ["", "9999-12-31", "0001-01-01", "不是日期", "2026-06-01\x00"])
def test_matrix_refuses_a_day_it_cannot_show(force, water, sign_in, until):
    answer = sign_in(force.people["chief"]).get("/prevention/water-patrols/days/", {"until": until})
    assert (answer.status_code, "这 7 天漏巡" in answer.content.decode()) == (422, False)


def test_ways_to_other_days_lead_to_days_that_are_shown(force, water, sign_in):
    client, address, today = sign_in(force.people["chief"]), "/prevention/water-patrols/days/", clock.today()
    oldest = today - dt.timedelta(days=365)
    for day in (today, today - dt.timedelta(days=3), oldest):
        page = client.get(address, {"until": f"{day}"})
        ways = [page.context[name] for name in ("earlier", "later")]
        assert [bool(way) for way in ways] == [day != oldest, day != today]
        assert {client.get(way).status_code for way in ways if way} == {200}
