"""What the lists of patrols can be narrowed by. Filters live in the URL."""

import django_filters

from baiyi.accounts.filters import UnitFilter
from baiyi.records.filters import DayRangeFilter, Filters, SearchFilter
from prevention.forms.filters import ON_DUTY, of_operation
from prevention.models import (
    PatrolBeat,
    PatrolKind,
    PatrolMechanism,
    PatrolPlan,
    PatrolShift,
    PatrolZone,
    PlannedPatrol,
    ResponseCount,
    ResponseRing,
)

LONGEST_MINUTES = 60


def of_kind() -> django_filters.ChoiceFilter:
    return django_filters.ChoiceFilter(label="勤务类型", choices=PatrolKind.choices, empty_label="全部")


class ZoneFilter(Filters):
    q = SearchFilter("名称、编号", "search_key")
    unit = UnitFilter("单位", ON_DUTY)

    class Meta:
        model = PatrolZone
        fields = ["q", "unit"]


class BeatFilter(Filters):
    q = SearchFilter("名称、编号、范围", "search_key", "zone__search_key")
    grade = django_filters.ChoiceFilter(label="等级", choices=PatrolBeat.Grade.choices, empty_label="全部")
    unit = UnitFilter("单位", ON_DUTY)

    class Meta:
        model = PatrolBeat
        fields = ["q", "grade", "unit"]


class PlanFilter(Filters):
    q = SearchFilter("巡区名称、编号", "beat__search_key")
    kind = of_kind()
    unit = UnitFilter("单位", ON_DUTY)

    class Meta:
        model = PatrolPlan
        fields = ["q", "kind", "unit"]


class PlannedFilter(Filters):
    q = SearchFilter("巡区名称、编号", "beat__search_key")
    kind = of_kind()
    unit = UnitFilter("单位", ON_DUTY)
    reported_on = DayRangeFilter(label="报告日")

    class Meta:
        model = PlannedPatrol
        fields = ["q", "kind", "unit", "reported_on"]


class PatrolFilter(Filters):
    q = SearchFilter("巡区名称、编号", "beat__search_key")
    kind = of_kind()
    unit = UnitFilter("单位", ON_DUTY)
    reported_on = DayRangeFilter(label="报告日")
    operation = of_operation()

    class Meta:
        model = PatrolShift
        fields = ["q", "kind", "unit", "reported_on", "operation"]


class MechanismFilter(Filters):
    class Meta:
        model = PatrolMechanism
        fields: list[str] = []


class RingFilter(Filters):
    class Meta:
        model = ResponseRing
        fields: list[str] = []


class ResponseFilter(Filters):
    minutes = django_filters.NumberFilter(
        field_name="ring__minutes", label="时限（分钟）", min_value=1, max_value=LONGEST_MINUTES
    )
    unit = UnitFilter("单位", ON_DUTY)
    reported_on = DayRangeFilter(label="报告日")

    class Meta:
        model = ResponseCount
        fields = ["minutes", "unit", "reported_on"]
