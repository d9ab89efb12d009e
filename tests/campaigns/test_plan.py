"""The responsibility list: states on a day, reports and corrections, changing and switching."""

import datetime as dt
import uuid
from dataclasses import replace
from decimal import Decimal

import pytest
from auditlog.models import LogEntry
from django.core.exceptions import PermissionDenied

from baiyi.figures import Period, get, registry
from baiyi.figures.evaluation import values
from baiyi.records.moves import MoveRefused, StaleRecord
from campaigns.forms.plan import SwitchForm
from campaigns.models import Campaign
from campaigns.plan import plan_on
from campaigns.planline import GREEN, NONE, RED, YELLOW, Node
from campaigns.services import plan as services
from tests.factories import make_hazard, make_inspection, make_item, make_report, make_venue

DAY_18 = dt.date(2022, 7, 21)
START = dt.date(2022, 7, 4)


def state_of(item, campaign, force, on=DAY_18):
    return plan_on(campaign, on, force.people["leader"], pks=[item.pk]).states[0]


def facts_of(item, **changes) -> services.ItemFacts:
    names = (
        "title",
        "unit",
        "responsible",
        "measure",
        "target",
        "aim",
        "baseline",
        "comes_with",
        "by_hand_because",
    )
    kept = {name: getattr(item, name) for name in names} | {"assisting": [], "nodes": []}
    return services.ItemFacts(**(kept | changes))


# States


def test_item_without_a_report_has_no_data(item, campaign, force):
    state = state_of(item, campaign, force)
    assert (state.value, state.kind, state.lamp.text) == (None, NONE, "无数据")


@pytest.mark.parametrize(("value", "kind"), [(18, GREEN), (17, YELLOW), (15, YELLOW), (14, RED), (0, RED)])
def test_reported_value_lights_the_lamp(item, campaign, force, value, kind):
    make_report(item, force.alice, value)
    state = state_of(item, campaign, force)
    assert (state.kind, state.shown_due, state.value) == (kind, "18 次", value)


def test_latest_day_counts_and_past_days_keep_theirs(item, campaign, force):
    make_report(item, force.alice, 9, as_of=dt.date(2022, 7, 10))
    make_report(item, force.alice, 17, as_of=dt.date(2022, 7, 18))
    found = {day: state_of(item, campaign, force, dt.date(2022, 7, day)).value for day in (9, 10, 17, 18, 21)}
    assert found == {9: None, 10: 9, 17: 9, 18: 17, 21: 17}


def test_report_of_an_earlier_day_that_comes_later_does_not_count_for_today(item, campaign, force):
    make_report(item, force.alice, 17, as_of=dt.date(2022, 7, 18))
    make_report(item, force.alice, 9, as_of=dt.date(2022, 7, 10))
    assert state_of(item, campaign, force).value == 17


def test_correction_is_a_further_report_and_the_first_one_stays(item, campaign, force):
    make_report(item, force.alice, 71)
    make_report(item, force.alice, 17, correction="两位数写反了")
    assert state_of(item, campaign, force).value == 17
    assert item.reports.count() == 2


def test_voided_report_gives_way_to_the_one_before(item, campaign, force, office):
    make_report(item, force.alice, 9, as_of=dt.date(2022, 7, 10))
    wrong = make_report(item, force.alice, 90)
    services.void_report(wrong, by=force.alice, reason="报错条目")
    assert state_of(item, campaign, force).value == 9
    with pytest.raises(MoveRefused, match="已经作废"):
        services.void_report(wrong, by=office, reason="再来一次")


def test_same_form_twice_is_one_report(item, force):
    facts = {"as_of": DAY_18, "value": Decimal(5), "note": "", "by": force.alice, "client_uuid": uuid.uuid4()}
    assert services.report_item(item, **facts) == services.report_item(item, **facts)
    assert item.reports.count() == 1


def test_figure_gives_value_and_base(campaign, force, office):
    venue = make_venue(force.station, force.alice)
    make_inspection(venue, [force.alice, force.amy], hazards=[make_hazard("on_site"), make_hazard()])
    rate = make_item(campaign, force.station, office, figure="hazard_rectification_rate", measure="%", target=95)
    made = make_item(campaign, force.station, office, figure="inspections_made")
    assert (state_of(rate, campaign, force).value, state_of(rate, campaign, force).base) == (Decimal("50.0"), "1/2")
    assert state_of(made, campaign, force).value == 1


def test_rate_on_base_zero_has_no_data(campaign, force, office):
    rate = make_item(campaign, force.station, office, figure="hazard_rectification_rate", measure="%", target=95)
    assert state_of(rate, campaign, force).kind == NONE


def test_figure_that_no_room_declares_has_no_data(campaign, force, office):
    assert state_of(make_item(campaign, force.station, office, figure="gone"), campaign, force).kind == NONE


def test_reports_of_an_item_counted_by_a_figure_do_not_count(item, campaign, force, office):
    make_report(item, force.alice, 50)
    services.switch_counting(item, figure="inspections_made", by=office, reason="已能取数")
    assert state_of(item, campaign, force).value == 0
    services.switch_counting(item, figure="", by=office, reason="改回手工")
    assert state_of(item, campaign, force).value == 50


def test_cap_says_what_is_left_and_no_share(campaign, force, office):
    cap = make_item(campaign, force.station, office, aim="most", target=36, measure="起")
    for value, kind, gap in (
        (30, GREEN, "余 6 起"),
        (33, YELLOW, "余 3 起"),
        (36, YELLOW, "已到红线"),
        (37, RED, "超红线 1 起"),
    ):
        make_report(cap, force.alice, value)
        state = state_of(cap, campaign, force)
        assert (state.kind, state.gap, state.completion, state.bar) == (kind, gap, None, None)


def test_milestone_is_due_on_its_day_and_not_before(campaign, force, office):
    nodes = {dt.date(2022, 7, 21): 40, dt.date(2022, 8, 30): 100}
    item = make_item(campaign, force.station, office, aim="dated", nodes=nodes)
    make_report(item, force.alice, 30, as_of=dt.date(2022, 7, 5))
    found = {day: state_of(item, campaign, force, dt.date(2022, 7, day)) for day in (6, 14, 21)}
    assert {day: (each.kind, each.due) for day, each in found.items()} == {
        6: (GREEN, 0),
        14: (YELLOW, 0),
        21: (RED, 40),
    }
    assert found[14].gap == "距节点（7月21日）7 天，还差 10 次"
    assert found[21].gap == "逾节点（7月21日）0 天，差 10 次"
    assert found[21].completion == Decimal("30.0")


def test_what_is_cleared_counts_down_from_its_baseline(campaign, force, office):
    item = make_item(campaign, force.station, office, aim="zero", target=0, baseline=100, measure="处")
    for value, kind, gap, done in (
        (82, GREEN, "还剩 82 处", "18.0"),
        (85, YELLOW, "还剩 85 处，应再清 3 处", "15.0"),
        (99, RED, "还剩 99 处，应再清 17 处", "1.0"),
        (0, GREEN, "已清零", "100.0"),
    ):
        make_report(item, force.alice, value)
        state = state_of(item, campaign, force)
        assert (state.kind, state.gap, state.completion, state.due) == (kind, gap, Decimal(done), 82)


def test_nodes_make_steps(campaign, force, office):
    stepped = make_item(campaign, force.station, office, nodes={dt.date(2022, 7, 21): 40, dt.date(2022, 8, 30): 70})
    dues = {
        day: int(state_of(stepped, campaign, force, day).due)
        for day in (dt.date(2022, 7, 12), DAY_18, dt.date(2022, 8, 29))
    }
    assert dues == {dt.date(2022, 7, 12): 20, DAY_18: 40, dt.date(2022, 8, 29): 40}


def test_nothing_burns_before_the_campaign(campaign, force, item, settings):
    settings.BAIYI_TODAY = "2022-07-01"
    assert state_of(item, campaign, force, dt.date(2022, 7, 1)).lamp.text == "未开始"


def test_sub_action_counts_items_and_adds_nothing(campaign, force, office):
    items = [
        make_item(campaign, force.station, office, sub_action="BADING", measure=each)
        for each in ("次", "人", "起", "家")
    ]
    for item, value in zip(items, (20, 30, 1), strict=False):
        make_report(item, force.alice, value)
    action = plan_on(campaign, DAY_18, office).sub_actions[0]
    assert (action.on_plan, action.known, action.without_data) == (2, 3, 1)
    assert (action.words, action.percent, action.kind) == ("2/3 项达序时，1 项无数据", Decimal("66.7"), RED)


def test_sub_action_without_any_data_is_grey(campaign, force, office, item):
    action = plan_on(campaign, DAY_18, office).sub_actions[0]
    assert (action.kind, action.percent, action.words) == (NONE, None, "1 项都无数据")


def test_thresholds_of_the_campaign_decide(campaign, force, office, item):
    make_report(item, force.alice, 15)
    lines = {"green_from": Decimal("0.80"), "yellow_from": Decimal("0.50"), "limit_near_from": Decimal("0.70")}
    services.set_lamps(campaign, **lines, by=office)
    assert state_of(item, Campaign.objects.get(), force).kind == GREEN
    for wrong, said in (({"yellow_from": Decimal("0.90")}, "黄灯线"), ({"limit_near_from": Decimal("1.01")}, "红线")):
        with pytest.raises(MoveRefused, match=said):
            services.set_lamps(campaign, **(lines | wrong), by=office)
    cap = make_item(campaign, force.station, office, aim="most", target=10)
    make_report(cap, force.alice, 7)
    assert state_of(cap, Campaign.objects.get(), force).kind == YELLOW
    with pytest.raises(PermissionDenied):
        services.set_lamps(campaign, **lines, by=force.alice)


# Reporting


@pytest.mark.parametrize(
    ("as_of", "value", "said"),
    [
        ("2022-07-03", 1, "行动期间"),
        ("2022-10-12", 1, "行动期间"),
        ("2022-07-22", 1, "不能晚于今天"),
        ("2022-07-21", -1, "不能小于 0"),
        ("2022-07-21", "1.5", "须为整数"),
    ],
)
def test_report_that_makes_no_sense_is_refused(item, force, as_of, value, said):
    with pytest.raises(MoveRefused, match=said):
        make_report(item, force.alice, value, as_of=dt.date.fromisoformat(as_of))


def test_percentage_lies_between_minus_and_plus_a_hundred(campaign, force, office):
    rate = make_item(campaign, force.station, office, measure="%")
    make_report(rate, force.alice, "-12.5")
    with pytest.raises(MoveRefused, match="百分比"):
        make_report(rate, force.alice, 101)


def test_item_counted_by_a_figure_is_not_reported(campaign, force, office):
    made = make_item(campaign, force.station, office, figure="inspections_made")
    with pytest.raises(MoveRefused, match="自动取数"):
        make_report(made, force.alice, 5)


def test_only_the_leading_unit_and_the_office_report(item, force, office):
    with pytest.raises(PermissionDenied):
        make_report(item, force.bob, 5)
    with pytest.raises(PermissionDenied):
        make_report(item, force.people["leader"], 5)
    make_report(item, force.people["clerk"], 5)
    make_report(item, office, 6)
    assert item.reports.count() == 2


# Changing


def test_change_is_one_journal_line_with_its_reason_and_nodes_follow(item, campaign, force, office):
    nodes = [Node(dt.date(2022, 8, 1), Decimal(30)), Node(dt.date(2022, 9, 1), Decimal(60))]
    changed = services.change_item(
        item, facts_of(item, target=Decimal(120), nodes=nodes), by=office, reason="上级加码", version=1
    )
    assert (changed.target, changed.version) == (120, 2)
    assert [(str(each.due_on), each.target) for each in item.milestones.all()] == [
        ("2022-08-01", 30),
        ("2022-09-01", 60),
    ]
    line = LogEntry.objects.get_for_object(item).first()
    assert (line.additional_data["verb"], line.additional_data["reason"]) == ("修改责任清单条目", "上级加码")
    with pytest.raises(StaleRecord):
        services.change_item(item, facts_of(item), by=office, reason="x", version=1)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"target": Decimal("1.5")}, "整数"),
        ({"nodes": [Node(dt.date(2022, 7, 3), Decimal(1))]}, "节点日"),
        ({"nodes": [Node(DAY_18, Decimal(1)), Node(DAY_18, Decimal(2))]}, "同一天"),
        ({"nodes": [Node(DAY_18, Decimal(50)), Node(dt.date(2022, 8, 1), Decimal(40))]}, "逐个不减"),
        ({"nodes": [Node(DAY_18, Decimal(101))]}, "不超过目标值"),
        ({"aim": "most", "nodes": [Node(DAY_18, Decimal(1))]}, "不设序时节点"),
    ],
)
def test_change_that_makes_no_sense_is_refused(item, office, changes, said):
    with pytest.raises(MoveRefused, match=said):
        services.change_item(item, facts_of(item, **changes), by=office, reason="x")


def test_measure_stays_while_reports_stand_or_a_figure_counts(item, campaign, force, office):
    report = make_report(item, force.alice, 3)
    with pytest.raises(MoveRefused, match="不能再改计量单位"):
        services.change_item(item, facts_of(item, measure="起"), by=office, reason="x")
    services.void_report(report, by=office, reason="x")
    services.change_item(item, facts_of(item, measure="起"), by=office, reason="x")
    driven = make_item(campaign, force.station, office, figure="inspections_made")
    with pytest.raises(MoveRefused, match="请先切换计数方式"):
        services.change_item(driven, facts_of(driven, measure="起"), by=office, reason="x")


def test_figure_of_another_measure_cannot_drive_an_item(item, office):
    with pytest.raises(MoveRefused, match="单位不一致"):
        services.switch_counting(item, figure="hazards_found", by=office, reason="x")
    with pytest.raises(MoveRefused, match="没有“nonsense”"):
        services.switch_counting(item, figure="nonsense", by=office, reason="x")
    with pytest.raises(MoveRefused, match="没有变化"):
        services.switch_counting(item, figure="", by=office, reason="x")


def test_switch_is_journaled_and_the_subsystem_is_no_longer_awaited(campaign, force, office):
    waits = make_item(campaign, force.station, office, comes_with="patrol")
    done = services.switch_counting(waits, figure="inspections_made", by=office, reason="子系统建成")
    assert (done.figure, done.comes_with) == ("inspections_made", "")
    assert LogEntry.objects.get_for_object(waits).first().additional_data["verb"] == "改由系统取数：检查次数"


def test_cancelled_item_counts_nowhere_and_keeps_its_page(item, campaign, force, office, sign_in):
    services.cancel_item(item, by=office, reason="并入其他条目")
    assert plan_on(campaign, DAY_18, office).states == []
    assert values(["responsibility_items"], period=Period(START, DAY_18)) == {"responsibility_items": 0}
    page = sign_in(office).get(item.get_absolute_url()).content.decode()
    assert "已取消" in page
    assert "并入其他条目" in page
    with pytest.raises(MoveRefused, match="已经取消"):
        make_report(item, office, 5)


def test_only_the_office_changes_the_list(item, force):
    for person in (force.alice, force.people["chief"], force.people["leader"]):
        with pytest.raises(PermissionDenied):
            services.cancel_item(item, by=person, reason="x")


def test_item_waits_for_a_figure_by_its_word_and_measure(campaign, force, office, monkeypatch, sign_in):
    item = make_item(campaign, force.station, office, comes_with="护校", measure="次")
    assert services.awaited_figures(item) == []
    come = replace(get("inspections_made"), key="patrols_held", label="巡逻班次", awaited_as="护校")
    other = replace(come, key="patrol_people", measure="人")
    for figure in (come, other):
        monkeypatch.setitem(registry._figures, figure.key, figure)
    assert services.awaited_figures(item) == [come]
    page = sign_in(office).get(item.get_absolute_url()).content.decode()
    assert "护校已接入，可在“计数方式”改由系统取数：巡逻班次" in page
    choices = SwitchForm(item=item).fields["figure"].choices
    assert choices[1] == ("patrols_held", "系统取数：巡逻班次（次），待接入的指标")


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"aim": "most", "nodes": [Node(DAY_18, Decimal(5))]}, "红线上限不设序时节点"),
        ({"aim": "dated"}, "限时节点须写明节点日"),
        ({"aim": "zero", "target": Decimal(5), "baseline": Decimal(9)}, "目标值为 0"),
        ({"aim": "zero", "target": Decimal(0)}, "清零基数"),
        ({"aim": "zero", "target": Decimal(0), "baseline": Decimal("0.5")}, "整数"),
        ({"aim": "zero", "target": Decimal(0), "measure": "%", "baseline": Decimal(9)}, "清零按数计"),
        (
            {"aim": "zero", "target": Decimal(0), "baseline": Decimal(9), "nodes": [Node(DAY_18, Decimal(10))]},
            "逐个不增",
        ),
    ],
)
def test_each_kind_of_target_asks_for_its_own(item, office, changes, said):
    with pytest.raises(MoveRefused, match=said):
        services.change_item(item, facts_of(item, **changes), by=office, reason="试")


def test_baseline_goes_with_what_is_cleared(item, office):
    to_zero = {"aim": "zero", "target": Decimal(0), "baseline": Decimal(9), "nodes": [Node(DAY_18, Decimal(4))]}
    changed = services.change_item(item, facts_of(item, **to_zero), by=office, reason="清零")
    assert changed.baseline == 9
    back = services.change_item(item, facts_of(changed, aim="least", baseline=Decimal(9)), by=office, reason="改回")
    assert back.baseline is None
