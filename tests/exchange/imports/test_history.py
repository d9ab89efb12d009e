"""Old books (历史台账): what comes in is over, marked 导入, counted by its own day, and goes when it is taken back."""

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from baiyi.deadlines.models import Deadline
from baiyi.deadlines.services import compute_due
from baiyi.exchange.models import DocumentNumber
from baiyi.figures import Period
from baiyi.figures.evaluation import Ask, evaluate
from baiyi.journal.timeline import timeline
from baiyi.notifications.models import Notification
from baiyi.records import clock
from baiyi.records.moves import MoveRefused
from cases.models import Case, CaseCategory, Outcome
from inspections.models import Hazard, Inspection, RectificationNotice
from inspections.services.history import add_past_hazard, add_past_inspection
from prevention.models import CheckpointShift, NightSheet
from tests.cases.samples import make_case
from tests.exchange.imports.doing import faults, let_in, send, take_back
from tests.exchange.imports.test_ledgers import HISTORY
from tests.factories import make_inspection, make_venue
from tests.prevention.samples import make_breathalyser, make_checkpoint

DAY = dt.timedelta(days=1)
CASES = ["受案日", "案件性质", "案件类别", "派出所", "主办民警", "案件名称", "执法系统案号", "办结情况", "办结日"]
OUTCOMES = ["案号或案件名称", "战果种类", "人数", "发生日", "单位"]
SHIFTS = ["卡点编号", "开始", "结束", "带班人", "民警", "辅警", "盘查车辆", "查获人员"]
NIGHTS = [
    "派出所",
    "夜查路段",
    "开始",
    "结束",
    "带班人",
    "民警",
    "检测仪编号",
    "检查车辆",
    "饮酒驾驶",
    "醉酒驾驶",
    "酒驾口径",
]
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


@pytest.fixture
def case(force, day) -> list:
    kind = CaseCategory.objects.filter(nature="administrative").first().name
    ended = [force.station.short_name, force.alice.name, "", "a2026-07", "已处罚", f"{day + 3 * DAY}"]
    return [f"{day}", "行政", kind, *ended]


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


def test_referred_hazards_are_over_on_the_day_they_were_handed_over(force, office, day, visit):
    bring_in("past-inspections", [VISITS, visit], office)
    facts = [*place(visit), "消防通道占用", "移送", f"{day + DAY}", force.partner_body.short_name]
    bring_in("past-hazards", [[*HAZARDS, "移送单位"], facts], office)
    made = Hazard.objects.get()
    assert (made.state, made.referred_to, made.referred_on) == ("referred", force.partner_body, day + DAY)
    assert made.rectified_on is None
    assert is_quiet()
    assert (counted("hazards_referred", day), counted("hazards_open", day + DAY)) == (1, 0)
    assert send("past-hazards", [[*HAZARDS, "移送单位"], facts], office).counts["same"] == 1


def test_notices_are_closed_without_a_number_and_their_term_was_met(force, office, venue, day, visit, sign_in):
    bring_in("past-inspections", [VISITS, visit], office)
    bring_in("past-hazards", [HAZARDS, [*place(visit), "安全出口堵塞", "限期整改", f"{day + 5 * DAY}"]], office)
    due = compute_due(venue.category.rule, day).due_on
    rows = [NOTICES, [*place(visit), "", "", f"{day}", f"{due}", f"{day + 5 * DAY}"]]
    done = bring_in("past-notices", rows, office)
    notice = RectificationNotice.objects.get()
    assert (notice.state, notice.is_imported, notice.number) == ("closed", True, None)
    assert (notice.content, notice.hazards.get().rectified_on) == ("安全出口堵塞", notice.closed_on)
    term = notice.deadlines.get()
    assert (term.due_on, term.closed_on, term.is_within_limit) == (due, day + 5 * DAY, True)
    assert is_quiet()
    assert counted("notices_closed", day + 5 * DAY) == 1
    assert "由历史台账导入" in sign_in(force.alice).get(notice.get_absolute_url()).content.decode()
    assert send("past-notices", rows, office).counts["same"] == 1
    assert take_back(done, office).counts["reversed"] == 1
    assert not RectificationNotice.objects.exists()
    assert not Deadline.objects.exists()
    assert Hazard.objects.get().notice is None


def test_cases_have_ended_and_owe_no_term(force, office, day, case, sign_in):
    criminal = CaseCategory.objects.filter(nature="criminal").first().name
    other = [f"{day}", "刑事", criminal, *case[3:5], "旧案", "", "移送起诉", f"{day + 9 * DAY}"]
    done = bring_in("past-cases", [CASES, case, other], office)
    first, second = Case.objects.order_by("pk")
    assert (first.state, first.ended_on, first.external_number) == ("penalised", day + 3 * DAY, "A2026-07")
    assert (first.name, first.officer, first.authority) == (first.usual_name, force.alice, force.branch)
    assert (second.state, second.solved_on, second.name) == ("prosecuted", day + 9 * DAY, "旧案")
    assert not Deadline.objects.exists()
    assert is_quiet()
    assert not Case.objects.open().exists()
    assert "由历史台账导入" in sign_in(force.alice).get(first.get_absolute_url()).content.decode()
    assert "导入历史台账" in [line.verb for line in timeline(first)]
    assert send("past-cases", [CASES, case, other], office).counts["same"] == 2
    taken = send("past-cases", [CASES, [*case[:5], "换个名", *case[6:]]], office)
    assert "执法系统案号 A2026-07 已登记" in faults(taken)[0][2]
    assert take_back(done, office).counts["reversed"] == 2
    assert not Case.objects.exists()


def test_outcomes_of_imported_cases_are_verified_and_counted(force, office, day, case):
    facts = ["A2026-07", "行政处罚", "2人", f"{day + 3 * DAY}", ""]
    assert faults(send("past-outcomes", [OUTCOMES, facts], office))[0][1:] == ("案号或案件名称", "没有导入过这个案件")
    cases = bring_in("past-cases", [CASES, case], office)
    done = bring_in("past-outcomes", [OUTCOMES, facts], office)
    made = Outcome.objects.get()
    assert (made.state, made.persons, made.unit, made.case) == ("verified", 2, force.station, Case.objects.get())
    assert is_quiet()
    assert counted("penalised_persons", day + 3 * DAY) == 2
    assert send("past-outcomes", [OUTCOMES, facts], office).counts["same"] == 1
    again = send("past-outcomes", [OUTCOMES, [*facts[:4], force.other_station.short_name]], office)
    assert "已有疑似同一战果" in faults(again)[0][2]
    assert take_back(cases, office).rows.get().why_kept == "已有战果"
    take_back(done, office)
    assert not Outcome.objects.exists()


@pytest.fixture
def shift(force, day) -> list:
    post = make_checkpoint(force)
    return [post.number, f"{day} 20:00", f"{day + DAY} 2:00", force.alice.name, 2, 3, 120, 1]


@pytest.fixture
def night(force, day) -> list:
    place = [force.station.short_name, "南桥路", f"{day} 21:00", f"{day + DAY} 1:00", force.alice.name, 2]
    return [*place, make_breathalyser(force).number, 80, 3, 1, "含醉驾"]


def test_shifts_have_ended_and_nobody_is_asked_to_relieve_them(force, office, day, shift, sign_in):
    done = bring_in("past-shifts", [SHIFTS, shift], office)
    made = CheckpointShift.objects.get()
    assert (made.state, made.unit, made.leader, made.reported_on) == ("closed", force.station, force.alice, day)
    assert (made.police, made.auxiliaries, made.vehicles_checked, made.captured) == (2, 3, 120, 1)
    assert not CheckpointShift.objects.to_relieve(clock.now()).exists()
    assert not CheckpointShift.objects.with_gap(clock.now()).exists()
    assert is_quiet()
    assert counted("checkpoint_vehicles", day) == 120
    assert "由历史台账导入" in sign_in(force.alice).get(made.get_absolute_url()).content.decode()
    assert "导入历史台账" in [line.verb for line in timeline(made)]
    assert send("past-shifts", [SHIFTS, shift], office).counts["same"] == 1
    assert take_back(done, office).counts["reversed"] == 1
    assert not CheckpointShift.objects.exists()


def test_nights_are_counted_by_their_day_and_known_again_by_their_place(force, office, day, night, sign_in):
    post = make_checkpoint(force)
    other = [force.other_station.short_name, "", f"{day} 22:00", *night[3:], post.number]
    rows = [[*NIGHTS, "卡点编号"], [*night, ""], other]
    done = bring_in("past-nights", rows, office)
    first, second = NightSheet.objects.order_by("starts_at")
    assert (first.unit, first.where, first.reported_on, first.persons) == (force.station, "南桥路", day, 4)
    assert (second.unit, second.checkpoint) == (force.station, post)
    assert is_quiet()
    assert counted("drink_driving_persons", day) == 8
    assert "由历史台账导入" in sign_in(force.alice).get(first.get_absolute_url()).content.decode()
    assert send("past-nights", rows, office).counts["same"] == 2
    assert take_back(done, office).counts["reversed"] == 2
    assert not NightSheet.objects.exists()


def test_what_the_law_refuses_of_a_night_is_told_at_its_row(force, office, day, night):
    old = make_breathalyser(force, valid_until=day - DAY)
    rows = [NIGHTS, [*night[:5], 1, *night[6:]], [*night[:6], old.number, *night[7:]]]
    told = {row: problem for row, _, problem in faults(send("past-nights", rows, office))}
    assert "夜查须有 2 名以上民警" in told[2]
    assert "与第 2 行重复" in told[3]
    told = faults(send("past-nights", [NIGHTS, rows[2]], office))
    assert "不能使用" in told[0][2]


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
        ("past-hazards", HAZARDS, 4, "还没改", "处置方式", "没有“还没改”这一项"),
        ("past-hazards", HAZARDS, 4, "移送", "移送单位", "移送的，请填写移送单位"),
        ("past-notices", NOTICES, 5, "2001-1-1", "签发日", "签发日不能早于检查日期"),
        ("past-notices", NOTICES, 7, "2001-1-1", "销号日", "销号日不能早于签发日"),
        ("past-notices", NOTICES, 6, "2001-1-1", "期满日", "期满日不能早于签发日"),
        ("past-cases", CASES, 2, "没有的类", "案件类别", "没有“没有的类”这一项"),
        ("past-cases", CASES, 4, "没有的人", "主办民警", "没有“没有的人”这一项"),
        ("past-cases", CASES, 7, "受案", "办结情况", "没有“受案”这一项"),
        ("past-cases", CASES, 7, "不予立案", "办结情况", "行政案件没有“不予立案”"),
        ("past-cases", CASES, 8, "2001-1-1", "办结日", "办结日不能早于受案日"),
        ("past-outcomes", OUTCOMES, 2, "0", "人数", "人数不能小于 1"),
        ("past-shifts", SHIFTS, 0, "K999", "卡点编号", "没有“K999”这一项"),
        ("past-shifts", SHIFTS, 1, "2099-1-1 20:00", "勤务开始", "勤务开始不能晚于今天"),
        ("past-shifts", SHIFTS, 2, "2001-1-1 20:00", "勤务结束", "勤务结束须在勤务开始之后"),
        ("past-shifts", SHIFTS, 3, "没有的人", "带班", "没有“没有的人”这一项"),
        ("past-nights", NIGHTS, 1, "", "夜查路段", "请填写卡点编号，或者夜查路段"),
        ("past-nights", NIGHTS, 6, "JJ-999", "检测仪编号", "没有“JJ-999”这一项"),
        ("past-nights", NIGHTS, 2, "1999-1-1 20:00", "勤务开始", "早于 2000 年"),
        ("past-outcomes", OUTCOMES, 3, "2001-1-1", "发生日", "发生日不能早于受案日"),
    ],
)
def test_what_is_wrong_is_told_at_its_cell(
    force, office, day, visit, case, shift, night, name, heads, place_of, cell, label, problem
):
    bring_in("past-inspections", [VISITS, visit], office)
    if name == "past-outcomes":
        bring_in("past-cases", [CASES, case], office)
    row = {
        "past-inspections": [*visit],
        "past-hazards": [*place(visit), "安全出口堵塞", "限期整改", f"{day}"],
        "past-notices": [*place(visit), "", "安全出口堵塞", f"{day}", "", f"{day + DAY}"],
        "past-cases": [*case],
        "past-shifts": [*shift],
        "past-nights": [*night],
        "past-outcomes": ["A2026-07", "行政处罚", "2", f"{day}", ""],
    }[name]
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
    for name in HISTORY:
        assert sign_in(force.people["clerk"]).get(reverse("exchange:import-upload", args=[name])).status_code == 403
    centre = sign_in(force.people["office"]).get(reverse("exchange:import-list")).content.decode()
    assert "历史台账" in centre
    assert "历史台账" not in sign_in(force.people["clerk"]).get(reverse("exchange:import-list")).content.decode()


def test_what_a_case_was_found_in_is_not_taken_back(force, office, day, visit):
    visits = bring_in("past-inspections", [VISITS, visit], office)
    facts = [*place(visit), "", "安全出口堵塞", f"{day}", "", f"{day}"]
    notices = bring_in("past-notices", [NOTICES, facts], office)
    make_case(force, "premises", origin=RectificationNotice.objects.get())
    assert take_back(notices, office).rows.get().why_kept == "已有案件"
    make_case(force, "premises", origin=Inspection.objects.get())
    assert take_back(visits, office).rows.get().why_kept in {"已有案件", "已有责令整改通知书"}


def test_services_check_right_and_days_again(force, office, venue, day):
    facts = {"venue": venue, "inspectors": [], "outcome": "normal", "note": ""}
    with pytest.raises(PermissionDenied):
        add_past_inspection(by=force.people["clerk"], inspected_on=day, **facts)
    with pytest.raises(MoveRefused, match="检查日期不能晚于今天"):
        add_past_inspection(by=office, inspected_on=clock.today() + DAY, **facts)
    inspection = add_past_inspection(by=office, inspected_on=day, **facts)
    with pytest.raises(MoveRefused, match="整改完成日不能早于检查日期"):
        add_past_hazard(by=office, inspection=inspection, description="堵", disposal="by_date", rectified_on=day - DAY)


def test_hazards_of_an_inspection_that_was_recorded_here_are_not_brought_in(force, office, venue):
    own = make_inspection(venue, [force.alice, force.amy])
    facts = [f"{own.inspected_on}", venue.name, force.station.short_name, "堵", "", f"{own.inspected_on}"]
    assert faults(send("past-hazards", [HAZARDS, facts], office))[0][2] == "没有导入过这次检查"
