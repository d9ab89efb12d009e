"""Figures of the plan itself and of joint operations."""

from django.db.models import Q

from baiyi.figures import Definition, Matching, register
from campaigns import rights
from campaigns.models import Operation, ResponsibilityItem

register(
    Matching(
        key="operations_held",
        label="组织集中统一行动",
        measure="次",
        definition=Definition("开始时刻在行动期间的集中统一行动；作废的不计"),
        right=rights.VIEW,
        rows=lambda: Operation.objects.current(),
        happened=lambda period: Q(starts_at__gte=period.begins_at, starts_at__lt=period.ends_before),
        list_url="campaigns:operation-list",
        order=45,
    )
)
register(
    Matching(
        key="responsibility_items",
        label="责任清单条目",
        measure="项",
        definition=Definition("截至当日在办的专项行动的责任清单条目，按牵头单位计；取消的不计"),
        right=rights.VIEW,
        rows=lambda: ResponsibilityItem.objects.current(),
        happened=lambda period: Q(campaign__starts_on__lte=period.until, campaign__ends_on__gte=period.since),
        list_url="campaigns:plan",
        order=60,
    )
)
