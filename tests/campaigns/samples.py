"""Joint operations, items of the responsibility list and reports, as the tests of every page meet them."""

import datetime as dt

from django.urls import reverse

from baiyi.records import clock
from campaigns.models import Campaign, ItemReport, Operation, ResponsibilityItem, SubAction
from campaigns.services.operations import add_operation
from campaigns.views.operations import OPERATIONS
from tests.factories import Force, make_campaign, make_item, make_report
from tests.samples import FormPage, Sample, Subject, at, changing
from tests.world import World, once

SO_FAR = 40  # days: a week of its own is over, whatever the weekday


def running_campaign(force: Force) -> Campaign:
    """The one at hand, or a new one."""
    today = clock.today()
    return Campaign.objects.at_hand(today) or make_campaign(force.branch, starts_on=today - dt.timedelta(days=SO_FAR))


def make_operation(force: Force, **facts) -> Operation:
    start = clock.now() - dt.timedelta(hours=1)
    facts = {
        "name": "周末集中清查",
        "unit": force.station,
        "starts_at": start,
        "ends_at": start + dt.timedelta(hours=6),
    } | facts
    return add_operation(by=force.people["office"], **facts)


def operation_words(force: Force) -> dict:
    """Tonight, past midnight."""
    today = clock.today()
    hours = {"starts_at": f"{today}T20:00", "ends_at": f"{today + dt.timedelta(days=1)}T02:00"}
    return {"name": "夜查行动", "unit": str(force.station.pk)} | hours


@once
def item(world: World) -> ResponsibilityItem:
    """Led by alice's station, reported by hand in 次."""
    return make_item(running_campaign(world.force), world.force.station, world.force.people["office"])


@once
def report(world: World) -> ItemReport:
    return make_report(item(world), world.force.people["clerk"], 7)


@once
def campaign(world: World) -> Campaign:
    return running_campaign(world.force)


@once
def sub_action(world: World) -> SubAction:
    return item(world).sub_action


def campaign_words(force: Force) -> dict:
    first = clock.today() + dt.timedelta(days=400)
    days = {"starts_on": str(first), "ends_on": str(first + dt.timedelta(days=99)), "day_begins_at": "08:00"}
    phases = {"phases": f"{first} 动员部署"}
    return {"name": "冬季百日行动", "unit": str(force.branch.pk), "week_starts_on": "0"} | days | phases


def item_words(world: World) -> dict:
    facts = {"code": "新-01", "title": "检查旅馆", "target": "10", "measure": "家次", "aim": "least"}
    return facts | {"sub_action": str(sub_action(world).pk), "unit": str(world.force.station.pk)}


SAMPLES = [
    Sample(
        OPERATIONS,
        who="office",
        make=make_operation,
        words=operation_words,
        changed={"name": "改名后的行动"},
        moves={"void": {"reason": "重复"}},
    )
]


def _on_item(name: str, words: dict) -> FormPage:
    return changing(name, "office", ResponsibilityItem, item, lambda world: words)


FORM_PAGES = {
    "campaigns:item-report": FormPage(
        "clerk",
        at("campaigns:item-report", item),
        lambda world: {"value": "12"},
        outcome=ItemReport,
        made=lambda world: ItemReport.objects.latest("pk"),
    ),
    "campaigns:item-change": _on_item("campaigns:item-change", {"reason": "目标调整", "target": "120"}),
    "campaigns:item-switch": _on_item("campaigns:item-switch", {"reason": "已能取数", "figure": "inspections_made"}),
    "campaigns:item-cancel": _on_item("campaigns:item-cancel", {"reason": "并入其他条目"}),
    "campaigns:report-void": changing(
        "campaigns:report-void", "clerk", ItemReport, report, lambda world: {"reason": "报错了日子"}
    ),
    "campaigns:campaign-add": FormPage(
        "office",
        lambda world: reverse("campaigns:campaign-add"),
        lambda world: campaign_words(world.force),
        takes_any_day=True,
        outcome=Campaign,
        made=lambda world: Campaign.objects.get(name="冬季百日行动"),
    ),
    "campaigns:campaign-change": changing(
        "campaigns:campaign-change",
        "office",
        Campaign,
        campaign,
        lambda world: {"reason": "方案下发", "plan_number": "云公〔2026〕12号"},
    ),
    "campaigns:sub_action-change": FormPage(
        "office", at("campaigns:sub_action-change", sub_action), lambda world: {"carriers": "每周清查"}
    ),
    "campaigns:item-add": FormPage(
        "office",
        lambda world: running_campaign(world.force) and reverse("campaigns:item-add"),
        lambda world: item_words(world),
        outcome=ResponsibilityItem,
        made=lambda world: ResponsibilityItem.objects.get(code="新-01"),
    ),
    "campaigns:lamp-rule": FormPage(
        "office", lambda world: running_campaign(world.force) and reverse("campaigns:lamp-rule")
    ),
}
# what everybody in the force may look at; who may change it is a right at the unit that leads
SUBJECTS = {
    "campaigns:campaign-": Subject(campaign, is_for_all=True),
    "campaigns:sub_action-": Subject(sub_action, is_for_all=True),
    "campaigns:item-": Subject(item, is_for_all=True),
    "campaigns:report-": Subject(report, is_for_all=True),
}


def happen(world: World) -> None:
    """An operation and an item of each station."""
    force, office = world.force, world.force.people["office"]
    campaign, today = running_campaign(force), clock.today()
    campaign.phases.create(name="动员部署", starts_on=campaign.starts_on)
    for unit in (force.station, force.other_station):
        make_operation(force, unit=unit)
        make_item(campaign, unit, office, nodes={today: 50})
