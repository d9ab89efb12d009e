from django.urls import path

from baiyi.records import draft_views

app_name = "records"
urlpatterns = [
    path("draft/", draft_views.DraftSave.as_view(), name="draft-save"),
    path("<uuid:client_uuid>/discard/", draft_views.DraftDiscard.as_view(), name="draft-discard"),
]
