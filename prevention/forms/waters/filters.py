"""What the lists about waters can be narrowed by. Filters live in the URL."""

import django_filters
from django import forms

from baiyi.accounts.filters import UnitFilter
from baiyi.records.filters import DayRangeFilter, Filters, SearchFilter
from prevention.forms.filters import MOST_NUMBER, ON_DUTY
from prevention.models import (
    Device,
    DeviceRepair,
    Dissuasion,
    Facility,
    FacilityDefect,
    MissedWaterPatrol,
    Water,
    WaterAlert,
    WaterPatrol,
)


def of_water() -> django_filters.NumberFilter:
    """Reached from the page of a water."""
    facts = {"min_value": 1, "max_value": MOST_NUMBER, "widget": forms.HiddenInput}
    return django_filters.NumberFilter(field_name="water_id", label="水域", **facts)


def one_of(label: str, choices, **facts) -> django_filters.ChoiceFilter:
    return django_filters.ChoiceFilter(label=label, choices=choices, empty_label="全部", **facts)


class WaterFilter(Filters):
    q = SearchFilter("名称、编号、位置、学校", "search_key")
    kind = one_of("类型", Water.Kind.choices)
    risk = one_of("风险", Water.Risk.choices)
    unit = UnitFilter("单位", ON_DUTY)

    class Meta:
        model = Water
        fields = ["q", "kind", "risk", "unit"]


class DefectFilter(Filters):
    q = SearchFilter("水域名称、编号", "water__search_key")
    kind = one_of("设施", Facility.Kind.choices, field_name="facility__kind")
    unit = UnitFilter("单位", ON_DUTY)
    found_on = DayRangeFilter(label="发现日")
    water = of_water()

    class Meta:
        model = FacilityDefect
        fields = ["q", "kind", "unit", "found_on", "water"]


class WaterPatrolFilter(Filters):
    q = SearchFilter("水域名称、编号", "water__search_key")
    half = one_of("时段", WaterPatrol._meta.get_field("half").choices)
    unit = UnitFilter("单位", ON_DUTY)
    patrolled_on = DayRangeFilter(label="巡查日")
    water = of_water()

    class Meta:
        model = WaterPatrol
        fields = ["q", "half", "unit", "patrolled_on", "water"]


class MissedFilter(Filters):
    q = SearchFilter("水域名称、编号", "water__search_key")
    unit = UnitFilter("单位", ON_DUTY)
    missed_on = DayRangeFilter(label="漏巡日")

    class Meta:
        model = MissedWaterPatrol
        fields = ["q", "unit", "missed_on"]


class DeviceFilter(Filters):
    q = SearchFilter("编号、点位、水域", "search_key", "water__search_key")
    kind = one_of("类型", Device.Kind.choices)
    unit = UnitFilter("单位", ON_DUTY)
    water = of_water()

    class Meta:
        model = Device
        fields = ["q", "kind", "unit", "water"]


class RepairFilter(Filters):
    q = SearchFilter("设备编号、点位", "device__search_key")
    unit = UnitFilter("单位", ON_DUTY)

    class Meta:
        model = DeviceRepair
        fields = ["q", "unit"]


class AlertFilter(Filters):
    q = SearchFilter("水域名称、编号", "water__search_key")
    source = one_of("来源", WaterAlert.Source.choices)
    unit = UnitFilter("单位", ON_DUTY)
    reported_on = DayRangeFilter(label="报告日")
    water = of_water()

    class Meta:
        model = WaterAlert
        fields = ["q", "source", "unit", "reported_on", "water"]


class DissuasionFilter(Filters):
    q = SearchFilter("水域名称、编号", "water__search_key")
    unit = UnitFilter("单位", ON_DUTY)
    reported_on = DayRangeFilter(label="报告日")
    water = of_water()

    class Meta:
        model = Dissuasion
        fields = ["q", "unit", "reported_on", "water"]
