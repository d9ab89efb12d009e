"""What the lists of alarms can be narrowed by."""

import datetime as dt

import django_filters
from django import forms

from baiyi.accounts.filters import UnitFilter
from baiyi.accounts.models import UnitKind
from baiyi.records.asked import within
from baiyi.records.filters import DayRangeFilter, Filters, SearchFilter
from baiyi.records.forms import DayInput, PlainForm
from campaigns.reporting import last_day
from prevention.models import (
    AlarmBase,
    AlarmCategory,
    AlarmClosing,
    AlarmComparison,
    AlarmCount,
    AlarmException,
    AlarmReport,
)

STATIONS = {UnitKind.STATION}
EARLIEST, MOST = dt.date(2020, 1, 1), 31  # days of the matrix
BINDING = {UnitKind.BRANCH, UnitKind.STATION}


class AlarmReportFilter(Filters):
    unit = UnitFilter("单位", STATIONS)
    reported_on = DayRangeFilter(label="报告日")

    class Meta:
        model = AlarmReport
        fields = ["unit", "reported_on"]


class AlarmCountFilter(Filters):
    q = SearchFilter("巡区", "beat__search_key")
    unit = UnitFilter("单位", STATIONS, field_name="report__unit")
    reported_on = DayRangeFilter(field_name="report__reported_on", label="报告日")
    category = django_filters.ModelChoiceFilter(
        queryset=AlarmCategory.objects.all(), label="警情类别", empty_label="全部"
    )

    class Meta:
        model = AlarmCount
        fields = ["q", "unit", "reported_on", "category"]


class AlarmClosingFilter(Filters):
    unit = UnitFilter("单位", BINDING)

    class Meta:
        model = AlarmClosing
        fields = ["unit"]


class AlarmExceptionFilter(Filters):
    unit = UnitFilter("单位", BINDING)

    class Meta:
        model = AlarmException
        fields = ["unit"]


class AlarmBaseFilter(Filters):
    unit = UnitFilter("单位", BINDING)

    class Meta:
        model = AlarmBase
        fields = ["unit"]


class AlarmComparisonFilter(Filters):
    unit = UnitFilter("单位", BINDING)
    kind = django_filters.ChoiceFilter(label="对比方式", choices=AlarmComparison.Kind.choices, empty_label="全部")

    class Meta:
        model = AlarmComparison
        fields = ["unit", "kind"]


class DaysForm(PlainForm):
    """Reporting days that are over, both included."""

    since = forms.DateField(label="自", widget=DayInput)
    until = forms.DateField(label="至", widget=DayInput)

    def clean_since(self) -> dt.date:
        return within(self.cleaned_data["since"], EARLIEST, last_day(), label="起始日")

    def clean_until(self) -> dt.date:
        return within(self.cleaned_data["until"], EARLIEST, last_day(), label="已结束的报告日")

    def clean(self):
        facts = super().clean()
        if not self.errors and not 0 <= (facts["until"] - facts["since"]).days < MOST:
            self.add_error("until", f"结束日不能早于开始日，一次最多看 {MOST} 天")
        return facts
