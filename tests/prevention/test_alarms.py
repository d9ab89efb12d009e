"""警情日报: reported once a unit and day, zero said, late stamped once, put right with what was there before."""

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied

from baiyi.accounts.models import User
from baiyi.jobs.schedules import Slot
from baiyi.notifications.models import Notification
from baiyi.notifications.todos import todo_sources
from baiyi.records import clock
from baiyi.records.moves import MoveRefused
from prevention.models import AlarmCategory, AlarmCount, AlarmReport
from prevention.schedules import alarms as schedules
from prevention.services import alarms as services
from prevention.views.alarms.reports import REPORTS
from tests.factories import make_campaign
from tests.factories.people import make_user
from tests.prevention.samples_alarms import category, make_beat, plant_report
from tests.samples import shown_in
from tests.test_record_pages import cost

ADD = "/prevention/alarms/reports/new/"
TUESDAY, WEDNESDAY = dt.date(2026, 6, 9), dt.date(2026, 6, 10)


@pytest.fixture(autouse=True)
def nine_o_clock(settings):
    settings.BAIYI_TODAY = "2026-06-10T09:00:00+08:00"


@pytest.fixture
def campaign(force):
    return make_campaign(force.branch, starts_on=dt.date(2026, 6, 8))


class Nothing:
    """Progress of a slot that nobody watches."""

    def advance(self, done: int) -> None: ...


def run(work, at: str) -> None:
    work(Slot("test", dt.datetime.fromisoformat(at)), Nothing())


def report(force, *, by="chief", on=TUESDAY, unit=None, **counts) -> AlarmReport:
    counts = {(None, category(code).pk): count for code, count in counts.items()}
    return services.report_alarms(by=force.people[by], unit=unit or force.station, on=on, counts=counts)


def test_report_keeps_its_counts_by_beat_and_category(force, sign_in):
    beat = make_beat(force, name="东一")
    client = sign_in(force.people["clerk"])
    words = {f"n-{beat.pk}-street_theft": "２", "n-0-dispute": "1", f"n-{beat.pk}-traffic": "0"}
    answer = client.post(ADD, shown_in(client.get(ADD).context["form"]) | words)
    found = AlarmReport.objects.get()
    assert (answer.status_code, answer.url) == (302, found.get_absolute_url())
    assert (found.reported_on, found.total, found.is_zero, found.is_late) == (TUESDAY, 3, False, False)
    rows = set(found.counts.values_list("beat__name", "category__code", "count"))
    assert rows == {("东一", "street_theft", 2), (None, "dispute", 1)}
    page = client.get(found.get_absolute_url()).content.decode()
    assert "街面盗窃 2 起" in page
    assert "为 0：" in page


def test_zero_is_said_with_one_button_and_shows_every_zero(force, sign_in):
    make_beat(force, name="东一")
    client = sign_in(force.people["chief"])
    answer = client.post(ADD, shown_in(client.get(ADD).context["form"]) | {"way": "zero"})
    found = AlarmReport.objects.get()
    assert (answer.status_code, found.is_zero, found.total) == (302, True, 0)
    page = client.get(found.get_absolute_url()).content.decode()
    assert "零报告" in page
    assert page.count("为 0：街面盗窃、") == 2


@pytest.mark.parametrize(
    ("words", "refusal"),
    [
        ({}, "没有警情的，请点“零报告”"),
        ({"n-0-traffic": "2", "way": "zero"}, "填了警情数，不能报零报告"),
        ({"block": "巡区\t交通\n未分巡区\t2"}, "粘贴的内容还没有读入"),
        ({"block": "", "way": "read"}, "请先把表格粘贴到这里"),
        ({"n-0-traffic": "10000"}, "9999"),
    ],
)
def test_what_says_nothing_or_two_things_is_refused(force, sign_in, words, refusal):
    client = sign_in(force.people["chief"])
    answer = client.post(ADD, shown_in(client.get(ADD).context["form"]) | words)
    assert answer.status_code == 422
    assert refusal in answer.content.decode()
    assert not AlarmReport.objects.exists()


def test_block_is_shown_before_it_is_saved(force, sign_in):
    beat = make_beat(force, name="东一")
    client = sign_in(force.people["clerk"])
    block = "\t街面盗窃\t纠纷\t合计\n东一\t3\t\t3\n未分巡区\t\t2\t2\n合计\t3\t2\t5"
    form = shown_in(client.get(ADD).context["form"])
    shown = client.post(ADD, form | {"block": block, "way": "read"})
    assert shown.status_code == 200
    assert "已读入 2 格、合计 5 起" in shown.content.decode()
    assert not AlarmReport.objects.exists()
    sent = shown_in(shown.context["form"])
    assert (sent[f"n-{beat.pk}-street_theft"], sent["n-0-dispute"]) == ("3", "2")
    assert "block" not in sent
    assert client.post(ADD, sent).status_code == 302
    assert AlarmReport.objects.get().total == 5
    wrong = client.post(ADD, form | {"block": block.replace("5", "6"), "way": "read"})
    assert wrong.status_code == 422
    assert "D4 合计写的是 6，各格相加是 5" in wrong.content.decode()


def test_second_clerk_is_told_who_was_first(force, sign_in):
    client = sign_in(force.people["clerk"])
    form = shown_in(client.get(ADD).context["form"])
    first = report(force, traffic=1)
    answer = client.post(ADD, form | {"n-0-traffic": "4"})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "人员chief于 6月10日 09:00 已报过这一天" in page
    assert f'href="{first.get_absolute_url()}"' in page
    assert 'value="4"' in page
    assert client.get(ADD).url == first.get_absolute_url()


@pytest.mark.parametrize(
    ("now", "day"),
    [
        ("2026-06-10T07:59:59+08:00", "2026-06-08"),
        ("2026-06-10T08:00:00+08:00", "2026-06-09"),
        ("2027-01-01T00:30:00+08:00", "2026-12-30"),
        ("2027-01-01T08:00:00+08:00", "2026-12-31"),
        ("2024-03-01T08:00:00+08:00", "2024-02-29"),
    ],
)
def test_day_that_is_offered_is_the_latest_that_is_over(force, sign_in, settings, now, day):
    settings.BAIYI_TODAY = now
    client = sign_in(force.people["chief"])
    assert client.post(ADD, shown_in(client.get(ADD).context["form"]) | {"way": "zero"}).status_code == 302
    assert f"{AlarmReport.objects.get().reported_on}" == day


@pytest.mark.parametrize("day", [WEDNESDAY, dt.date(2026, 6, 11), dt.date(9999, 12, 31), dt.date(1, 1, 1)])
def test_day_that_is_not_over_is_refused(force, day):
    with pytest.raises((MoveRefused, OverflowError)):
        report(force, on=day, traffic=1)


@pytest.mark.parametrize("on", ["2026-06-10", "9999-12-31", "0001-01-01"])
def test_page_of_a_day_that_cannot_be_reported_answers(force, sign_in, on):
    client = sign_in(force.people["chief"])
    page = client.get(ADD, {"on": on})
    assert page.status_code in {200, 404}
    if page.status_code == 200:
        sent = client.post(f"{ADD}?on={on}", shown_in(page.context["form"]) | {"n-0-traffic": "1"})
        assert sent.status_code == 422


@pytest.mark.parametrize("query", ["on=nonsense", "on=2026-02-30", "unit=0", f"unit={'9' * 5000}", "unit=甲", "on=\0"])
def test_made_up_unit_or_day_does_not_exist(force, sign_in, query):
    assert sign_in(force.people["chief"]).get(f"{ADD}?{query}").status_code == 404


def test_late_is_stamped_once(force, settings):
    in_time = report(force, on=TUESDAY, traffic=1)
    settings.BAIYI_TODAY = "2026-06-10T10:00:01+08:00"
    late = report(force, unit=force.other_station, by="office", traffic=1)
    assert (in_time.is_late, late.is_late) == (False, True)
    assert f"{late.due_at:%H:%M}" == "10:00"
    for each, flag in ((in_time, False), (late, True)):
        found = services.correct_alarms(each, by=force.people["office"], version=each.version, counts={}, reason="误报")
        assert (found.is_late, found.reported_at, found.is_zero) == (flag, each.reported_at, True)


def test_block_is_read_into_a_correction_before_its_reason_is_written(force, sign_in):
    """Reading saves nothing, so nothing but the block is asked for."""
    made = report(force, traffic=1)
    client, url = sign_in(force.people["clerk"]), REPORTS.url("correct", made.pk)
    typed = shown_in(client.get(url).context["form"]) | {"block": "\t交通\n未分巡区\t7", "way": "read", "reason": ""}
    answer = client.post(url, typed)
    assert (answer.status_code, answer.context["read"].total) == (200, 7)
    assert AlarmReport.objects.get().version == made.version


def test_correction_keeps_what_was_said(force, sign_in):
    made = report(force, traffic=1, dispute=2)
    client = sign_in(force.people["clerk"])
    url = REPORTS.url("correct", made.pk)
    form = shown_in(client.get(url).context["form"])
    assert (form["n-0-traffic"], form["n-0-dispute"]) == ("1", "2")
    assert client.post(url, form | {"reason": "没改"}).status_code == 422
    assert client.post(url, form | {"n-0-traffic": "3", "n-0-dispute": "", "reason": "核对"}).status_code == 302
    found = AlarmReport.objects.get()
    assert (found.total, found.version) == (3, made.version + 1)
    kept = found.corrections.get()
    assert (kept.before, kept.reason, kept.corrected_by) == ("未分巡区：纠纷 2、交通 1", "核对", force.people["clerk"])
    page = client.get(found.get_absolute_url()).content.decode()
    assert "未分巡区：纠纷 2、交通 1" in page
    assert "更正警情" in page


def test_what_is_none_of_the_units_or_the_days_is_refused(force):
    foreign = make_beat(force, unit=force.other_station)
    ended = make_beat(force, in_use_until=dt.date(2026, 6, 8))
    later = AlarmCategory.objects.create(code="later", name="新类", group="其他", starts_on=WEDNESDAY)
    traffic = category("traffic").pk
    for place in ((foreign.pk, traffic), (ended.pk, traffic), (None, later.pk), (2**40, traffic), (None, 2**40)):
        with pytest.raises(MoveRefused):
            services.report_alarms(by=force.people["chief"], unit=force.station, on=TUESDAY, counts={place: 1})
    assert not AlarmReport.objects.exists()


@pytest.mark.parametrize("who", ["leader", "alice", "supervisor", "bob", "partner"])
def test_whoever_does_not_report_for_the_unit_may_not(force, who, sign_in):
    with pytest.raises(PermissionDenied):
        report(force, by=who, traffic=1)
    assert sign_in(force.people[who]).get(f"{ADD}?unit={force.station.pk}").status_code == 403


def test_only_stations_report(force, sign_in):
    with pytest.raises(MoveRefused, match="由派出所报送"):
        report(force, by="office", unit=force.branch, traffic=1)
    page = sign_in(force.people["office"]).get(ADD)
    assert page.context["title"] == "东街派出所 6月9日警情"


def test_chief_of_another_station_finds_no_such_unit(force, sign_in):
    other = make_user("otherchief", force.other_station, "chief")
    made = report(force, traffic=1)
    client = sign_in(other)
    assert client.get(f"{ADD}?unit={force.station.pk}").status_code == 404
    assert client.get(made.get_absolute_url()).status_code == 404
    assert client.get(REPORTS.url("correct", made.pk)).status_code == 404


def test_day_is_opened_when_it_is_over_asked_for_and_told_once(force, campaign):
    chief = force.people["chief"]
    plant_report(force.other_station, TUESDAY, chief, traffic=1)
    for _ in range(2):
        run(schedules.open_alarms, "2026-06-10T08:00:00+08:00")
        run(schedules.remind_alarms, "2026-06-10T10:00:00+08:00")
    opened = AlarmReport.objects.missing().get()
    assert (opened.unit, opened.reported_on, opened.created_by) == (force.station, TUESDAY, None)
    todo = next(each for each in todo_sources.of(chief, clock.today()) if each.label == "警情报送")
    assert (todo.title, todo.url) == ("6月9日警情", f"{ADD}?unit={force.station.pk}&on=2026-06-09")
    told = Notification.objects.filter(kind="alarms_missing")
    assert set(told.values_list("recipient__username", flat=True)) == {"chief", "clerk"}
    done = report(force, traffic=1)
    assert (done.pk, done.created_by) == (opened.pk, chief)
    assert "警情报送" not in [each.label for each in todo_sources.of(User.objects.get(pk=chief.pk), clock.today())]


def test_instants_are_those_of_days_of_the_campaign(force, campaign):
    since, until = (dt.datetime.fromisoformat(f"2026-06-{day}T12:00:00+08:00") for day in ("05", "11"))
    opens = schedules.moments(schedules.day_ends_at)(since, until)
    assert [f"{each:%d %H}" for each in opens] == ["09 08", "10 08", "11 08"]
    assert [f"{each:%d %H}" for each in schedules.moments(schedules.due_at)(since, until)] == [
        "09 10",
        "10 10",
        "11 10",
    ]


@pytest.mark.one_day("counts statements")
def test_pages_cost_the_same_for_eight_stations_and_a_hundred_days(force, campaign, sign_in):
    client = sign_in(force.people["leader"])
    pages = ["/prevention/alarms/", "/prevention/alarms/analysis/", "/prevention/alarms/counts/", REPORTS.url("list")]
    plant_report(force.station, TUESDAY, force.people["chief"], traffic=1)
    few = {url: cost(client, url) for url in pages}
    for unit in (force.station, force.other_station):
        beat = make_beat(force, unit=unit)
        for n in range(1, 40):
            day = TUESDAY - n * dt.timedelta(days=1)
            plant_report(unit, day, force.people["chief"], beat=beat, traffic=1, dispute=2, street_theft=1)
    assert AlarmCount.objects.count() > 200
    assert {url: cost(client, url) for url in pages} == few
    assert all(spent <= 12 for spent in few.values()), few
