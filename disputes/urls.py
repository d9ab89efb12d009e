from django.urls import include, path

from baiyi.records.policies import Needs
from baiyi.records.reveal_page import RevealPage
from disputes import rights
from disputes.models import Dispute
from disputes.views.disputes import DISPUTES
from disputes.views.family import FAMILY_WARNINGS
from disputes.views.funnel import FunnelPage
from disputes.views.instalments import INSTALMENTS
from disputes.views.mechanisms import MechanismAdd, Mechanisms, MechanismWithdraw
from disputes.views.mediations import MEDIATIONS
from disputes.views.repeats import RepeatSearch

app_name = "disputes"
PERSONAL = ("parties__name", "parties__phone")
urlpatterns = [
    path("funnel/", FunnelPage.as_view(), name="funnel"),
    path("repeats/", RepeatSearch.as_view(), name="repeats"),
    path("mechanisms/", Mechanisms.as_view(), name="mechanisms"),
    path("mechanisms/new/", MechanismAdd.as_view(), name="mechanism-add"),
    path("mechanisms/<int:pk>/withdraw/", MechanismWithdraw.as_view(), name="mechanism-withdraw"),
    path("mediations/", include(MEDIATIONS.urls)),
    path("instalments/", include(INSTALMENTS.urls)),
    path("warnings/", include(FAMILY_WARNINGS.urls)),
    path(
        "<int:pk>/reveal/",
        RevealPage.as_view(model=Dispute, fields=PERSONAL, policy=Needs(rights.REVEAL)),
        name="dispute-reveal",
    ),
    path("", include(DISPUTES.urls)),
]
