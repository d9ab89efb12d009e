"""What the lists can be narrowed by. Filters live in the URL."""

import datetime as dt

import django_filters
from django import forms
from django.db.models import Exists, OuterRef

from baiyi.accounts.filters import UnitFilter
from baiyi.accounts.models import UnitKind
from baiyi.records import clock
from baiyi.records.filters import DayRangeFilter, Filters, SearchFilter
from campaigns.models import Operation
from inspections.models import (
    Hazard,
    Inspection,
    RectificationNotice,
    SweepGroup,
    SweepReport,
    SweepTurnout,
    SweepVenue,
    Venue,
    VenueCategory,
)
from inspections.models.codes import found_by
from inspections.reading.operations import open_to

MOST_NUMBER = 2**63 - 1  # of a row


def station() -> UnitFilter:
    return UnitFilter("派出所", {UnitKind.STATION})


class VenueSearch(SearchFilter):
    """Also by the code on the door."""

    def filter(self, qs, value):
        return qs.filter(found_by(value)) if value else qs


class VenueFilter(Filters):
    q = VenueSearch("名称、地址、拼音或编码")
    category = django_filters.ModelChoiceFilter(label="类别", queryset=VenueCategory.objects.all(), empty_label="全部")
    unit = station()
    double = django_filters.ChoiceFilter(
        label="核对", field_name="is_suspected", choices=[("True", "疑似重复")], empty_label="全部"
    )

    class Meta:
        model = Venue
        fields = ["q", "category", "unit", "double"]


class InspectionFilter(Filters):
    q = SearchFilter("场所名称", "venue__search_key")
    outcome = django_filters.ChoiceFilter(label="检查结果", choices=Inspection.Outcome.choices, empty_label="全部")
    unit = station()
    inspected_on = DayRangeFilter(label="检查日")

    class Meta:
        model = Inspection
        fields = ["q", "outcome", "unit", "inspected_on"]


class HazardFilter(Filters):
    q = SearchFilter("场所、隐患关键词", "search_key", "venue__search_key")
    grade = django_filters.ChoiceFilter(label="等级", choices=Hazard.Grade.choices, empty_label="全部")
    disposal = django_filters.ChoiceFilter(label="处置", choices=Hazard.Disposal.choices, empty_label="全部")
    unit = station()

    class Meta:
        model = Hazard
        fields = ["q", "grade", "disposal", "unit"]


class NoticeFilter(Filters):
    q = SearchFilter("发文字号、被检查单位", "number__search_key", "search_key")
    unit = station()
    issued_on = DayRangeFilter(label="签发日")

    class Meta:
        model = RectificationNotice
        fields = ["q", "unit", "issued_on"]


class OfOperationFilter(django_filters.ModelChoiceFilter):
    """One of the joint operations the person may take part in."""

    def __init__(self, path: str = "operation"):
        super().__init__(
            label="集中行动",
            field_name=path,
            empty_label="全部",
            queryset=lambda request: open_to(request.user) if request else Operation.objects.none(),
        )


def leading() -> UnitFilter:
    return UnitFilter("牵头单位", {UnitKind.STATION, UnitKind.SQUAD})


class SweepGroupFilter(Filters):
    operation = OfOperationFilter()
    unit = leading()

    class Meta:
        model = SweepGroup
        fields = ["operation", "unit"]


class SweepVenueFilter(Filters):
    q = SearchFilter("名称、地址或拼音首字母", "venue__search_key")
    operation = OfOperationFilter()
    unit = leading()
    group = django_filters.NumberFilter(
        field_name="group_id", min_value=1, max_value=MOST_NUMBER, widget=forms.HiddenInput
    )

    class Meta:
        model = SweepVenue
        fields = ["q", "operation", "unit", "group"]


class SweepReportFilter(Filters):
    operation = OfOperationFilter("group__operation")
    unit = leading()
    reported_on = DayRangeFilter(label="报告日")

    class Meta:
        model = SweepReport
        fields = ["operation", "unit", "reported_on"]


class SweepTurnoutFilter(Filters):
    operation = OfOperationFilter("force__group__operation")
    unit = leading()
    reported_on = DayRangeFilter(label="报告日")

    class Meta:
        model = SweepTurnout
        fields = ["operation", "unit", "reported_on"]


class CoverageFilter(Filters):
    """`days`: nobody was there within so many natural days; today counts as none."""

    days = django_filters.ChoiceFilter(
        label="多久未查",
        choices=[("7", "7 天以上"), ("15", "15 天以上"), ("30", "30 天以上"), ("never", "从未检查")],
        empty_label="不限",
        method="not_inspected",
    )
    category = django_filters.ModelChoiceFilter(label="类别", queryset=VenueCategory.objects.all(), empty_label="全部")
    unit = station()
    assigned = django_filters.ChoiceFilter(
        label="派给清查组", choices=[("no", "未派"), ("yes", "已派")], empty_label="全部", method="on_a_list"
    )

    class Meta:
        model = Venue
        fields = ["days", "category", "unit", "assigned"]

    def not_inspected(self, rows, name, value):
        """Inspected so many days ago counts as not inspected within them, as for 今日任务."""
        seen = Inspection.objects.current().filter(venue=OuterRef("pk"))
        if value != "never":
            seen = seen.filter(inspected_on__gt=clock.today() - dt.timedelta(days=int(value)))
        return rows.exclude(Exists(seen))

    def on_a_list(self, rows, name, value):
        lists = SweepVenue.objects.current().filter(venue=OuterRef("pk"))
        listed = Exists(lists.filter(operation=self.request.resolver_match.kwargs["pk"]))
        return rows.filter(listed) if value == "yes" else rows.exclude(listed)
