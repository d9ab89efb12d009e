from django.urls import include, path

from prevention.views.alarms import arranging
from prevention.views.alarms.analysis import AlarmAnalysis
from prevention.views.alarms.comparisons import BASES, COMPARISONS
from prevention.views.alarms.matrix import AlarmMatrix
from prevention.views.alarms.reports import REPORTS, AlarmCountList

ALARMS = [
    path("", AlarmMatrix.as_view(), name="alarms"),
    path("reports/", include(REPORTS.urls)),
    path("counts/", AlarmCountList.as_view(), name="alarm_count-list"),
    path("analysis/", AlarmAnalysis.as_view(), name="alarm_analysis"),
    path("comparisons/", include(COMPARISONS.urls)),
    path("bases/", include(BASES.urls)),
    path("closings/", include(arranging.CLOSINGS.urls)),
    path("exceptions/", include(arranging.EXCEPTIONS.urls)),
    path("settings/", arranging.AlarmSettings.as_view(), name="alarm_settings"),
    path("settings/categories/new/", arranging.CategoryAdd.as_view(), name="alarm_category-add"),
    path("settings/categories/<int:pk>/", arranging.CategoryChange.as_view(), name="alarm_category-change"),
    path("settings/rules/new/", arranging.RuleAdd.as_view(), name="alarm_rule-add"),
]
