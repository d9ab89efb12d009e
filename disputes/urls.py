from django.urls import include, path

from disputes.views.disputes import DISPUTES
from disputes.views.funnel import FunnelPage
from disputes.views.mechanisms import MechanismAdd, Mechanisms, MechanismWithdraw

app_name = "disputes"
urlpatterns = [
    path("funnel/", FunnelPage.as_view(), name="funnel"),
    path("mechanisms/", Mechanisms.as_view(), name="mechanisms"),
    path("mechanisms/new/", MechanismAdd.as_view(), name="mechanism-add"),
    path("mechanisms/<int:pk>/withdraw/", MechanismWithdraw.as_view(), name="mechanism-withdraw"),
    path("", include(DISPUTES.urls)),
]
