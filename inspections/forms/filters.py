"""What the lists can be narrowed by. Filters live in the URL."""

import django_filters
from django.db.models import Q

from baiyi.accounts.filters import UnitFilter
from baiyi.accounts.models import UnitKind
from inspections.models import Hazard, Inspection, RectificationNotice, Venue, VenueCategory


def station() -> UnitFilter:
    return UnitFilter("派出所", {UnitKind.STATION})


class VenueFilter(django_filters.FilterSet):
    q = django_filters.CharFilter(label="名称、地址或拼音首字母", method="search", max_length=60)
    category = django_filters.ModelChoiceFilter(label="类别", queryset=VenueCategory.objects.all(), empty_label="全部")
    unit = station()

    class Meta:
        model = Venue
        fields = ["q", "category", "unit"]

    def search(self, queryset, name, value):
        return queryset.filter(
            Q(name__icontains=value) | Q(address__icontains=value) | Q(initials__startswith=value.lower())
        )


class InspectionFilter(django_filters.FilterSet):
    q = django_filters.CharFilter(label="场所名称", field_name="venue__name", lookup_expr="icontains", max_length=60)
    outcome = django_filters.ChoiceFilter(label="检查结果", choices=Inspection.Outcome.choices, empty_label="全部")
    unit = station()
    inspected_on = django_filters.DateFromToRangeFilter(label="检查日")

    class Meta:
        model = Inspection
        fields = ["q", "outcome", "unit", "inspected_on"]


class HazardFilter(django_filters.FilterSet):
    q = django_filters.CharFilter(label="场所、隐患关键词", method="search", max_length=60)
    grade = django_filters.ChoiceFilter(label="等级", choices=Hazard.Grade.choices, empty_label="全部")
    disposal = django_filters.ChoiceFilter(label="处置", choices=Hazard.Disposal.choices, empty_label="全部")
    unit = station()

    class Meta:
        model = Hazard
        fields = ["q", "grade", "disposal", "unit"]

    def search(self, queryset, name, value):
        return queryset.filter(Q(description__icontains=value) | Q(venue__name__icontains=value))


class NoticeFilter(django_filters.FilterSet):
    q = django_filters.CharFilter(label="发文字号、被检查单位", method="search", max_length=60)
    unit = station()
    issued_on = django_filters.DateFromToRangeFilter(label="签发日")

    class Meta:
        model = RectificationNotice
        fields = ["q", "unit", "issued_on"]

    def search(self, queryset, name, value):
        return queryset.filter(Q(number__text__icontains=value) | Q(recipient_name__icontains=value))
