"""What the campaign puts on first pages: items of the list that wait for a report, and the exceptions of the list."""

from baiyi.accounts.roles import Role
from baiyi.records import clock, lamps
from baiyi.records.addresses import address_of
from baiyi.records.home import Card, Problem, Problems, Row, Way, worst_of
from baiyi.records.hooks import Panel, SetupStep, exceptions, home_panels, setup_steps
from campaigns import rights
from campaigns.models import Campaign, ResponsibilityItem
from campaigns.plan import ItemState, Plan, items_for, items_of, plan_for, plan_url, waits_for_report
from campaigns.planline import NONE, RED, WORDS

SHOWN = 5


setup_steps += [
    SetupStep(
        label="专项行动",
        note="起止、阶段、方案；六项行动的分管领导和抓手",
        url_name="campaigns:campaign",
        right=rights.MANAGE,
        rows=Campaign.objects.all,
        order=30,
    ),
    SetupStep(
        label="责任清单",
        note="用表格导入，或逐条新增",
        url_name="campaigns:plan",
        right=rights.MANAGE,
        rows=ResponsibilityItem.objects.current,
        order=40,
    ),
]


@home_panels.append
def to_report(request) -> Panel | None:
    """待填报: items of the list reported by hand whose value is older than the last week. At most one statement."""
    user, campaign = request.user, Campaign.objects.at_hand_lately(clock.today())
    if campaign is None or not {Role.OFFICE, Role.CLERK} & user.roles:
        return None
    on, is_office = min(clock.today(), campaign.ends_on), Role.OFFICE in user.roles
    by_hand = _items_by_hand(request, campaign, on)
    if not by_hand and not is_office:
        return None
    waiting = [item for item in by_hand if waits_for_report(item, campaign, on)]
    plan = address_of("campaigns:plan")
    within = "" if is_office else f"&unit={user.home_unit.pk}"
    return Card(
        "待填报",
        note=f"{len(waiting)}/{len(by_hand)} 项",
        more=Way(f"看 {len(waiting)} 项", f"{plan}?way=due{within}") if waiting else None,
        rows=[_row_of_item(item) for item in waiting[:SHOWN]],
        empty="手工填报的条目都已填到上周末" if by_hand else "没有手工填报的条目，全部由系统取数",
        way=Way("看手工填报", f"{plan}?way=hand{within}") if by_hand else Way("责任清单", plan),
        foot="手工填报的条目中，没有填到上周末的" if waiting else "",
    ).panel(order=25, is_aside=True)


def _items_by_hand(request, campaign: Campaign, on) -> list:
    """For the office of the campaign all, which 六项行动 reads too; for everybody else those his unit leads."""
    user = request.user
    if Role.OFFICE in user.roles and user.has_perm(rights.MANAGE, campaign):
        return [item for item in items_for(request, campaign, on) if item.is_reported]
    return list(items_of(campaign, on).filter(figure="", unit=user.home_unit))


def _row_of_item(item) -> Row:
    last = item.reported_as_of
    said = f"填到 {last.month}月{last.day}日" if last else "还没有填报"
    lamp = lamps.near(said) if last else lamps.no_data(said)
    return Row(str(item), item.get_absolute_url(), f"{item.unit} · {item.responsible or '未指定责任人'}", lamp=lamp)


@exceptions.append
def red_items(request, period, units) -> Problems | None:
    plan = _plan(request, units)
    return plan and Problems(
        title=f"清单{WORDS[RED]}",
        total=plan.count(RED),
        measure="项",
        url=plan_url(lamp=RED),
        order=30,
        **worst_of(plan.worst(RED), _behind, by=Plan.gravity),
    )


def _behind(state: ItemState) -> Problem:
    return _problem(state, f"{state.item.sub_action} · {state.gap} · {state.item.unit}")


@exceptions.append
def items_without_data(request, period, units) -> Problems | None:
    plan = _plan(request, units)
    return plan and Problems(
        title="清单无数据",
        total=plan.count(NONE),
        measure="项",
        url=plan_url(lamp=NONE),
        order=31,
        **worst_of(plan.worst(NONE), lambda state: _problem(state, f"{state.item.unit} 未报"), by=Plan.gravity),
    )


def _problem(state: ItemState, note: str) -> Problem:
    return Problem(state.lamp, f"{state.item}", note, state.item.get_absolute_url())


def _plan(request, units) -> Plan | None:
    """The list that the page shows; none without a campaign."""
    today = clock.today()
    campaign = Campaign.objects.at_hand_lately(today)
    return campaign and plan_for(request, campaign, min(today, campaign.ends_on), units)
