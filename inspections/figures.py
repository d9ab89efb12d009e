"""Figures of venue inspections. Every one hangs on an event day, so that any past day can be recomputed."""

from django.db.models import Count, Exists, FilteredRelation, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce

from baiyi.figures import IN_HAPPENED, Definition, Flow, Matching, Median, Ratio, Related, Stock, register
from inspections import rights
from inspections.kinds import RECTIFY
from inspections.models import Hazard, Inspection, RectificationNotice, Reinspection, Venue, VenueGroup
from inspections.models.venue import PUBLIC_GROUPS
from inspections.reading import sweep_figures  # noqa: F401 - those of sweeps


def _venues(groups):
    return lambda: Venue.objects.current().filter(category__group__in=groups)


def _inspected(period):
    visits = Inspection.objects.current().filter(inspected_on__range=(period.since, period.until))
    if period.operation is not None:
        visits = visits.filter(operation=period.operation)
    return Q(Exists(visits.filter(venue=OuterRef("pk"))))


def _inspections():
    return Inspection.objects.current()


def _hazards():
    return Hazard.objects.current()


def _rectifiable():
    """What the police see to, until it is rectified or, later than it was found, referred after all."""
    own = Hazard.objects.current().exclude(disposal=Hazard.Disposal.REFERRAL)
    return own.annotate(ended_on=Coalesce("rectified_on", "referred_on"))


def _notices():
    return RectificationNotice.objects.issued()


def _termed():
    """Issued notices with their rectification term as `term`; a notice has one that is not voided."""
    term = FilteredRelation("deadlines", condition=Q(deadlines__kind=RECTIFY, deadlines__voided_at=None))
    return RectificationNotice.objects.issued().annotate(term=term)


def _expired(period):
    """The term ended in the period and is over: its last day lies before the last day counted."""
    return Q(term__effective_due_on__gte=period.since, term__effective_due_on__lt=period.until)


def _overdue(period):
    """Late and neither rectified nor referred at the end of the day; the same for today as the tab 整改超期."""
    open_then = Q(ended_on=None) | Q(ended_on__gt=period.until)
    late = _termed().filter(pk=OuterRef("notice"), term__late_after__lt=period.until)
    return open_then & Q(found_on__lte=period.until) & Q(Exists(late))


def _reinspected(period):
    rounds = Reinspection.objects.current().filter(reinspected_on__range=(period.since, period.until))
    return Q(Exists(rounds.filter(notice=OuterRef("pk"))))


def _on_site():
    """人次: inspectors of one inspection."""
    through = Inspection.inspectors.through.objects.filter(inspection=OuterRef("pk")).order_by()
    return Coalesce(Subquery(through.values("inspection").annotate(n=Count("pk")).values("n")), 0)


register(
    Matching(
        key="venues_inspected",
        apart="venues",
        label="检查场所",
        measure="家",
        definition=Definition(
            "行动以来检查过的夜宵摊、宾馆酒吧、洗浴足浴、棋牌室、娱乐场所五类场所，同一家查多次只计一家"
        ),
        right=rights.VIEW,
        rows=_venues(PUBLIC_GROUPS),
        happened=_inspected,
        in_operation=IN_HAPPENED,
        list_url="inspections:venue-list",
        order=10,
        headline=True,
    )
)
register(
    Matching(
        key="hazmat_firms_inspected",
        apart="venues",
        label="检查涉危企业",
        measure="家",
        definition=Definition("行动以来检查过的易制爆、剧毒等涉危企业，同一家查多次只计一家；不计入五类场所"),
        right=rights.VIEW,
        rows=_venues([VenueGroup.HAZMAT]),
        happened=_inspected,
        in_operation=IN_HAPPENED,
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
        definition=Definition("行动以来登记的检查，一家查几次计几次；撤回的和到访未查（关门、停业、查无此店）的不计"),
        right=rights.VIEW,
        rows=_inspections,
        when="inspected_on",
        in_operation="operation",
        list_url="inspections:inspection-list",
        order=12,
    )
)
register(
    Related(
        key="inspectors_sent",
        label="检查出动警力",
        measure="人次",
        definition=Definition("每次检查的检查人数之和，含辅警；撤回的检查不计"),
        right=rights.VIEW,
        rows=_inspections,
        when="inspected_on",
        column=_on_site(),
        related="inspectors",
        in_operation="operation",
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
        in_operation="inspection__operation",
        list_url="inspections:hazard-list",
        order=20,
    )
)
for _key, _disposal in (
    ("hazards_on_site", Hazard.Disposal.ON_SITE),
    ("hazards_by_date", Hazard.Disposal.BY_DATE),
    ("hazards_referred", Hazard.Disposal.REFERRAL),
):
    register(
        Flow(
            key=_key,
            part_of="hazards_found",
            apart="disposals",
            label=f"{_disposal.label}隐患",
            measure="处",
            definition=Definition(f"发现日在行动期间、处置为{_disposal.label}的安全隐患；三种处置之和即发现隐患"),
            right=rights.VIEW,
            rows=_hazards,
            when="found_on",
            only=Q(disposal=_disposal),
            in_operation="inspection__operation",
            list_url="inspections:hazard-list",
            order=28,
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
        in_operation="inspection__operation",
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
        definition=Definition("截至当日尚未整改的隐患，含行动前结转的；移送的不计，后来移送的自移送日起不计"),
        right=rights.VIEW,
        rows=_rectifiable,
        since="found_on",
        until="ended_on",
        list_url="inspections:hazard-list",
        order=22,
    )
)
register(
    Matching(
        key="hazards_found_rectified",
        part_of="hazards_found",
        label="发现并已整改隐患",
        measure="处",
        definition=Definition("发现日在行动期间、截至当日已整改的隐患"),
        right=rights.VIEW,
        rows=_hazards,
        when="found_on",
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
        in_operation="inspection__operation",
        list_url="inspections:notice-list",
        order=30,
        headline=True,
    )
)
register(
    Flow(
        key="hazmat_hazards_rectified",
        part_of="hazards_rectified",
        label="涉危企业整改隐患",
        measure="处",
        definition=Definition("整改日在行动期间的涉危企业安全隐患；移送的不计"),
        right=rights.VIEW,
        rows=lambda: Hazard.objects.current().filter(venue__category__group=VenueGroup.HAZMAT),
        when="rectified_on",
        list_url="inspections:hazard-list",
        order=26,
    )
)
register(
    Matching(
        key="hazards_overdue",
        part_of="hazards_open",
        label="超期未整改隐患",
        measure="处",
        definition=Definition("截至当日，责令整改期限（含延期）已过而尚未整改的隐患，含行动前结转的；移送的不计"),
        right=rights.VIEW,
        rows=_rectifiable,
        happened=_overdue,
        list_url="inspections:hazard-list",
        order=27,
    )
)
register(
    Flow(
        key="notices_closed",
        label="销号通知书",
        measure="份",
        definition=Definition("销号日在行动期间的责令整改通知书，含行动前签发的；作废的不计"),
        right=rights.VIEW,
        rows=_notices,
        when="closed_on",
        list_url="inspections:notice-list",
        order=35,
    )
)
register(
    Stock(
        key="notices_open",
        label="未销号通知书",
        measure="份",
        definition=Definition("截至当日已签发、尚未销号的责令整改通知书，含行动前结转的；草拟和作废的不计"),
        right=rights.VIEW,
        rows=_notices,
        since="issued_on",
        until="closed_on",
        list_url="inspections:notice-list",
        order=36,
    )
)
register(
    Matching(
        key="notices_reinspected",
        label="复查通知书",
        measure="份",
        definition=Definition("复查日在行动期间的责令整改通知书，同一份复查几次只计一份"),
        right=rights.VIEW,
        rows=_notices,
        happened=_reinspected,
        list_url="inspections:notice-list",
        order=31,
    )
)
register(
    Matching(
        key="notices_expired",
        label="到期通知书",
        measure="份",
        definition=Definition("期满日（含延期）在行动期间且已过的责令整改通知书"),
        right=rights.VIEW,
        rows=_termed,
        happened=_expired,
        list_url="inspections:notice-list",
        order=32,
    )
)
register(
    Matching(
        key="notices_closed_in_time",
        part_of="notices_expired",
        label="按期销号通知书",
        measure="份",
        definition=Definition("到期通知书中，期满日当天或之前复查合格销号的"),
        right=rights.VIEW,
        rows=_termed,
        happened=lambda period: _expired(period) & Q(term__is_within_limit=True),
        list_url="inspections:notice-list",
        order=33,
    )
)
register(
    Ratio(
        key="notice_on_time_rate",
        label="通知书按期销号率",
        definition=Definition("期满日在行动期间且已过的责令整改通知书中，按期复查合格销号的 ÷ 全部"),
        right=rights.VIEW,
        numerator="notices_closed_in_time",
        denominator="notices_expired",
        order=34,
    )
)
register(
    Matching(
        key="venues_kept",
        label="在册场所",
        measure="家",
        definition=Definition("截至当日场所台账中建档的全部场所，含涉危企业和其他单位；作废的不计"),
        right=rights.VIEW,
        rows=lambda: Venue.objects.current(),
        happened=lambda period: Q(created_at__lt=period.ends_before),
        list_url="inspections:venue-list",
        order=14,
    )
)
