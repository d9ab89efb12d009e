"""What the lists of hotspots and visits can be narrowed by. Filters live in the URL."""

import django_filters
from django import forms

from baiyi.accounts.filters import UnitFilter
from baiyi.accounts.models import UnitKind
from baiyi.records.filters import DayRangeFilter, Filters, SearchFilter
from hotspots.models import Hotspot, Supervision, WeeklyDuty

MOST_NUMBER = 2**63 - 1  # of a row


def responsible_unit() -> UnitFilter:
    return UnitFilter("责任单位", {UnitKind.STATION, UnitKind.SQUAD})


class HotspotFilter(Filters):
    q = SearchFilter("区域名称、范围", "search_key")
    reason = django_filters.ChoiceFilter(label="挂牌原因", choices=Hotspot.Reason.choices, empty_label="全部")
    unit = responsible_unit()

    class Meta:
        model = Hotspot
        fields = ["q", "reason", "unit"]


class SupervisionFilter(Filters):
    q = SearchFilter("区域名称", "hotspot__search_key")
    outcome = django_filters.ChoiceFilter(label="督导结果", choices=Supervision.Outcome.choices, empty_label="全部")
    unit = responsible_unit()
    supervised_on = DayRangeFilter(label="督导日")
    hotspot = django_filters.NumberFilter(
        field_name="hotspot_id", min_value=1, max_value=MOST_NUMBER, widget=forms.HiddenInput
    )

    class Meta:
        model = Supervision
        fields = ["q", "outcome", "unit", "supervised_on", "hotspot"]


class DutyFilter(Filters):
    q = SearchFilter("区域名称", "hotspot__search_key")
    unit = responsible_unit()

    class Meta:
        model = WeeklyDuty
        fields = ["q", "unit"]
