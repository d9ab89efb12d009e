from django.urls import include, path

from baiyi.records.policies import Needs
from cases import rights
from cases.views.cases import CASES, CasesILead
from cases.views.custody import CUSTODY_LINES
from cases.views.outcomes import OUTCOMES
from cases.views.reports import ReportList
from cases.views.studies import DUTIES, STUDIES
from cases.views.trips import TRIPS

app_name = "cases"
mine = CasesILead.as_view(
    views=CASES,
    policy=Needs(rights.SUPERVISE),
    model=CASES.model,
    related=CASES.related,
    table_class=CASES.table,
    filterset_class=CASES.filterset,
)
urlpatterns = [
    path("mine/", mine, name="led-list"),
    path("reports/", ReportList.as_view(), name="report-list"),
    path("custody/", include(CUSTODY_LINES.urls)),
    path("outcomes/", include(OUTCOMES.urls)),
    path("trips/", include(TRIPS.urls)),
    path("studies/", include(STUDIES.urls)),
    path("study-duties/", include(DUTIES.urls)),
    path("", include(CASES.urls)),
]
