"""What the lists can be narrowed by. Filters live in the URL."""

import django_filters
from django import forms

from baiyi.accounts.filters import UnitFilter
from baiyi.accounts.models import UnitKind
from baiyi.records.filters import DayRangeFilter, Filters, SearchFilter
from prevention.models import Breathalyser, Checkpoint, CheckpointShift, NightSheet, PublicityActivity

ON_DUTY = {UnitKind.BRANCH, UnitKind.SQUAD, UnitKind.STATION}
MOST_NUMBER = 2**63 - 1  # of a row


def of_operation() -> django_filters.NumberFilter:
    """Reached from the page of a joint operation."""
    facts = {"min_value": 1, "max_value": MOST_NUMBER, "widget": forms.HiddenInput}
    return django_filters.NumberFilter(field_name="operation_id", label="所属集中行动", **facts)


class CheckpointFilter(Filters):
    q = SearchFilter("名称、编号、位置", "search_key")
    kind = django_filters.ChoiceFilter(label="类型", choices=Checkpoint.Kind.choices, empty_label="全部")
    unit = UnitFilter("单位", ON_DUTY)

    class Meta:
        model = Checkpoint
        fields = ["q", "kind", "unit"]


class ShiftFilter(Filters):
    q = SearchFilter("卡点名称、编号", "checkpoint__search_key")
    unit = UnitFilter("单位", ON_DUTY)
    reported_on = DayRangeFilter(label="报告日")
    operation = of_operation()

    class Meta:
        model = CheckpointShift
        fields = ["q", "unit", "reported_on", "operation"]


class SheetFilter(Filters):
    q = SearchFilter("卡点、路段", "search_key", "checkpoint__search_key")
    unit = UnitFilter("单位", ON_DUTY)
    reported_on = DayRangeFilter(label="报告日")
    scope = django_filters.ChoiceFilter(label="口径", choices=NightSheet.Scope.choices, empty_label="全部")
    operation = of_operation()

    class Meta:
        model = NightSheet
        fields = ["q", "unit", "reported_on", "scope", "operation"]


class BreathalyserFilter(Filters):
    q = SearchFilter("编号、型号", "search_key")
    unit = UnitFilter("单位", ON_DUTY)

    class Meta:
        model = Breathalyser
        fields = ["q", "unit"]


class PublicityFilter(Filters):
    q = SearchFilter("地点、情况", "search_key")
    form = django_filters.ChoiceFilter(label="形式", choices=PublicityActivity.Form.choices, empty_label="全部")
    unit = UnitFilter("单位", ON_DUTY)
    reported_on = DayRangeFilter(label="报告日")
    operation = of_operation()

    class Meta:
        model = PublicityActivity
        fields = ["q", "form", "unit", "reported_on", "operation"]
