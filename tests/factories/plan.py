"""Items of a responsibility list and what was reported about them."""

import datetime as dt
import itertools
import uuid
from decimal import Decimal

from baiyi.records import clock
from campaigns.models import Campaign, ItemReport, Milestone, ResponsibilityItem, SubAction
from campaigns.services.plan import report_item

_serial = itertools.count(1)


def make_item(
    campaign: Campaign, unit, by, *, sub_action: str = "QINGHUAN", nodes: dict[dt.date, int] | None = None, **facts
):
    """Reported by hand, at least 100 次, unless told otherwise. `nodes`: target by day."""
    number = next(_serial)
    action, _ = SubAction.objects.get_or_create(
        campaign=campaign,
        code=sub_action,
        defaults={"position": list(SubAction.Code.values).index(sub_action) + 1, "carriers": "台账"},
    )
    facts = {
        "title": f"任务{number}",
        "measure": "次",
        "target": Decimal(100),
        "code": f"条{number}",
        "position": number,
    } | facts
    item = ResponsibilityItem.objects.create(
        campaign=campaign, sub_action=action, unit=unit, created_by=by, created_at=clock.now(), **facts
    )
    for due_on, target in (nodes or {}).items():
        Milestone.objects.create(item=item, due_on=due_on, target=Decimal(target))
    return item


def make_report(item: ResponsibilityItem, by, value, *, as_of: dt.date | None = None, **words: str) -> ItemReport:
    said = {"note": ""} | words
    return report_item(
        item, as_of=as_of or clock.today(), value=Decimal(value), by=by, client_uuid=uuid.uuid4(), **said
    )
