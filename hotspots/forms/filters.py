"""What the lists of hotspots and visits can be narrowed by. Filters live in the URL."""

import django_filters
from django import forms
from django.db.models import Q

from baiyi.accounts.filters import UnitFilter
from baiyi.accounts.models import UnitKind
from hotspots.models import Hotspot, Supervision, WeeklyDuty

MOST_NUMBER = 2**63 - 1  # of a row


def responsible_unit() -> UnitFilter:
    return UnitFilter("责任单位", {UnitKind.STATION, UnitKind.SQUAD})


class HotspotFilter(django_filters.FilterSet):
    q = django_filters.CharFilter(label="区域名称、范围", method="search", max_length=60)
    reason = django_filters.ChoiceFilter(label="挂牌原因", choices=Hotspot.Reason.choices, empty_label="全部")
    unit = responsible_unit()

    class Meta:
        model = Hotspot
        fields = ["q", "reason", "unit"]

    def search(self, queryset, name, value):
        return queryset.filter(Q(name__icontains=value) | Q(area__icontains=value))


class SupervisionFilter(django_filters.FilterSet):
    q = django_filters.CharFilter(label="区域名称", field_name="hotspot__name", lookup_expr="icontains", max_length=60)
    outcome = django_filters.ChoiceFilter(label="督导结果", choices=Supervision.Outcome.choices, empty_label="全部")
    unit = responsible_unit()
    supervised_on = django_filters.DateFromToRangeFilter(label="督导日")
    hotspot = django_filters.NumberFilter(
        field_name="hotspot_id", min_value=1, max_value=MOST_NUMBER, widget=forms.HiddenInput
    )

    class Meta:
        model = Supervision
        fields = ["q", "outcome", "unit", "supervised_on", "hotspot"]


class DutyFilter(django_filters.FilterSet):
    q = django_filters.CharFilter(label="区域名称", field_name="hotspot__name", lookup_expr="icontains", max_length=60)
    unit = responsible_unit()

    class Meta:
        model = WeeklyDuty
        fields = ["q", "unit"]
