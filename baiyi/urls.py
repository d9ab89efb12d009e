"""The whole address space. Every name declares its policy on its view (records.policies)."""

from django.urls import include, path

urlpatterns = [
    path("", include("baiyi.jobs.urls")),
    path("accounts/", include("baiyi.accounts.urls")),
    path("journal/", include("baiyi.journal.urls")),
]

handler400 = "baiyi.records.errors.bad_request"
handler403 = "baiyi.records.errors.forbidden"
handler404 = "baiyi.records.errors.not_found"
handler500 = "baiyi.records.errors.server_error"
