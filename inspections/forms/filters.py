"""What the lists can be narrowed by. Filters live in the URL."""

import django_filters

from baiyi.accounts.filters import UnitFilter
from baiyi.accounts.models import UnitKind
from baiyi.records.filters import DayRangeFilter, Filters, SearchFilter
from inspections.models import Hazard, Inspection, RectificationNotice, Venue, VenueCategory


def station() -> UnitFilter:
    return UnitFilter("派出所", {UnitKind.STATION})


class VenueFilter(Filters):
    q = SearchFilter("名称、地址或拼音首字母", "search_key")
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
