"""The responsibility list of the demonstration: the seed's 77 items, who answers for each, and what was reported by
hand.

The reported values are invented: most on plan, some behind, 融冰 clearly in arrears, a few items without any report.
"""

import datetime as dt
import random
from decimal import Decimal
from uuid import UUID

from auditlog.context import disable_auditlog

from baiyi.accounts.roles import Role
from baiyi.journal.services import PastEvent, log_past
from baiyi.records import clock
from campaigns.demo.world import SEED, World
from campaigns.models import ItemReport, ResponsibilityItem
from campaigns.plan import due_of, items_of
from campaigns.planline import LEVEL_MEASURES
from campaigns.services.plan_import import import_items
from cockpit.management.commands.plan_import import SEED as SEED_FILE
from cockpit.management.commands.plan_import import read_rows

REPORT_DAYS = (6, 13, 17)  # offsets of the days reported so far: the ends of two weeks, and yesterday or today
SILENT = {"清患-12", "拔钉-10", "铁拳-12", "除险-13"}  # nobody reported
# share of what is due by the last day reported; items not named are somewhat ahead
BEHIND = {"清患-13": 0.86, "拔钉-09": 0.9, "除险-08": 0.83}
AHEAD = (1.0, 1.22)


def plant_plan(world: World) -> None:
    """Imported by the office on the day before the campaign; reported by the squads on a few evenings."""
    rng = random.Random(f"{SEED}:plan")  # noqa: S311 - a demonstration repeats itself
    with disable_auditlog():  # its lines are dated below
        import_items(world.campaign, read_rows(SEED_FILE), by=world.people["office"])
    items = list(ResponsibilityItem.objects.filter(campaign=world.campaign).select_related("unit", "sub_action"))
    _give_to_people(world, items)
    days = [day for offset in REPORT_DAYS if (day := min(world.day(offset), clock.today())) >= world.start]
    for place, day in enumerate(days):
        _report(world, rng, day, part=0.9 if place < len(days) - 1 else 1.0)


def _give_to_people(world: World, items: list[ResponsibilityItem]) -> None:
    before = dt.datetime.combine(world.day(-1), dt.time(17), clock.now().tzinfo)
    for place, item in enumerate(items):
        squad = world.staff[item.unit.short_name, Role.OFFICER]
        item.responsible = squad[place % len(squad)]
        item.created_at = before
    ResponsibilityItem.objects.bulk_update(items, ["responsible", "created_at"])
    log_past(PastEvent(item, "导入责任清单条目", by=world.people["office"], at=before, is_first=True) for item in items)


def _report(world: World, rng: random.Random, day: dt.date, *, part: float) -> None:
    """What was known at the end of the day; `part` of it on the days before the last."""
    reports = []
    for item in items_of(world.campaign, day):
        share = BEHIND.get(item.code) or rng.uniform(*AHEAD)
        if item.is_reported and item.code not in SILENT:
            reports.append(_row(world, item, day, share if share < 1 else max(1.0, share * part)))
    ItemReport.objects.bulk_create(reports)
    log_past(
        PastEvent(each, f"填报 {each.item.code}", by=each.created_by, at=each.created_at, is_first=True)
        for each in reports
    )


def _row(world: World, item: ResponsibilityItem, day: dt.date, share: float) -> ItemReport:
    at = min(dt.datetime.combine(day, dt.time(18, 30), clock.now().tzinfo), world.latest())
    facts = {"item": item, "unit_id": item.unit_id, "created_by_id": item.responsible_id, "created_at": at}
    return ItemReport(as_of=day, value=_value(world, item, day, share), client_uuid=_uuid(item, day), **facts)


def _value(world: World, item: ResponsibilityItem, day: dt.date, share: float) -> Decimal:
    if item.aim == ResponsibilityItem.Aim.ZERO:
        to_clear = item.baseline - Decimal(float(due_of(item, world.campaign, day)))
        return item.baseline - (Decimal(share) * to_clear).to_integral_value("ROUND_FLOOR")
    value = Decimal(share) * Decimal(float(due_of(item, world.campaign, day)))
    if item.measure == "%":
        return min(value, Decimal(100)).quantize(Decimal("0.1"))
    if share >= 1:
        return value.to_integral_value("ROUND_CEILING")
    return value.quantize(Decimal("0.1")) if item.measure in LEVEL_MEASURES else value.to_integral_value("ROUND_FLOOR")


def _uuid(item: ResponsibilityItem, day: dt.date) -> UUID:
    return UUID(int=random.Random(f"{SEED}:{item.code}:{day}").getrandbits(128), version=4)  # noqa: S311
