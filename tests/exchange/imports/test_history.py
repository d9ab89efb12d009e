"""Old books (历史台账): what comes in is over, marked 导入, counted by its own day, and goes when it is taken back."""

import datetime as dt

import pytest
from django.urls import reverse

from baiyi.deadlines.models import Deadline
from baiyi.exchange.models import DocumentNumber
from baiyi.figures import Period
from baiyi.figures.evaluation import Ask, evaluate
from baiyi.journal.timeline import timeline
from baiyi.notifications.models import Notification
from baiyi.records import clock
from inspections.models import Hazard, Inspection, RectificationNotice
from tests.exchange.imports.doing import faults, let_in, send, take_back
from tests.factories import make_venue

DAY = dt.timedelta(days=1)
VISITS = ["检查日期", "场所名称", "派出所", "检查人", "检查结果", "备注"]
HAZARDS = ["检查日期", "场所名称", "派出所", "隐患内容", "处置方式", "整改完成日"]
NOTICES = ["检查日期", "场所名称", "派出所", "文书种类", "隐患内容", "签发日", "期满日", "销号日"]


@pytest.fixture
def office(force):
    return force.people["office"]


@pytest.fixture
def venue(force):
    return make_venue(force.station, force.alice)


@pytest.fixture
def day() -> dt.date:
    return clock.today() - 20 * DAY


@pytest.fixture
def visit(force, venue, day) -> list:
    return [f"{day}", venue.name, force.station.short_name, f"{force.alice.name}、{force.amy.name}", "有隐患", "夜查"]


def place(visit: list) -> list:
    return visit[:3]


def bring_in(name: str, rows: list[list], by):
    batch = send(name, rows, by)
    assert batch.wrong == 0, faults(batch)
    return let_in(batch, by)


def is_quiet() -> bool:
    """No term runs, nobody was told but who imports, no number was given."""
    told = Notification.objects.exclude(content_type__model="backgroundjob")
    return not (Deadline.objects.open().exists() or told.exists() or DocumentNumber.objects.exists())


def counted(key: str, day: dt.date) -> int:
    ask = Ask(key, Period(day, day))
    return evaluate([ask])[ask]


def test_inspections_of_an_old_book_come_in_once_and_go_again(force, office, venue, day, visit):
    rows = [VISITS, visit, [f"{day - DAY}", *visit[1:3], "", "正常", ""]]
    done = bring_in("past-inspections", rows, office)
    made = Inspection.objects.get(inspected_on=day)
    assert (made.venue, made.unit, made.outcome, made.note) == (venue, force.station, "hazard", "夜查")
    assert set(made.inspectors.all()) == {force.alice, force.amy}
    assert is_quiet()
    assert counted("inspections_made", day) == 1
    assert send("past-inspections", rows, office).counts["same"] == 2
    changed = send("past-inspections", [VISITS, [*visit[:4], "正常", ""]], office)
    assert faults(changed)[0][2] == "台账里已有这一项，不能用表格更新"
    assert take_back(done, office).counts["reversed"] == 2
    assert not Inspection.objects.exists()


def test_mark_of_an_imported_record_leads_to_its_batch(force, office, venue, day, visit, sign_in):
    batch = bring_in("past-inspections", [VISITS, visit], office)
    made = Inspection.objects.get()
    mine, others = sign_in(office), sign_in(force.alice)
    assert batch.get_absolute_url() in mine.get(made.get_absolute_url()).content.decode()
    shown = others.get(made.get_absolute_url()).content.decode()
    assert "由历史台账导入" in shown
    assert batch.get_absolute_url() not in shown
    listed = others.get(reverse("inspections:inspection-list")).content.decode()
    assert '<span class="tag tag-grey">导入</span>' in listed
    assert "导入历史台账" in [line.verb for line in timeline(made)]


def test_hazards_hang_on_the_imported_inspection_and_are_closed(force, office, venue, day, visit):
    facts = [*place(visit), "安全出口堵塞", "", f"{day + DAY}"]
    batch = send("past-hazards", [HAZARDS, facts], office)
    assert faults(batch) == [(2, "检查日期", "没有导入过这次检查")]
    visits = bring_in("past-inspections", [VISITS, visit], office)
    rows = [HAZARDS, facts, [*place(visit), "灭火器过期", "当场整改", f"{day}"]]
    done = bring_in("past-hazards", rows, office)
    later, at_once = Hazard.objects.order_by("pk")
    assert (later.state, later.disposal, later.found_on, later.rectified_on) == ("closed", "by_date", day, day + DAY)
    assert (at_once.disposal, at_once.inspection) == ("on_site", Inspection.objects.get())
    assert is_quiet()
    assert counted("hazards_rectified", day + DAY) == 1
    assert send("past-hazards", rows, office).counts["same"] == 2
    kept = take_back(visits, office)
    assert kept.rows.get().why_kept == "已有安全隐患"
    take_back(done, office)
    assert not Hazard.objects.exists()


def test_notices_are_closed_without_a_number_and_their_term_was_met(force, office, venue, day, visit, sign_in):
    bring_in("past-inspections", [VISITS, visit], office)
    bring_in("past-hazards", [HAZARDS, [*place(visit), "安全出口堵塞", "限期整改", f"{day + 5 * DAY}"]], office)
    rows = [NOTICES, [*place(visit), "", "", f"{day}", f"{day + 7 * DAY}", f"{day + 5 * DAY}"]]
    done = bring_in("past-notices", rows, office)
    notice = RectificationNotice.objects.get()
    assert (notice.state, notice.is_imported, notice.number) == ("closed", True, None)
    assert (notice.content, notice.hazards.get().rectified_on) == ("安全出口堵塞", notice.closed_on)
    term = notice.deadlines.get()
    assert (term.due_on, term.closed_on, term.is_within_limit) == (day + 7 * DAY, day + 5 * DAY, True)
    assert is_quiet()
    assert counted("notices_closed", day + 5 * DAY) == 1
    assert "由历史台账导入" in sign_in(force.alice).get(notice.get_absolute_url()).content.decode()
    assert send("past-notices", rows, office).counts["same"] == 1
    assert take_back(done, office).counts["reversed"] == 1
    assert not RectificationNotice.objects.exists()
    assert not Deadline.objects.exists()
    assert Hazard.objects.get().notice is None


@pytest.mark.parametrize(
    ("name", "heads", "place_of", "cell", "label", "problem"),
    [
        ("past-inspections", VISITS, 1, "没有的店", "场所名称", "场所台账里没有这家"),
        ("past-inspections", VISITS, 2, "没有的所", "派出所", "没有“没有的所”这一项"),
        ("past-inspections", VISITS, 3, "没有的人", "检查人", "没有“没有的人”这一项"),
        ("past-inspections", VISITS, 4, "还行", "检查结果", "没有“还行”这一项"),
        ("past-inspections", VISITS, 0, "2099-1-1", "检查日期", "检查日期不能晚于今天"),
        ("past-inspections", VISITS, 0, "1999-12-31", "检查日期", "早于 2000 年"),
        ("past-hazards", HAZARDS, 5, "2001-1-1", "整改完成日", "整改完成日不能早于检查日期"),
        ("past-hazards", HAZARDS, 4, "移送", "处置方式", "没有“移送”这一项"),
        ("past-notices", NOTICES, 5, "2001-1-1", "签发日", "签发日不能早于检查日期"),
        ("past-notices", NOTICES, 7, "2001-1-1", "销号日", "销号日不能早于签发日"),
        ("past-notices", NOTICES, 6, "2001-1-1", "期满日", "期满日不能早于签发日"),
    ],
)
def test_what_is_wrong_is_told_at_its_cell(force, office, day, visit, name, heads, place_of, cell, label, problem):
    bring_in("past-inspections", [VISITS, visit], office)
    own = {
        "past-inspections": [visit[3], visit[4], ""],
        "past-hazards": ["安全出口堵塞", "限期整改", f"{day}"],
        "past-notices": ["", "安全出口堵塞", f"{day}", "", f"{day + DAY}"],
    }
    row = [*place(visit), *own[name]]
    row[place_of] = cell
    told = faults(send(name, [heads, row], office))
    assert [(2, label)] == [(number, head) for number, head, _ in told]
    assert problem in told[0][2]


def test_venues_of_one_name_are_told_apart_by_their_address(force, office, venue, day, visit):
    other = make_venue(force.station, force.alice, name=venue.name, address="别处 1 号")
    told = faults(send("past-inspections", [VISITS, visit], office))
    assert told[0][1:] == ("场所名称", "这个派出所有 2 家叫这个名称的场所")
    bring_in("past-inspections", [[*VISITS, "场所地址"], [*visit, "别处1号"]], office)
    assert Inspection.objects.get().venue == other


def test_who_may_not_bring_in_old_books_is_refused(force, sign_in):
    for name in ("past-inspections", "past-hazards", "past-notices"):
        assert sign_in(force.people["clerk"]).get(reverse("exchange:import-upload", args=[name])).status_code == 403
    centre = sign_in(force.people["office"]).get(reverse("exchange:import-list")).content.decode()
    assert "历史台账" in centre
    assert "历史台账" not in sign_in(force.people["clerk"]).get(reverse("exchange:import-list")).content.decode()
