"""Figures of venue inspections. Every one hangs on an event day, so that any past day can be recomputed."""

from django.db.models import Count, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce

from campaigns.figures import Definition, Flow, Median, Ratio, Reached, Stock, Sum, register
from inspections import rights
from inspections.models import Hazard, Inspection, RectificationNotice, Venue, VenueGroup
from inspections.models.venue import PUBLIC_GROUPS


def _venues(groups):
    return lambda: Venue.objects.current().filter(category__group__in=groups)


def _inspected(period):
    """As a set of venues, not row by row: the planner reads the visits once, however many venues there are."""
    visits = Inspection.objects.current().filter(inspected_on__range=(period.since, period.until))
    return Q(pk__in=visits.order_by().values("venue"))


def _inspections():
    return Inspection.objects.current()


def _hazards():
    return Hazard.objects.current()


def _rectifiable():
    return Hazard.objects.current().exclude(disposal=Hazard.Disposal.REFERRAL)


def _notices():
    return RectificationNotice.objects.issued()


def _on_site():
    """人次: inspectors of one inspection, counted in the row's own subquery."""
    through = Inspection.inspectors.through.objects.filter(inspection=OuterRef("pk")).order_by()
    return Coalesce(Subquery(through.values("inspection").annotate(n=Count("pk")).values("n")), 0)


register(
    Reached(
        key="venues_inspected",
        label="检查场所",
        measure="家",
        definition=Definition("行动以来检查过的夜宵摊、宾馆酒吧、洗浴足浴、棋牌室、娱乐场所五类场所，同一家查多次只计一家"),
        right=rights.VIEW,
        rows=_venues(PUBLIC_GROUPS),
        happened=_inspected,
        list_url="inspections:venue-list",
        order=10,
        headline=True,
    )
)
register(
    Reached(
        key="hazmat_firms_inspected",
        label="检查涉危企业",
        measure="家",
        definition=Definition("行动以来检查过的易制爆、剧毒等涉危企业，同一家查多次只计一家；不计入五类场所"),
        right=rights.VIEW,
        rows=_venues([VenueGroup.HAZMAT]),
        happened=_inspected,
        list_url="inspections:venue-list",
        order=11,
        headline=True,
    )
)
register(
    Flow(
        key="inspections_made",
        label="检查次数",
        measure="次",
        definition=Definition("行动以来登记的检查，一家查几次计几次；撤回的不计"),
        right=rights.VIEW,
        rows=_inspections,
        when="inspected_on",
        list_url="inspections:inspection-list",
        order=12,
    )
)
register(
    Sum(
        key="inspectors_sent",
        label="检查出动警力",
        measure="人次",
        definition=Definition("每次检查的检查人数之和，含辅警；撤回的检查不计"),
        right=rights.VIEW,
        rows=_inspections,
        when="inspected_on",
        column=_on_site(),
        list_url="inspections:inspection-list",
        order=13,
    )
)
register(
    Flow(
        key="hazards_found",
        label="发现隐患",
        measure="处",
        definition=Definition("发现日在行动期间的安全隐患，含当场整改、限期整改和移送"),
        right=rights.VIEW,
        rows=_hazards,
        when="found_on",
        list_url="inspections:hazard-list",
        order=20,
    )
)
register(
    Flow(
        key="hazards_rectified",
        label="整改隐患",
        measure="处",
        definition=Definition("整改日在行动期间的安全隐患：当场整改的，和复查确认整改完毕的；移送的不计"),
        right=rights.VIEW,
        rows=_hazards,
        when="rectified_on",
        list_url="inspections:hazard-list",
        order=21,
        headline=True,
    )
)
register(
    Stock(
        key="hazards_open",
        label="未整改隐患",
        measure="处",
        definition=Definition("截至当日尚未整改的隐患，含行动前结转的；移送的不计"),
        right=rights.VIEW,
        rows=_rectifiable,
        since="found_on",
        until="rectified_on",
        list_url="inspections:hazard-list",
        order=22,
    )
)
register(
    Reached(
        key="hazards_found_rectified",
        label="发现并已整改隐患",
        measure="处",
        definition=Definition("发现日在行动期间、截至当日已整改的隐患"),
        right=rights.VIEW,
        rows=_hazards,
        happened=lambda period: Q(found_on__range=(period.since, period.until), rectified_on__lte=period.until),
        list_url="inspections:hazard-list",
        order=23,
    )
)
register(
    Ratio(
        key="hazard_rectification_rate",
        label="隐患整改率",
        definition=Definition("行动期间发现并已整改的隐患 ÷ 行动期间发现的隐患"),
        right=rights.VIEW,
        numerator="hazards_found_rectified",
        denominator="hazards_found",
        order=24,
    )
)
register(
    Median(
        key="rectification_days",
        label="整改用时（中位数）",
        measure="天",
        definition=Definition("整改日在行动期间的限期整改隐患，从发现日到整改日的自然日数，取中位数"),
        right=rights.VIEW,
        rows=lambda: Hazard.objects.current().filter(disposal=Hazard.Disposal.BY_DATE),
        when="rectified_on",
        start="found_on",
        end="rectified_on",
        list_url="inspections:hazard-list",
        order=25,
    )
)
register(
    Flow(
        key="notices_issued",
        label="责令整改通知书",
        measure="份",
        definition=Definition("签发日在行动期间的责令整改通知书；草拟和作废的不计"),
        right=rights.VIEW,
        rows=_notices,
        when="issued_on",
        list_url="inspections:notice-list",
        order=30,
        headline=True,
    )
)
