from django.urls import include, path

from disputes.views.disputes import DISPUTES
from disputes.views.family import FAMILY_WARNINGS
from disputes.views.funnel import FunnelPage
from disputes.views.instalments import INSTALMENTS
from disputes.views.mechanisms import MechanismAdd, Mechanisms, MechanismWithdraw
from disputes.views.mediations import MEDIATIONS

app_name = "disputes"
urlpatterns = [
    path("funnel/", FunnelPage.as_view(), name="funnel"),
    path("mechanisms/", Mechanisms.as_view(), name="mechanisms"),
    path("mechanisms/new/", MechanismAdd.as_view(), name="mechanism-add"),
    path("mechanisms/<int:pk>/withdraw/", MechanismWithdraw.as_view(), name="mechanism-withdraw"),
    path("mediations/", include(MEDIATIONS.urls)),
    path("instalments/", include(INSTALMENTS.urls)),
    path("warnings/", include(FAMILY_WARNINGS.urls)),
    path("", include(DISPUTES.urls)),
]
