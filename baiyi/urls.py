"""The whole address space. Every name declares its policy on its view (records.policies)."""

from django.urls import include, path

from cockpit.views import Home

urlpatterns = [
    path("", Home.as_view(), name="home"),
    path("", include("baiyi.jobs.urls")),
    path("accounts/", include("baiyi.accounts.urls")),
    path("forms/", include("baiyi.records.urls")),
    path("campaign/figures/", include("baiyi.figures.urls")),
    path("campaign/cockpit/", include("cockpit.urls")),
    path("campaign/", include("campaigns.urls")),
    path("campaign/", include("hotspots.urls")),
    path("deadlines/", include("baiyi.deadlines.urls")),
    path("inspections/", include("inspections.urls")),
    path("cases/", include("cases.urls")),
    path("disputes/", include("disputes.urls")),
    path("prevention/", include("prevention.urls")),
    path("files/", include("baiyi.exchange.urls")),
    path("inbox/", include("baiyi.notifications.urls")),
    path("journal/", include("baiyi.journal.urls")),
    path("transfers/", include("baiyi.transfers.urls")),
]

handler400 = "baiyi.records.errors.bad_request"
handler403 = "baiyi.records.errors.forbidden"
handler404 = "baiyi.records.errors.not_found"
handler500 = "baiyi.records.errors.server_error"
